import Foundation
import KafkaModel
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
                "needletail.log.dir.reserve.bytes": "0",
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

        @Test func nearTheEndOfADiskProducersAreRefusedAndTheRestGoesOn() async throws {
            guard let disk = try await SmallDisk.make(megabytes: 64) else {
                return print("skipped: a small disk cannot be mounted here, which takes root")
            }
            let ballast = "\(disk.path)/ballast"
            try Data(count: 24 << 20).write(to: URL(fileURLWithPath: ballast))
            let cluster = try await KafkaCluster(brokers: 1)
            let broker = cluster.brokers[0]
            try await broker.start([
                "log.dirs": "\(disk.path)/log",
                "needletail.log.dir.reserve.bytes": "\(16 << 20)",
            ])
            let topic = uniqueTopic("reserve")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "1", "1")

            #expect(try await produce(megabytes: 40, to: topic, 0, broker) != .code(0))
            try await broker.line(containing: "are kept in reserve")
            let connection = try RawConnection(port: broker.port)
            let body = RawRequest.produceBody(RawRequest.batch(), to: topic)
            try connection.send(RawRequest.frame(.produce, 8, body))
            let answer = try #require(try connection.receiveFrame())
            #expect(RawRequest.produceError(answer, topic: topic) == 56)
            #expect(
                String(decoding: answer, as: UTF8.self)
                    .contains("needletail.log.dir.reserve.bytes"))
            let free = try FileManager.default.attributesOfFileSystem(forPath: disk.path)
            #expect((free[.systemFreeSize] as? NSNumber)?.intValue ?? 0 >= 14 << 20)

            // A group of its own reads and commits, for which the offsets topic is made and written.
            let read = try await SpawnedProcess.run(
                "kcat",
                [
                    "-b", broker.address, "-G", "readers", "-X", "auto.offset.reset=earliest",
                    "-c", "5", "-q", topic,
                ])
            #expect(read.exit == .code(0))
            #expect(read.lines.count == 5)

            try FileManager.default.removeItem(atPath: ballast)
            try await broker.line(containing: "are taken again")
            #expect(try await produce(megabytes: 4, to: topic, 0, broker) == .code(0))
            #expect(broker.output.lines.count { $0.contains("are kept in reserve") } == 1)
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
