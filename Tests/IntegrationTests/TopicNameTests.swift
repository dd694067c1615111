import Foundation
import TestSupport
import Testing

extension RealProcesses {
    /// A topic that is deleted while one of its brokers is away.
    struct TopicNameTests {
        @Test func `a name is free although a broker is away, and old records never come back`()
            async throws
        {
            let topic = uniqueTopic("again")
            let cluster = try await clusterWithoutThird(of: topic)
            let away = cluster.brokers[2]
            let others = cluster.brokers.prefix(2).map(\.address).joined(separator: ",")
            try await Client.confluent.run("replace_topic", others, topic, "1", "2")
            try await Client.confluent.run("produce_and_read", others, topic, "10")
            #expect(replicaDirectories(away, topic).count == 1)

            try away.launch()
            for broker in cluster.brokers { try await broker.waitUntilReady(brokers: 3) }
            for _ in 0..<3000 where !replicaDirectories(away, topic).isEmpty {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(replicaDirectories(away, topic).isEmpty)
            let read = try await Client.confluent.run("read_all", cluster.bootstrap, topic)
            let records = read.lines.filter { $0.hasPrefix("record ") }
            #expect(records == (0..<10).map { "record 0 \($0) \($0)" })
            try await cluster.stop()
        }

        /// The broker that was away has a replica of the new topic too: it begins anew.
        @Test func `a replica of the old topic is never taken for one of the new`() async throws {
            let topic = uniqueTopic("anew")
            let cluster = try await clusterWithoutThird(of: topic)
            let away = cluster.brokers[2]
            let others = cluster.brokers.prefix(2).map(\.address).joined(separator: ",")
            try await Client.confluent.run("delete_topic", others, topic)
            _ = try await SpawnedProcess.run(
                Client.confluent.python,
                [
                    "\(SharedFiles.repositoryRoot)/Tests/IntegrationTests/Clients/"
                        + "kazoo_create_topic.py", cluster.zookeeper, topic, "1", "3",
                ])
            try await Client.confluent.run("wait_in_sync", others, topic, "1")
            try await Client.confluent.run("produce_and_read", others, topic, "10")

            try away.launch()
            for broker in cluster.brokers { try await broker.waitUntilReady(brokers: 3) }
            try await Client.confluent.run("wait_in_sync", cluster.bootstrap, topic, "2")
            #expect(try await cluster.brokers[0].terminate() == .code(0))
            let rest = cluster.brokers.dropFirst().map(\.address).joined(separator: ",")
            let read = try await Client.confluent.run("read_all", rest, topic)
            let records = read.lines.filter { $0.hasPrefix("record ") }
            #expect(records == (0..<10).map { "record 0 \($0) \($0)" })
            try await cluster.stop()
        }

        /// Three brokers with a hundred records of the topic, of which the third has been killed.
        private func clusterWithoutThird(of topic: String) async throws -> KafkaCluster {
            let cluster = try await KafkaCluster.start(brokers: 3)
            try await Client.confluent.run("place_topic", cluster.bootstrap, topic, "3", "1", "2")
            try await Client.confluent.run("produce_and_read", cluster.bootstrap, topic, "100")
            try await cluster.brokers[2].kill()
            try await waitForAbsence(cluster)
            return cluster
        }

        /// Waits until the first broker knows that the third is gone, as client libraries do not look for
        /// another controller soon.
        private func waitForAbsence(_ cluster: KafkaCluster) async throws {
            for _ in 0..<3000 {
                let view = await cluster.brokers[0].clusterView()
                if view?.brokers == [1, 2], [1, 2].contains(view?.controller) { return }
                try await Task.sleep(for: .milliseconds(20))
            }
            Issue.record("broker 3 is still there")
        }

        /// Directories of the topic's partitions that are not on their way out.
        private func replicaDirectories(_ broker: KafkaBroker, _ topic: String) -> [String] {
            let names =
                (try? FileManager.default.contentsOfDirectory(atPath: broker.logDirectory)) ?? []
            return names.filter { $0.hasPrefix("\(topic)-") && !$0.hasSuffix("-delete") }
        }
    }
}
