import Foundation
import Platform
import TestSupport
import Testing

extension RealProcesses {
    /// Disks that fail under a running broker, or before it starts.
    struct DiskFaultTests {
        private static let lines = (0..<2_000).map { number in
            "\(number) " + String(repeating: "x", count: 1_000)
        }

        private func drop(_ directory: String) throws {
            for name in SharedFiles.names(directory) where name.contains(".") {
                _ = try PageCache.drop("\(directory)/\(name)")
            }
        }

        private func write(to topic: String, _ partition: Int, _ broker: KafkaBroker) async throws {
            let written = try await SpawnedProcess.run(
                "kcat",
                ["-P", "-b", broker.address, "-t", topic, "-p", "\(partition)", "-X", "acks=all"],
                input: Self.lines.joined(separator: "\n") + "\n")
            #expect(written.exit == .code(0), "\(written.standardError)")
        }

        private func read(_ topic: String, _ partition: Int, _ broker: KafkaBroker)
            async throws -> [String]
        {
            try await SpawnedProcess.run(
                "kcat",
                [
                    "-C", "-b", broker.address, "-t", topic, "-p", "\(partition)", "-o",
                    "beginning", "-e", "-q",
                ]
            ).lines
        }

        private func partitionLed(by broker: KafkaBroker, _ topic: String) async throws -> Int {
            let listing = try await SpawnedProcess.run(
                "kcat", ["-L", "-b", broker.address, "-t", topic])
            let line = listing.lines.first { $0.contains(", leader \(broker.id),") }
            let number = try #require(line?.firstMatch(of: /partition (\d+),/))
            return try #require(Int(number.1))
        }

        /// A partition of `topic` in each of `directories`.
        private func partitions(of topic: String, in directories: [String]) throws -> [Int] {
            try directories.map { directory in
                let own = (0..<4).first {
                    FileManager.default.fileExists(atPath: "\(directory)/\(topic)-\($0)")
                }
                return try #require(own)
            }
        }

        @Test(.enabled(if: PageCache.canDrop, "files cannot leave memory here"))
        func aDirectoryThatCannotBeReadIsGivenUpAndTheRestGoesOn() async throws {
            let cluster = try await KafkaCluster(brokers: 2)
            let (losing, other) = (cluster.brokers[0], cluster.brokers[1])
            let spare = losing.directory.file("spare")
            let disk = try await FaultyDisk()
            try losing.launch(
                ["log.dirs": "\(losing.logDirectory),\(spare)"], environment: disk.environment)
            try other.launch()
            for broker in cluster.brokers { try await broker.waitUntilReady(brokers: 2) }
            let topic = uniqueTopic("unreadable")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "4", "2")
            for partition in 0..<4 { try await write(to: topic, partition, other) }

            let led = try await partitionLed(by: losing, topic)
            let bad = try #require(
                [losing.logDirectory, spare].first {
                    FileManager.default.fileExists(atPath: "\($0)/\(topic)-\(led)")
                })
            try disk.set(.fail, below: bad)
            try drop("\(bad)/\(topic)-\(led)")
            // The leader meets the error, and readers go on with its follower.
            #expect(try await read(topic, led, other) == Self.lines)
            try await losing.line(containing: "log directory \(bad) is offline")
            // With what is left of the broker, too.
            for partition in 0..<4 { try await write(to: topic, partition, losing) }
            #expect(losing.isRunning && other.isRunning)
            try await cluster.stop()
        }

        @Test func aDirectoryThatCannotBeWrittenIsGivenUpAndTheRestGoesOn() async throws {
            let cluster = try await KafkaCluster(brokers: 1)
            let broker = cluster.brokers[0]
            let spare = broker.directory.file("spare")
            let disk = try await FaultyDisk()
            try broker.launch(
                ["log.dirs": "\(broker.logDirectory),\(spare)"], environment: disk.environment)
            try await broker.waitUntilReady()
            let topic = uniqueTopic("unwritable")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "4", "1")
            let partitions = try partitions(of: topic, in: [broker.logDirectory, spare])
            try await write(to: topic, partitions[0], broker)

            try disk.set(.refuse, below: broker.logDirectory)
            let refused = try await SpawnedProcess.run(
                "kcat",
                [
                    "-P", "-b", broker.address, "-t", topic, "-p", "\(partitions[0])", "-X",
                    "message.timeout.ms=3000",
                ], input: "lost\n")
            #expect(refused.exit != .code(0))
            try await broker.line(containing: "log directory \(broker.logDirectory) is offline")
            try await write(to: topic, partitions[1], broker)
            #expect(try await read(topic, partitions[1], broker) == Self.lines)
            try await cluster.stop()
        }

        @Test func aDirectoryThatIsReadOnlyAtTheStartIsLeftOut() async throws {
            guard let disk = try await SmallDisk.make(megabytes: 64) else {
                return print("skipped: a small disk cannot be mounted here, which takes root")
            }
            let cluster = try await KafkaCluster(brokers: 1)
            let broker = cluster.brokers[0]
            let directories = ["\(disk.path)/log", broker.logDirectory]
            let settings = [
                "log.dirs": directories.joined(separator: ","), "log.index.size.max.bytes": "65536",
                "needletail.log.dir.reserve.bytes": "0",
            ]
            try await broker.start(settings)
            let topic = uniqueTopic("read-only")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "4", "1")
            let partitions = try partitions(of: topic, in: directories)
            for partition in partitions { try await write(to: topic, partition, broker) }
            try await broker.terminate()

            let remounted = try await SpawnedProcess.run(
                "mount", ["-o", "remount,ro", disk.path])
            #expect(remounted.exit == .code(0))
            try await broker.start(settings)
            try await broker.line(containing: "log directory \(directories[0]) is offline")
            try await write(to: topic, partitions[1], broker)
            #expect(
                try await read(topic, partitions[1], broker) == Self.lines + Self.lines)
            try await broker.terminate()

            // Nothing was lost: with rights again all is there.
            _ = try await SpawnedProcess.run("mount", ["-o", "remount,rw", disk.path])
            try await broker.start(settings)
            // The producer waits for the leader.
            try await write(to: topic, partitions[0], broker)
            #expect(
                try await read(topic, partitions[0], broker) == Self.lines + Self.lines)
            try await cluster.stop()
        }

        @Test(.enabled(if: PageCache.canDrop, "files cannot leave memory here"))
        func partitionsAreServedWhileOthersRecover() async throws {
            let cluster = try await KafkaCluster(
                brokers: 1, settings: ["num.recovery.threads.per.data.dir": "2"])
            let broker = cluster.brokers[0]
            try await broker.start()
            let (slow, quick) = (uniqueTopic("slow"), uniqueTopic("quick"))
            for topic in [slow, quick] {
                try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "1", "1")
                try await write(to: topic, 0, broker)
            }
            try await broker.kill()
            try drop("\(broker.logDirectory)/\(slow)-0")

            // The disk stands still under one of the logs.
            let disk = try await FaultyDisk()
            try disk.set(.hold, below: "\(broker.logDirectory)/\(slow)-")
            try broker.launch(environment: disk.environment)
            try await broker.waitUntilReady()
            // The producer waits for the leader.
            try await write(to: quick, 0, broker)
            #expect(try await read(quick, 0, broker) == Self.lines + Self.lines)
            #expect(!broker.output.lines.contains { $0.contains("opened ") })

            try disk.mend()
            try await broker.line(containing: "opened ")
            try await write(to: slow, 0, broker)
            #expect(try await read(slow, 0, broker) == Self.lines + Self.lines)
            try await cluster.stop()
        }
    }
}
