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

        /// Runs the reassignment tool with a plan that has the one replica of partition 0 in
        /// `directory`.
        private func reassign(
            _ topic: String, _ directory: String, _ broker: KafkaBroker, _ words: String...
        ) async throws -> String {
            let file = try broker.directory.write(
                "move.json",
                """
                {"version":1,"partitions":[{"topic":"\(topic)","partition":0,
                "replicas":[\(broker.id)],"log_dirs":["\(directory)"]}]}
                """)
            return try await run(
                "kafka-reassign-partitions.sh",
                ["--bootstrap-server", broker.address, "--reassignment-json-file", file] + words
            ).standardOutput
        }

        /// Waits until the replica is in `directory` and nowhere else.
        private func waitForMove(_ topic: String, to directory: String, _ broker: KafkaBroker)
            async throws
        {
            let deadline = ContinuousClock.now + .seconds(90)
            var told = ""
            while ContinuousClock.now < deadline {
                told = try await reassign(topic, directory, broker, "--verify")
                if told.contains("completed successfully") { return }
                try await Task.sleep(for: .milliseconds(100))
            }
            Issue.record("the move never ended: \(told)")
        }

        /// The replica that is being filled, once there is something in it.
        private func waitForFuture(_ topic: String, in directory: String, _ broker: KafkaBroker)
            async throws
        {
            let deadline = ContinuousClock.now + .seconds(90)
            while ContinuousClock.now < deadline {
                let target = try await logDirs(broker, topic).first { $0.logDir == directory }
                if let replica = target?.partitions.first, replica.isFuture, replica.size > 0 {
                    #expect(replica.offsetLag > 0)
                    return
                }
                try await Task.sleep(for: .milliseconds(100))
            }
            Issue.record("no future replica appeared in \(directory)")
        }

        /// All bytes of the records of partition 0.
        private func recordBytes(_ topic: String, in directory: String) throws -> Data {
            let names = SharedFiles.names("\(directory)/\(topic)-0")
                .filter { $0.hasPrefix("0") && $0.hasSuffix(".log") }
            return try names.reduce(into: Data()) { all, name in
                all += try Data(
                    contentsOf: URL(fileURLWithPath: "\(directory)/\(topic)-0/\(name)"))
            }
        }

        /// One broker with two directories, and where a topic of one partition is and is not.
        private func brokerWithTopic(_ settings: [String: String]) async throws
            -> (cluster: KafkaCluster, topic: String, home: String, target: String)
        {
            let cluster = try await KafkaCluster(brokers: 1)
            let broker = cluster.brokers[0]
            let directories = [broker.logDirectory, broker.directory.file("second")]
            try await broker.start(
                settings.merging(["log.dirs": directories.joined(separator: ",")]) { $1 })
            let topic = uniqueTopic("moving")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "1", "1")
            let isFirst = FileManager.default.fileExists(atPath: "\(directories[0])/\(topic)-0")
            return (
                cluster, topic, directories[isFirst ? 0 : 1], directories[isFirst ? 1 : 0]
            )
        }

        /// Values that were acknowledged and cannot be read.
        private func lost(_ producer: SpawnedProcess, _ topic: String, _ cluster: KafkaCluster)
            async throws -> [String]
        {
            let stored = try await Client.confluent.run("read_all", cluster.bootstrap, topic)
            var present: Set<String> = []
            for line in stored.lines where line.hasPrefix("record") {
                let fields = line.split(separator: " ")
                if fields.count > 3 { present.insert("\(fields[1]) \(fields[3])") }
            }
            return producer.soFar.lines.filter { $0.hasPrefix("acked") }
                .map { String($0.dropFirst("acked ".count)) }.filter { !present.contains($0) }
        }

        @Test func aReplicaMovesUnderLoadAndNothingIsLost() async throws {
            let (cluster, topic, home, target) = try await brokerWithTopic([
                "log.segment.bytes": "20000"
            ])
            let broker = cluster.brokers[0]
            let producer = try Client.confluent.start("acked_producer", cluster.bootstrap, topic)
            try await producer.line(containing: " 3000", within: .seconds(90))

            // So slow that the move can be seen.
            let begun = try await reassign(
                topic, target, broker, "--execute", "--replica-alter-log-dirs-throttle", "4000")
            #expect(
                begun.contains(
                    "Successfully started moving log directory to \(target) for replica \(topic)-0")
            )
            try await waitForFuture(topic, in: target, broker)
            #expect(
                try await reassign(topic, target, broker, "--verify", "--preserve-throttles")
                    .contains("Reassignment of replica \(topic)-0-1 is still in progress."))
            _ = try await reassign(
                topic, target, broker, "--execute", "--additional",
                "--replica-alter-log-dirs-throttle", "100000000")
            try await waitForMove(topic, to: target, broker)
            let moved = try await logDirs(broker, topic)
            #expect(moved.first { $0.logDir == home }?.partitions.isEmpty == true)
            #expect(moved.first { $0.logDir == target }?.partitions.map(\.isFuture) == [false])

            try await producer.line(containing: " 6000", within: .seconds(90))
            producer.closeInput()
            #expect(try await producer.exit(within: .seconds(150)) == .code(0))
            #expect(try await lost(producer, topic, cluster) == [])

            // And back, at rest, byte by byte.
            let before = try recordBytes(topic, in: target)
            _ = try await reassign(topic, home, broker, "--execute")
            try await waitForMove(topic, to: home, broker)
            #expect(try recordBytes(topic, in: home) == before)
            #expect(!before.isEmpty)
            try await cluster.stop()
        }

        @Test func aMoveGoesOnAfterAKill() async throws {
            let (cluster, topic, home, target) = try await brokerWithTopic([
                "log.segment.bytes": "20000",
                "replica.alter.log.dirs.io.max.bytes.per.second": "4000",
            ])
            let broker = cluster.brokers[0]
            let producer = try Client.confluent.start("acked_producer", cluster.bootstrap, topic)
            try await producer.line(containing: " 3000", within: .seconds(90))
            producer.closeInput()
            #expect(try await producer.exit(within: .seconds(150)) == .code(0))
            _ = try await reassign(topic, target, broker, "--execute")
            try await waitForFuture(topic, in: target, broker)
            try await broker.kill()

            let names = SharedFiles.names(target).filter { $0.hasPrefix("\(topic)-0.") }
            #expect(names.count == 1 && names[0].hasSuffix("-future"))
            let before = try recordBytes(topic, in: home)
            try await broker.start(["log.dirs": "\(home),\(target)"])
            try await waitForMove(topic, to: target, broker)
            #expect(try await lost(producer, topic, cluster) == [])
            #expect(try recordBytes(topic, in: target) == before)
            try await cluster.stop()
        }
    }
}
