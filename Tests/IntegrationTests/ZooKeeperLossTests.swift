import TestSupport
import Testing

extension RealProcesses {
    /// Brokers without ZooKeeper: what goes on, and how they find back.
    struct ZooKeeperLossTests {
        @Test func terminationEndsTheWaitForZooKeeperAtOnce() async throws {
            let broker = try KafkaBroker(id: 1, zookeeper: "127.0.0.1:\(FreePort.next())")
            let process = try broker.launch()
            try await process.line(containing: "waiting for ZooKeeper at 127.0.0.1")
            #expect(try await process.terminate(within: .seconds(5)) == .code(0))
        }

        @Test func aSilentServerDoesNotFillTheLog() async throws {
            let broker = try KafkaBroker(id: 1, zookeeper: "127.0.0.1:\(FreePort.next())")
            let process = try broker.launch()
            try await process.line(containing: "waiting for ZooKeeper")
            #expect(process.soFar.lines.count <= 3)
            try await broker.kill()
        }

        @Test func aLostSessionIsReplacedByItself() async throws {
            let server = try await ZooKeeperServer.shared()
            let link = try ZooKeeperProxy(target: server.port)
            let cluster = try await KafkaCluster.start(
                brokers: 2,
                zookeeper: "127.0.0.1:\(link.port)" + ZooKeeperServer.uniquePath("lost"))
            let topic = uniqueTopic("lost-session")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "2", "2")
            link.isCutOff = true
            // The sessions of three seconds end on the server, which nobody tells the brokers.
            try await untilRegistrationsEnd(server, cluster)
            try await Client.confluent.run("produce_and_read", cluster.bootstrap, topic, "100")
            link.isCutOff = false
            for broker in cluster.brokers {
                try await broker.line(containing: "expired")
            }
            try await Client.confluent.run(
                "create_topic", cluster.bootstrap, uniqueTopic("again"), "2", "2")
            try await Client.confluent.run("produce_and_read", cluster.bootstrap, topic, "100")
            for broker in cluster.brokers { try await broker.waitUntilReady(brokers: 2) }
            try await cluster.stop()
            link.stop()
        }

        @Test func withoutZooKeeperTerminationIsQuick() async throws {
            let server = try await ZooKeeperServer.shared()
            let link = try ZooKeeperProxy(target: server.port)
            let cluster = try await KafkaCluster.start(
                brokers: 2,
                zookeeper: "127.0.0.1:\(link.port)" + ZooKeeperServer.uniquePath("stop"))
            // Leaderships that a controlled shutdown would have to move.
            try await Client.confluent.run(
                "create_topic", cluster.bootstrap, uniqueTopic("replicated"), "4", "2")
            link.isCutOff = true
            for broker in cluster.brokers {
                try await broker.line(containing: "lost the connection")
            }
            for broker in cluster.brokers {
                #expect(try await broker.terminate(within: .seconds(10)) == .code(0))
            }
            link.stop()
        }

        private func untilRegistrationsEnd(_ server: ZooKeeperServer, _ cluster: KafkaCluster)
            async throws
        {
            let path = cluster.zookeeper.drop { $0 != "/" }
            for _ in 0..<3000 where try await server.ask("dump").contains("\(path)/brokers/ids/") {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(try await !server.ask("dump").contains("\(path)/brokers/ids/"))
        }
    }
}
