import Foundation
import TestSupport
import Testing

extension RealProcesses {
    /// What an administrator does to a cluster whose brokers come and go. Each test has a cluster of
    /// its own.
    struct AdministrationTests {
        private func run(_ script: String, _ words: [String]) async throws
            -> SpawnedProcess.Output
        {
            try await SpawnedProcess.run(
                "\(SharedFiles.repositoryRoot)/bin/\(script)", words, within: .seconds(90))
        }

        private func reassign(
            _ cluster: KafkaCluster, _ file: String, _ words: String...
        ) async throws -> String {
            try await run(
                "kafka-reassign-partitions.sh",
                ["--bootstrap-server", cluster.bootstrap, "--reassignment-json-file", file]
                    + words
            ).standardOutput
        }

        private func create(_ topic: String, _ assignment: String, _ cluster: KafkaCluster)
            async throws
        {
            let output = try await run(
                "kafka-topics.sh",
                [
                    "--bootstrap-server", cluster.bootstrap, "--create", "--topic", topic,
                    "--replica-assignment", assignment,
                ])
            #expect(output.exit == .code(0), "\(output)")
        }

        /// The lines of `--describe` for the partitions.
        private func describe(_ topic: String, _ cluster: KafkaCluster) async throws -> String {
            try await run(
                "kafka-topics.sh",
                ["--bootstrap-server", cluster.bootstrap, "--describe", "--topic", topic]
            ).standardOutput
        }

        /// Waits until what `look` gives holds `text`.
        private func eventually(
            _ text: String, within limit: Duration = .seconds(60),
            _ look: () async throws -> String
        ) async throws {
            let deadline = ContinuousClock.now + limit
            var last = ""
            while ContinuousClock.now < deadline {
                last = try await look()
                if last.contains(text) { return }
                try await Task.sleep(for: .milliseconds(100))
            }
            Issue.record("never saw \(text) but: \(last)")
        }

        /// A file that moves the first partitions of a topic.
        private func plan(_ topic: String, _ targets: [[Int]], in directory: TemporaryDirectory)
            throws -> String
        {
            let partitions = targets.enumerated().map { partition, replicas in
                "{\"topic\":\"\(topic)\",\"partition\":\(partition),\"replicas\":\(replicas)}"
            }
            return try directory.write(
                "plan.json",
                "{\"version\":1,\"partitions\":[\(partitions.joined(separator: ","))]}")
        }

        @Test func aMoveUnderLoadOutlivesTheControllerAndLosesNothing() async throws {
            let cluster = try await KafkaCluster.start(brokers: 3)
            let directory = try TemporaryDirectory("plan")
            let controller = try #require(await cluster.controller())
            let others = cluster.brokers.map(\.id).filter { $0 != controller.id }
            let (stays, target) = (others[0], others[1])
            let topic = uniqueTopic("moved")
            let from = "\(stays):\(controller.id)"
            try await create(topic, "\(from),\(from)", cluster)
            let producer = try Client.confluent.start("acked_producer", cluster.bootstrap, topic)
            try await producer.line(containing: " 500")

            // The new replica fetches nothing until there is another controller.
            let slow = try #require(cluster.broker(target))
            let file = try plan(
                topic, [[target, stays], [stays, target]], in: directory)
            slow.pause()
            let begun = try await reassign(cluster, file, "--execute")
            #expect(begun.contains("Successfully started partition reassignments"))
            try await controller.kill()
            slow.resume()
            let done = "Reassignment of partition \(topic)-1 is completed."
            try await eventually(done) { try await reassign(cluster, file, "--verify") }
            #expect(
                try await reassign(cluster, file, "--verify")
                    .contains("Reassignment of partition \(topic)-0 is completed."))
            try await controller.start()

            try await producer.line(containing: " 1500")
            producer.closeInput()
            #expect(try await producer.exit(within: .seconds(150)) == .code(0))
            let stored = try await Client.confluent.run("read_all", cluster.bootstrap, topic)
            var present: Set<String> = []
            for line in stored.lines where line.hasPrefix("record") {
                let fields = line.split(separator: " ")
                if fields.count > 3 { present.insert("\(fields[1]) \(fields[3])") }
            }
            let acknowledged = producer.soFar.lines.filter { $0.hasPrefix("acked") }.map {
                $0.dropFirst("acked ".count)
            }
            #expect(acknowledged.allSatisfy { present.contains(String($0)) })
            try await cluster.stop()
        }

        @Test func aCancelledMoveLeavesThePartitionWhereItWas() async throws {
            let cluster = try await KafkaCluster.start(
                brokers: 3, settings: ["zookeeper.session.timeout.ms": "20000"])
            let directory = try TemporaryDirectory("plan")
            let controller = try #require(await cluster.controller())
            let others = cluster.brokers.map(\.id).filter { $0 != controller.id }
            let topic = uniqueTopic("cancelled")
            try await create(topic, "\(controller.id)", cluster)
            let slow = try #require(cluster.broker(others[0]))
            slow.pause()
            let file = try plan(topic, [[slow.id]], in: directory)
            // The stopped broker answers no tool.
            let reachable = "\(controller.address)"
            func tool(_ words: String...) async throws -> String {
                try await run(
                    "kafka-reassign-partitions.sh", ["--bootstrap-server", reachable] + words
                ).standardOutput
            }
            #expect(
                try await tool("--execute", "--reassignment-json-file", file)
                    .contains("Successfully started"))
            #expect(
                try await tool("--list").contains(
                    "\(topic)-0: replicas: \(slow.id),\(controller.id). adding: \(slow.id). "
                        + "removing: \(controller.id)."))
            let cancelled = try await tool(
                "--cancel", "--reassignment-json-file", file, "--preserve-throttles")
            #expect(
                cancelled.contains("Successfully cancelled partition reassignment for: \(topic)-0"))
            slow.resume()
            #expect(try await tool("--list") == "No partition reassignments found.\n")
            #expect(
                try await describe(topic, cluster).contains(
                    "Leader: \(controller.id)\tReplicas: \(controller.id)\tIsr: \(controller.id)"))
            try await eventually("gone") {
                SharedFiles.names(slow.logDirectory).contains("\(topic)-0") ? "" : "gone"
            }
            try await cluster.stop()
        }

        @Test func thePreferredReplicaLeadsAgainWhenItIsAsked() async throws {
            let cluster = try await KafkaCluster.start(brokers: 3)
            let topic = uniqueTopic("preferred")
            try await create(topic, "2:1:3", cluster)
            let second = cluster.brokers[1]
            try await second.kill()
            try await eventually("Leader: 1\tReplicas: 2,1,3\tIsr: 1,3") {
                try await describe(topic, cluster)
            }
            try await second.start()
            try await eventually("Isr: 1,3,2") { try await describe(topic, cluster) }
            let words = [
                "--bootstrap-server", cluster.bootstrap, "--election-type", "preferred",
                "--topic", topic, "--partition", "0",
            ]
            let first = try await run("kafka-leader-election.sh", words)
            #expect(
                first.standardOutput
                    == "Successfully completed leader election (PREFERRED) for partitions "
                    + "\(topic)-0\n")
            #expect(try await describe(topic, cluster).contains("Leader: 2\t"))
            let again = try await run("kafka-leader-election.sh", words)
            #expect(
                again.standardOutput
                    == "Valid replica already elected for partitions \(topic)-0\n")
            try await cluster.stop()
        }

        @Test func aTopicIsDeletedWhileABrokerIsDownAndGoesFromItLater() async throws {
            let cluster = try await KafkaCluster.start(brokers: 3)
            let topic = uniqueTopic("deleted")
            try await create(topic, "3:1:2", cluster)
            let down = try #require(
                cluster.brokers.first { $0.id != 1 })
            try await down.kill()
            try await eventually("Isr: \(down.id == 2 ? "3,1" : "1,2")") {
                try await describe(topic, cluster)
            }
            let deleted = try await run(
                "kafka-topics.sh",
                ["--bootstrap-server", cluster.bootstrap, "--delete", "--topic", topic])
            #expect(deleted.exit == .code(0))
            #expect(SharedFiles.names(down.logDirectory).contains("\(topic)-0"))
            try await down.start()
            try await eventually("gone") {
                SharedFiles.names(down.logDirectory).contains("\(topic)-0") ? "" : "gone"
            }
            // The name is free, and the new topic is empty.
            try await eventually("Created topic \(topic).") {
                try await run(
                    "kafka-topics.sh",
                    [
                        "--bootstrap-server", cluster.bootstrap, "--create", "--topic", topic,
                        "--replica-assignment", "\(down.id)",
                    ]
                ).standardOutput
            }
            #expect(try await describe(topic, cluster).contains("Leader: \(down.id)\t"))
            try await cluster.stop()
        }

        @Test func aReplicaOutOfSyncLeadsOnceItsTopicAllowsIt() async throws {
            let cluster = try await KafkaCluster.start(brokers: 3)
            let topic = uniqueTopic("unclean")
            let controller = try #require(await cluster.controller())
            let others = cluster.brokers.filter { $0.id != controller.id }
            let (ahead, behind) = (others[0], others[1])
            try await create(topic, "\(ahead.id):\(behind.id)", cluster)
            try await behind.kill()
            try await eventually("Isr: \(ahead.id)\t") { try await describe(topic, cluster) }
            try await ahead.kill()
            try await eventually("Leader: none") { try await describe(topic, cluster) }
            try await behind.start()
            try await behind.waitUntilReady(brokers: 2)
            #expect(try await describe(topic, cluster).contains("Leader: none"))
            _ = try await run(
                "kafka-configs.sh",
                [
                    "--bootstrap-server", cluster.bootstrap, "--alter", "--topic", topic,
                    "--add-config", "unclean.leader.election.enable=true",
                ])
            try await eventually("Leader: \(behind.id)\t") { try await describe(topic, cluster) }
            try await cluster.stop()
        }
    }
}
