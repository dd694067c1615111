import TestSupport
import Testing

extension RealProcesses {
    /// The launchers, as an operator types them, against real brokers.
    struct ToolTests {
        private func run(
            _ script: String, _ words: [String], input: String = ""
        ) async throws -> (exit: SpawnedProcess.Exit, output: SpawnedProcess.Output) {
            let process = try SpawnedProcess(
                "\(SharedFiles.repositoryRoot)/bin/\(script)", words, hasInput: true)
            process.write(input)
            process.closeInput()
            let exit = try await process.exit(within: .seconds(60))
            return (exit, process.soFar)
        }

        @Test func theCommandsOfTheQuickStartWorkAsPrinted() async throws {
            let cluster = try await KafkaCluster.shared()
            let (topic, server) = (uniqueTopic("mytopic"), cluster.brokers[0].address)
            let created = try await run(
                "kafka-topics.sh",
                [
                    "--create", "--zookeeper", cluster.zookeeper, "--replication-factor", "1",
                    "--partitions", "1", "--topic", topic,
                ])
            #expect(created.exit == .code(0))
            #expect(created.output.standardOutput.hasSuffix("Created topic \(topic).\n"))
            let list = try await run(
                "kafka-topics.sh", ["--list", "--zookeeper", cluster.zookeeper])
            #expect(list.output.lines.contains(topic))
            let sent = try await run(
                "kafka-console-producer.sh", ["--broker-list", server, "--topic", topic],
                input: "hello\nworld\n")
            #expect(sent.exit == .code(0) && sent.output.lines.isEmpty)
            let read = try await run(
                "kafka-console-consumer.sh",
                [
                    "--bootstrap-server", server, "--topic", topic, "--from-beginning",
                    "--max-messages", "2",
                ])
            #expect(read.output.standardOutput == "hello\nworld\n")
            #expect(read.output.standardError == "Processed a total of 2 messages\n")
        }

        @Test func aTopicLivesFromCreationToDeletion() async throws {
            let cluster = try await KafkaCluster.shared()
            let topic = uniqueTopic("tools")
            let server = ["--bootstrap-server", cluster.bootstrap, "--topic", topic]
            _ = try await run(
                "kafka-topics.sh",
                server + ["--create", "--partitions", "2", "--replication-factor", "3"])
            let again = try await run("kafka-topics.sh", server + ["--create"])
            #expect(again.exit == .code(1))
            #expect(
                again.output.standardOutput.hasSuffix(
                    "Error while executing topic command : Topic '\(topic)' already exists.\n"))
            let grown = try await run(
                "kafka-topics.sh", server + ["--alter", "--partitions", "4"])
            #expect(grown.exit == .code(0) && grown.output.lines.isEmpty)
            let described = try await run("kafka-topics.sh", server + ["--describe"])
            #expect(described.output.lines.count == 5)
            #expect(described.output.lines[0].contains("PartitionCount: 4\tReplicationFactor: 3"))
            let deleted = try await run("kafka-topics.sh", server + ["--delete"])
            #expect(deleted.exit == .code(0))
            let gone = try await run("kafka-topics.sh", server + ["--describe"])
            #expect(gone.exit == .code(1))
        }

        @Test func aSettingIsSetShownAndRemoved() async throws {
            let cluster = try await KafkaCluster.shared()
            let topic = uniqueTopic("settings")
            let server = ["--bootstrap-server", cluster.bootstrap, "--topic", topic]
            _ = try await run("kafka-topics.sh", server + ["--create"])
            let set = try await run(
                "kafka-configs.sh", server + ["--alter", "--add-config", "retention.ms=5000"])
            #expect(
                set.output.standardOutput == "Completed updating config for topic \(topic).\n")
            let shown = try await run("kafka-configs.sh", server + ["--describe"])
            #expect(
                shown.output.lines == [
                    "Dynamic configs for topic \(topic) are:",
                    "  retention.ms=5000 sensitive=false "
                        + "synonyms={DYNAMIC_TOPIC_CONFIG:retention.ms=5000}",
                ])
            let removed = try await run(
                "kafka-configs.sh", server + ["--alter", "--delete-config", "retention.ms"])
            #expect(removed.exit == .code(0))
            let empty = try await run("kafka-configs.sh", server + ["--describe"])
            #expect(empty.output.lines.count == 1)
        }

        @Test func aGroupIsDescribedResetAndDeleted() async throws {
            let cluster = try await KafkaCluster.shared()
            let (topic, group) = (uniqueTopic("grouped"), uniqueTopic("tool-group"))
            let server = ["--bootstrap-server", cluster.bootstrap]
            _ = try await run(
                "kafka-console-producer.sh", server + ["--topic", topic], input: "a\nb\nc\n")
            let read = try await run(
                "kafka-console-consumer.sh",
                server + [
                    "--topic", topic, "--group", group, "--from-beginning", "--max-messages", "3",
                ])
            #expect(read.output.standardOutput == "a\nb\nc\n")
            let groups = server + ["--group", group]
            let described = try await run("kafka-consumer-groups.sh", groups + ["--describe"])
            let cells = described.output.lines.last?.split(separator: " ").map(String.init)
            #expect(cells == [group, topic, "0", "3", "3", "0", "-", "-", "-"])
            _ = try await run(
                "kafka-consumer-groups.sh",
                groups + ["--reset-offsets", "--topic", topic, "--to-offset", "1", "--execute"])
            let rest = try await run(
                "kafka-console-consumer.sh",
                server + ["--topic", topic, "--group", group, "--max-messages", "2"])
            #expect(rest.output.standardOutput == "b\nc\n")
            let deleted = try await run("kafka-consumer-groups.sh", groups + ["--delete"])
            #expect(
                deleted.output.standardOutput
                    == "Deletion of requested consumer groups ('\(group)') was successful.\n")
        }

        @Test func anUnreachableBrokerIsOneClearFailure() async throws {
            let server = ["--bootstrap-server", "127.0.0.1:\(FreePort.next())"]
            let groups = try await run(
                "kafka-consumer-groups.sh", server + ["--list", "--timeout", "1000"])
            #expect(groups.exit == .code(0))
            #expect(groups.output.standardError.contains("refused"))
            let producer = try await run(
                "kafka-console-producer.sh",
                server + ["--topic", "t", "--max-block-ms", "1000"], input: "x\n")
            #expect(producer.exit == .code(0))
            #expect(
                producer.output.standardError.contains(
                    "Topic t not present in metadata after 1000 ms."))
        }

        @Test func aWaitingConsumerEndsInOrderOnASignal() async throws {
            let cluster = try await KafkaCluster.shared()
            let consumer = try SpawnedProcess(
                "\(SharedFiles.repositoryRoot)/bin/kafka-console-consumer.sh",
                [
                    "--bootstrap-server", cluster.bootstrap, "--topic", uniqueTopic("waiting"),
                    "--enable-systest-events", "--from-beginning",
                ])
            // The warning about the missing topic tells that it runs; the broker then makes it.
            _ = try? await consumer.line(containing: "WARN", within: .seconds(5))
            #expect(try await consumer.terminate() == .code(143))
            #expect(consumer.soFar.standardOutput == "shutdown_complete\n")
            #expect(consumer.soFar.standardError.hasSuffix("Processed a total of 0 messages\n"))
        }
    }
}
