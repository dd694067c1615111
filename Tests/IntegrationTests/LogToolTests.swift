import TestSupport
import Testing

extension RealProcesses {
    /// The tools that read logs, on the directories of real brokers.
    struct LogToolTests {
        private static let rounds = 8
        private static let recordsOfARound = 500

        private func verify(_ directory: String, _ words: [String] = []) async throws
            -> (exit: SpawnedProcess.Exit, output: SpawnedProcess.Output)
        {
            let process = try SpawnedProcess(
                try #require(KafkaBroker.commandLine), ["log", "verify", directory] + words)
            return (try await process.exit(within: .seconds(60)), process.soFar)
        }

        private func dump(_ files: [String], _ words: [String]) async throws -> [String] {
            let process = try SpawnedProcess(
                "\(SharedFiles.repositoryRoot)/bin/kafka-dump-log.sh",
                ["--files", files.joined(separator: ",")] + words)
            #expect(try await process.exit(within: .seconds(60)) == .code(0))
            return process.soFar.lines
        }

        /// A broker whose only topic has two partitions over several segments.
        private func filledBroker() async throws -> (cluster: KafkaCluster, topic: String) {
            let cluster = try await KafkaCluster(brokers: 1)
            try await cluster.brokers[0].start(["log.segment.bytes": "20000"])
            let topic = uniqueTopic("verified")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "2", "1")
            // A batch must fit into a segment, and a round may be one batch.
            for _ in 0..<Self.rounds {
                try await Client.confluent.run(
                    "produce_and_read", cluster.bootstrap, topic, "\(Self.recordsOfARound)")
            }
            return (cluster, topic)
        }

        private func files(_ directory: String, _ suffix: String) -> [String] {
            SharedFiles.names(directory).filter { $0.hasSuffix(suffix) }.map {
                "\(directory)/\($0)"
            }
        }

        @Test func `nothing is wrong with the directory of a broker that was stopped`()
            async throws
        {
            let (cluster, topic) = try await filledBroker()
            let broker = cluster.brokers[0]
            let running = try await verify(broker.logDirectory)
            #expect(running.exit == .code(2))
            #expect(running.output.standardError.contains("is in use by a broker"))
            #expect(try await broker.terminate() == .code(0))

            let stopped = try await verify(broker.logDirectory)
            #expect(stopped.exit == .code(0), "\(stopped.output.standardOutput)")
            let told = stopped.output.lines.filter { $0.contains("/\(topic)-") }
            #expect(told.count == 2)
            #expect(told.allSatisfy { $0.hasSuffix("A start would do: nothing") }, "\(told)")
            var records = 0
            for partition in 0..<2 {
                let directory = "\(broker.logDirectory)/\(topic)-\(partition)"
                let logs = files(directory, ".log")
                records += try await dump(logs, ["--deep-iteration"])
                    .count { $0.hasPrefix("| offset: ") }
                for suffix in [".index", ".timeindex"] {
                    let lines = try await dump(
                        files(directory, suffix), ["--verify-index-only"])
                    #expect(
                        lines.allSatisfy { $0.hasPrefix("Dumping ") || $0.hasSuffix("is empty.") })
                }
            }
            #expect(records == Self.rounds * Self.recordsOfARound)
            try await cluster.stop()
        }

        @Test func `what a start would do after a kill is told and then done`() async throws {
            let (cluster, topic) = try await filledBroker()
            let broker = cluster.brokers[0]
            try await broker.kill()
            let killed = try await verify(broker.logDirectory)
            #expect(killed.exit == .code(0), "\(killed.output.standardOutput)")
            let line = killed.output.lines.first {
                $0.hasPrefix("log ") && $0.contains("/\(topic)-0: ")
            }
            #expect(
                line?.contains("A start would do: recover from offset ") == true,
                "\(killed.output.lines)")
            #expect(line?.contains("cut at") == false)

            try await broker.start()
            #expect(try await broker.terminate() == .code(0))
            let after = try await verify(broker.logDirectory)
            #expect(after.exit == .code(0), "\(after.output.standardOutput)")
            try await cluster.stop()
        }
    }
}
