import Foundation
import TestSupport
import Testing

extension RealProcesses {
    /// Brokers with several log directories.
    struct LogDirectoryTests {
        private func run(_ script: String, _ words: [String]) async throws
            -> SpawnedProcess.Output
        {
            try await SpawnedProcess.run(
                "\(SharedFiles.repositoryRoot)/bin/\(script)", words, within: .seconds(90))
        }

        /// One directory as `kafka-log-dirs.sh` tells of it.
        private struct LogDir: Decodable {
            struct Replica: Decodable {
                var partition: String
                var size: Int
                var offsetLag: Int
                var isFuture: Bool
            }

            var logDir: String
            var error: String?
            var partitions: [Replica]
        }

        private struct Description: Decodable {
            struct Broker: Decodable {
                var broker: Int
                var logDirs: [LogDir]
            }

            var brokers: [Broker]
        }

        /// What the tool tells of one broker and topic.
        private func logDirs(_ broker: KafkaBroker, _ topic: String) async throws -> [LogDir] {
            let output = try await run(
                "kafka-log-dirs.sh",
                [
                    "--bootstrap-server", broker.address, "--describe", "--topic-list", topic,
                    "--broker-list", "\(broker.id)",
                ])
            #expect(output.exit == .code(0), "\(output)")
            let line = output.lines.last { $0.hasPrefix("{") } ?? ""
            let description = try JSONDecoder().decode(Description.self, from: Data(line.utf8))
            return try #require(description.brokers.first).logDirs
        }

        @Test func theDirectoriesAndTheirReplicasAreListed() async throws {
            let cluster = try await KafkaCluster(brokers: 1)
            let broker = cluster.brokers[0]
            // Needless slashes are not told.
            let directories = ["\(broker.logDirectory)//", broker.directory.file("second")]
            try await broker.start(["log.dirs": directories.joined(separator: ",")])
            let topic = uniqueTopic("listed")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "2", "1")
            try await Client.confluent.run("produce_and_read", cluster.bootstrap, topic, "100")

            let listed = try await logDirs(broker, topic)
            #expect(
                listed.map(\.logDir) == [broker.logDirectory, broker.directory.file("second")])
            #expect(listed.allSatisfy { $0.partitions.count == 1 && $0.error == nil })
            for directory in listed {
                let replica = try #require(directory.partitions.first)
                let log = "\(directory.logDir)/\(replica.partition)/00000000000000000000.log"
                let size = try FileManager.default.attributesOfItem(atPath: log)[.size]
                #expect(replica.size == (size as? NSNumber)?.intValue)
                #expect(replica.offsetLag == 0 && !replica.isFuture)
            }
            try await cluster.stop()
        }
    }
}
