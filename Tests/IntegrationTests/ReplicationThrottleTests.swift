import Foundation
import TestSupport
import Testing

extension RealProcesses {
    /// Moves between brokers under a limit (KIP-73), as an operator orders them.
    struct ReplicationThrottleTests {
        /// Bytes of records, and bytes in a second that the move may take.
        private let records = 3000
        private let rate = 300_000

        @Test func `a throttled move takes its time, and slows no replica in sync`() async throws {
            let cluster = try await KafkaCluster.start(brokers: 3)
            let topic = uniqueTopic("moved")
            try await Client.confluent.run("place_topic", cluster.bootstrap, topic, "1", "2")
            try await Client.confluent.run("fill", cluster.bootstrap, topic, "\(records)")

            let file = try cluster.brokers[0].directory.write(
                "move.json",
                #"{"version":1,"partitions":[{"topic":"\#(topic)","partition":0,"replicas":[1,3]}]}"#
            )
            let begun = ContinuousClock.now
            let order = try await reassign(cluster, "--execute", file, "--throttle", "\(rate)")
            #expect(order.contains("The inter-broker throttle limit was set to \(rate) B/s"))
            // Replicas in sync serve acks=all meanwhile.
            try await Client.confluent.run("fill", cluster.bootstrap, topic, "100")
            let soon = try await reassign(cluster, "--verify", file)
            #expect(soon.contains("is still in progress"))

            try await waitUntilMoved(cluster, file)
            let seconds = Double((ContinuousClock.now - begun).components.seconds)
            let least = Double(records * 1000 / rate) - 3
            #expect(seconds > least)
            #expect(seconds < least + 60)
            #expect(try await settings(cluster, "brokers", "1").contains("throttled") == false)
            #expect(try await settings(cluster, "topics", topic).contains("throttled") == false)
            try await cluster.stop()
        }

        /// `--verify` also lifts the throttles when the move is over.
        private func waitUntilMoved(_ cluster: KafkaCluster, _ file: String) async throws {
            var told = ""
            for _ in 0..<400 {
                told = try await reassign(cluster, "--verify", file)
                if told.contains("is completed") { break }
                try await Task.sleep(for: .milliseconds(200))
            }
            #expect(told.contains("Clearing broker-level throttles on brokers 1,2,3"))
        }

        private func reassign(
            _ cluster: KafkaCluster, _ action: String, _ file: String, _ more: String...
        ) async throws -> String {
            try await run(
                "kafka-reassign-partitions.sh", cluster,
                [action, "--reassignment-json-file", file] + more)
        }

        private func settings(_ cluster: KafkaCluster, _ type: String, _ name: String)
            async throws -> String
        {
            try await run(
                "kafka-configs.sh", cluster,
                ["--describe", "--entity-type", type, "--entity-name", name])
        }

        private func run(_ script: String, _ cluster: KafkaCluster, _ words: [String]) async throws
            -> String
        {
            let output = try await SpawnedProcess.run(
                "\(SharedFiles.repositoryRoot)/bin/\(script)",
                ["--bootstrap-server", cluster.bootstrap] + words, within: .seconds(60))
            #expect(output.exit == .code(0), "\(output)")
            return output.standardOutput
        }
    }
}
