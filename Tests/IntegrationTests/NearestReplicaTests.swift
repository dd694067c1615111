import TestSupport
import Testing

extension RealProcesses {
    /// Consumers in racks (KIP-392).
    struct NearestReplicaTests {
        private let selector = "org.apache.kafka.common.replica.RackAwareReplicaSelector"

        @Test func `a consumer reads from the replica in its rack, and goes on without it`()
            async throws
        {
            let cluster = try await KafkaCluster(
                brokers: 3, settings: ["replica.selector.class": selector])
            for (broker, rack) in zip(cluster.brokers, ["a", "b", "c"]) {
                try broker.launch(["broker.rack": rack])
            }
            for broker in cluster.brokers { try await broker.waitUntilReady(brokers: 3) }
            let topic = uniqueTopic("racks")
            try await Client.confluent.run(
                "place_topic", cluster.bootstrap, topic, "1", "2", "3")
            let producer = try Client.confluent.start("acked_producer", cluster.bootstrap, topic)
            let consumer = try Client.confluent.start(
                "rack_consumer", cluster.bootstrap, topic, "b")

            try await consumer.line(containing: "broker 2", within: .seconds(120))
            try await waitForMoreRecords(consumer)
            #expect(broker(consumer) == "2")

            try await cluster.brokers[1].kill()
            for _ in 0..<900 where !["1", "3"].contains(broker(consumer)) {
                try await Task.sleep(for: .milliseconds(100))
            }
            try await waitForMoreRecords(consumer)
            #expect(["1", "3"].contains(broker(consumer)))

            producer.closeInput()
            #expect(try await producer.exit(within: .seconds(150)) == .code(0))
            let written = producer.soFar.lines.count { $0.hasPrefix("acked") }
            try await waitForRecords(consumer, written - written % 50)
            consumer.closeInput()
            #expect(try await consumer.exit(within: .seconds(60)) == .code(0))
            try await cluster.stop()
        }

        @Test func `a selector that cannot be loaded is refused at the start`() async throws {
            let cluster = try await KafkaCluster(brokers: 1)
            let broker = cluster.brokers[0]
            try broker.launch(["replica.selector.class": "com.example.Nearest"])
            #expect(try await broker.exit(within: .seconds(60)) != .code(0))
            #expect(
                broker.output.lines.contains {
                    $0.contains("replica.selector.class: com.example.Nearest cannot be loaded")
                })
        }

        private func waitForMoreRecords(_ consumer: SpawnedProcess) async throws {
            try await waitForRecords(consumer, recordCount(consumer) + 500)
        }

        private func waitForRecords(_ consumer: SpawnedProcess, _ wanted: Int) async throws {
            for _ in 0..<1200 where recordCount(consumer) < wanted {
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(recordCount(consumer) >= wanted, "\(consumer.soFar.lines.suffix(20))")
        }

        private func recordCount(_ consumer: SpawnedProcess) -> Int {
            last(consumer, "read").flatMap { Int($0) } ?? 0
        }

        private func broker(_ consumer: SpawnedProcess) -> Substring? { last(consumer, "broker") }

        /// What the newest line that begins with a word says behind it.
        private func last(_ consumer: SpawnedProcess, _ word: String) -> Substring? {
            consumer.soFar.lines.last { $0.hasPrefix(word) }?.split(separator: " ").last
        }
    }
}
