import BrokerClient
import Foundation
import KafkaModel
import KafkaProtocol
import Networking
import Platform
import Scheduling
import Telemetry
import TestSupport
import Testing

extension RealProcesses {
    /// A broker with two log directories, one of which fails.
    struct LogDirectoryFailureTests {
        /// What a broker tells clients of one partition.
        private struct Told: Equatable, CustomStringConvertible {
            var leader: Int
            var inSync: [Int]
            var offline: [Int]

            var description: String { "leader \(leader), in sync \(inSync), offline \(offline)" }
        }

        private func told(_ topic: String, by broker: KafkaBroker) async throws -> [Int: Told] {
            let loops = try EventLoopGroup(count: 1, name: "asker", clock: SystemClock())
            let resolver = BlockingExecutor(name: "resolver", threads: 1)
            let pool = ConnectionPool(
                over: SocketTransport(
                    loops: loops, resolver: resolver,
                    logger: Logger("test", sink: NullLogSink())))
            let answer = try? await pool.connection(
                to: SocketAddress(host: "127.0.0.1", port: broker.port)
            ).send(MetadataRequest(topics: [.init(name: topic)]), version: 7, timeout: .seconds(20))
            await pool.close()
            loops.stop()
            resolver.stop()
            var partitions: [Int: Told] = [:]
            for part in answer?.topics.first?.partitions ?? [] {
                partitions[Int(part.partitionIndex)] = Told(
                    leader: Int(part.leaderId.rawValue),
                    inSync: part.isrNodes.map { Int($0.rawValue) }.sorted(),
                    offline: part.offlineReplicas.map { Int($0.rawValue) })
            }
            return partitions
        }

        /// Waits until all partitions are as `isRight` wants them.
        private func waitUntil(
            _ topic: String, by broker: KafkaBroker, _ isRight: (Int, Told) -> Bool
        ) async throws {
            let deadline = ContinuousClock.now + .seconds(90)
            var last: [Int: Told] = [:]
            while ContinuousClock.now < deadline {
                last = try await told(topic, by: broker)
                if last.count == 4, last.allSatisfy({ isRight($0.key, $0.value) }) { return }
                try await Task.sleep(for: .milliseconds(50))
            }
            Issue.record("it never came so; last: \(last)")
        }

        /// Name and data of the first child that a znode gets.
        private func firstChild(of path: String, _ cluster: KafkaCluster) async throws -> String? {
            try await SpawnedProcess.run(
                Client.confluent.python,
                [
                    "\(SharedFiles.repositoryRoot)/Tests/IntegrationTests/Clients/"
                        + "kazoo_first_child.py", cluster.zookeeper, path,
                ], within: .seconds(90)
            ).lines.last
        }

        @Test func aFailedDirectoryTakesItsReplicasOfflineUntilItIsBack() async throws {
            let cluster = try await KafkaCluster(
                brokers: 2,
                settings: [
                    "zookeeper.session.timeout.ms": "20000",
                    "replica.high.watermark.checkpoint.interval.ms": "200",
                    "replica.lag.time.max.ms": "5000",
                ])
            let (controller, losing) = (cluster.brokers[0], cluster.brokers[1])
            let (lost, kept) = (losing.logDirectory, losing.directory.file("kept"))
            let directories = ["log.dirs": "\(lost),\(kept)"]
            try await controller.start()
            try losing.launch(directories)
            for broker in cluster.brokers { try await broker.waitUntilReady(brokers: 2) }
            let topic = uniqueTopic("failing")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "4", "2")
            try await waitUntil(topic, by: controller) { $1.inSync == [1, 2] && $1.offline == [] }
            let gone = Set(
                (0..<4).filter {
                    FileManager.default.fileExists(atPath: "\(lost)/\(topic)-\($0)")
                })
            #expect(gone.count == 2)

            // As long as the controller sleeps, it can be read what it is told.
            controller.pause()
            try FileManager.default.moveItem(atPath: lost, toPath: lost + ".away")
            try await losing.line(
                containing: "log directory \(lost) is offline", within: .seconds(60))
            let event = try await firstChild(of: "/log_dir_event_notification", cluster)
            controller.resume()
            #expect(
                event
                    == "log_dir_event_0000000000 {\"version\":1,\"broker\":2,\"event\":1}")
            try await waitUntil(topic, by: controller) { partition, told in
                gone.contains(partition)
                    ? told == Told(leader: 1, inSync: [1], offline: [2])
                    : told.inSync == [1, 2] && told.offline == []
            }
            try await Client.confluent.run("produce_and_read", cluster.bootstrap, topic, "100")

            // A start without it: the others are served, and nothing is made anew.
            try await losing.kill()
            try Data("no directory".utf8).write(to: URL(fileURLWithPath: lost))
            try losing.launch(directories)
            try await losing.line(
                containing: "log directory \(lost) is offline", within: .seconds(60))
            try await losing.waitUntilReady(brokers: 2)
            try await waitUntil(topic, by: controller) { partition, told in
                gone.contains(partition)
                    ? told == Told(leader: 1, inSync: [1], offline: [2])
                    : told.inSync == [1, 2] && told.offline == []
            }
            #expect(
                SharedFiles.names(kept).filter { $0.hasPrefix("\(topic)-") }.count == 2)

            // And with it again.
            try await losing.kill()
            try FileManager.default.removeItem(atPath: lost)
            try FileManager.default.moveItem(atPath: lost + ".away", toPath: lost)
            try losing.launch(directories)
            try await losing.waitUntilReady(brokers: 2)
            try await waitUntil(topic, by: controller) { $1.inSync == [1, 2] && $1.offline == [] }
            try await Client.confluent.run("produce_and_read", cluster.bootstrap, topic, "100")
            try await cluster.stop()
        }
    }
}
