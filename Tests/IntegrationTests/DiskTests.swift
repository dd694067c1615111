import Foundation
import TestSupport
import Testing

extension RealProcesses {
    /// Disks that are full, or fail.
    struct DiskTests {
        @Test func aFullDiskRefusesRecordsAndTheRestGoesOn() async throws {
            guard let disk = try await SmallDisk.make(megabytes: 4) else {
                return print("skipped: a small disk cannot be mounted here, which takes root")
            }
            let cluster = try await KafkaCluster(brokers: 1)
            let broker = cluster.brokers[0]
            let directories = ["\(disk.path)/log", broker.logDirectory]
            try await broker.start([
                "log.dirs": directories.joined(separator: ","),
                "log.index.size.max.bytes": "65536",
            ])
            let topic = uniqueTopic("full")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "2", "1")
            let full =
                FileManager.default.fileExists(atPath: "\(directories[0])/\(topic)-0") ? 0 : 1

            #expect(try await produce(megabytes: 8, to: topic, full, broker) != .code(0))
            try await broker.line(containing: "\(disk.path)/log has no room")
            #expect(broker.output.lines.count { $0.contains("has no room") } == 1)
            #expect(try await produce(megabytes: 8, to: topic, 1 - full, broker) == .code(0))
            let read = try await SpawnedProcess.run(
                "kcat",
                [
                    "-C", "-b", broker.address, "-t", topic, "-p", "\(full)", "-o", "beginning",
                    "-e", "-q",
                ])
            #expect(read.exit == .code(0))
            #expect(!read.lines.isEmpty)
            #expect(broker.isRunning)
            try await cluster.stop()
        }

        @Test func theLossOfADirectoryMovesItsLeaderships() async throws {
            let cluster = try await KafkaCluster(brokers: 2)
            let spare = try TemporaryDirectory("spare")
            let settings = ["replica.high.watermark.checkpoint.interval.ms": "200"]
            let (losing, other) = (cluster.brokers[0], cluster.brokers[1])
            let directories = "\(losing.logDirectory),\(spare.file("log"))"
            try losing.launch(settings.merging(["log.dirs": directories]) { $1 })
            try other.launch()
            for broker in cluster.brokers { try await broker.waitUntilReady(brokers: 2) }
            let topic = uniqueTopic("lost-directory")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "4", "2")

            try lose(losing.logDirectory)
            try await losing.line(containing: "log directory \(losing.logDirectory) is offline")
            try await Client.confluent.run("produce_and_read", cluster.bootstrap, topic, "100")
            try lose(spare.file("log"))
            try await losing.line(containing: "no log directory is left")
            #expect(try await losing.exit() == .code(1))
            try await Client.confluent.run("produce_and_read", other.address, topic, "100")
            try await cluster.stop()
        }

        /// In one step: to remove a directory takes time, in which the broker puts new files into it.
        private func lose(_ directory: String) throws {
            try FileManager.default.moveItem(atPath: directory, toPath: directory + ".lost")
        }

        private func produce(
            megabytes: Int, to topic: String, _ partition: Int, _ broker: KafkaBroker
        ) async throws -> SpawnedProcess.Exit? {
            let line = String(repeating: "x", count: 9_999) + "\n"
            return try await SpawnedProcess.run(
                "kcat",
                [
                    "-P", "-b", broker.address, "-t", topic, "-p", "\(partition)",
                    "-X", "message.timeout.ms=3000",
                ],
                input: String(repeating: line, count: megabytes * 100)
            ).exit
        }
    }
}
