import Foundation
import Platform
import Scheduling
import Telemetry
import TestSupport
import Testing
import ZooKeeperClient

extension RealProcesses {
    /// `kill -9`, again and again, while records are written.
    struct KillStormTests {
        private static let kills = 100
        private static let partitions = 4
        /// Segments of a few hundred records, so that rolls, indexes and snapshots are always at hand.
        private static let topicSettings = ["segment.bytes=20000", "index.interval.bytes=500"]

        @Test func nothingAcknowledgedIsLostOrDoubledByAHundredKills() async throws {
            let seed = Self.seed
            print("kill storm with NEEDLETAIL_SEED=\(seed)")
            var random = SeededRandom(seed: seed)
            let cluster = try await KafkaCluster.start(brokers: 1)
            let broker = cluster.brokers[0]
            let topic = uniqueTopic("storm")
            try await createTopic(topic, cluster)
            let storm = try Client.confluent.start(
                "kill_storm", cluster.bootstrap, topic, "\(Self.partitions)")
            try await storm.line(containing: "both write")

            let ending = try await SessionEnding(cluster.zookeeper)
            for _ in 0..<Self.kills {
                try await Task.sleep(for: .milliseconds(Self.lifetime(&random)))
                try await broker.kill()
                await ending.endSessions()
                try broker.launch(Self.settings(&random))
            }
            try await broker.waitUntilReady()
            storm.closeInput()
            let exit = try await storm.exit(within: .seconds(240))
            let last = storm.soFar.lines.suffix(20).joined(separator: "\n")
            #expect(exit == .code(0), "seed \(seed):\n\(last)")
            // Both producers got through, again and again.
            let numbers = storm.soFar.lines.last?.split(separator: " ").compactMap { Int($0) } ?? []
            #expect(numbers.count == 3 && numbers[1] > 1000 && numbers[2] > 1000, "\(last)")
            print("kill storm: \(storm.soFar.lines.suffix(1))")
            await ending.close()
            try await cluster.stop()
        }

        private static var seed: UInt64 {
            let given = ProcessInfo.processInfo.environment["NEEDLETAIL_SEED"]
            return given.flatMap { UInt64($0) } ?? UInt64.random(in: 0...UInt64.max)
        }

        /// Settings that bear upon what a kill leaves, and on how it is mended.
        private static func settings(_ random: inout SeededRandom) -> [String: String] {
            [
                "log.flush.interval.messages": Bool.random(using: &random) ? "40" : "1000000",
                "num.recovery.threads.per.data.dir": "\(Int.random(in: 1...3, using: &random))",
                "replica.high.watermark.checkpoint.interval.ms": "200",
            ]
        }

        /// Milliseconds from launch to kill: every fourth time amid the start, often before it listens.
        private static func lifetime(_ random: inout SeededRandom) -> Int {
            Int.random(in: 0..<4, using: &random) == 0
                ? Int.random(in: 0..<120, using: &random)
                : Int.random(in: 200..<700, using: &random)
        }

        private func createTopic(_ topic: String, _ cluster: KafkaCluster) async throws {
            let output = try await SpawnedProcess.run(
                Client.confluent.python,
                [
                    Client.confluent.path("create_topic"), cluster.bootstrap, topic,
                    "\(Self.partitions)", "1",
                ] + Self.topicSettings)
            #expect(output.exit == .code(0))
        }
    }
}

/// Ends the sessions of brokers that were killed, as ZooKeeper does when their time is over, only at
/// once: their ephemeral nodes go.
private struct SessionEnding {
    private let session: ZooKeeperSession
    private let blocking = BlockingExecutor(name: "zookeeper", threads: 2)

    init(_ connect: String) async throws {
        let settings = ZooKeeperSettings(
            connect: try ConnectString(connect), sessionTimeout: .seconds(30),
            maxInFlightRequests: 10, authentication: [])
        session = ZooKeeperSession(
            settings, time: SystemClock(), blocking: blocking,
            logger: Logger("zookeeper", sink: NullLogSink()))
    }

    func endSessions() async {
        for path in ["/controller", "/brokers/ids/1"] {
            // The broker may have been killed before it made the node.
            try? await session.delete(path, version: -1)
        }
    }

    func close() async { await session.close() }
}
