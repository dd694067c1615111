import Bytes
import Foundation
import KafkaModel
import TestSupport
import Testing

extension RealProcesses {
    /// `kafka-replica-verification.sh` on a cluster whose replicas are equal, and on one where they are
    /// not.
    struct ReplicaVerificationTests {
        private func start(_ cluster: KafkaCluster, _ topic: String, _ words: String...) throws
            -> SpawnedProcess
        {
            try SpawnedProcess(
                "\(SharedFiles.repositoryRoot)/bin/kafka-replica-verification.sh",
                [
                    "--broker-list", cluster.bootstrap, "--topics-include", topic, "--time", "-2",
                    "--report-interval-ms", "100", "--max-wait-ms", "100",
                ] + words)
        }

        /// Changes the value of the first record of a replica on disk, and its checksum with it.
        private func damage(_ topic: String, on broker: KafkaBroker) throws {
            let path = "\(broker.logDirectory)/\(topic)-0/00000000000000000000.log"
            var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            let length = bytes[8..<12].reduce(0) { $0 << 8 | Int($1) } + 12
            // The last byte of a batch is the count of its last record's headers; the value is before.
            bytes[length - 2] ^= 1
            let checksum = CRC32C.checksum(SharedBytes(copying: Array(bytes[21..<length])))
            for index in 0..<4 {
                bytes[17 + index] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * index))
            }
            try Data(bytes).write(to: URL(fileURLWithPath: path))
        }

        @Test func equalReplicasHaveNoLagAndOthersAreReported() async throws {
            let cluster = try await KafkaCluster.start(brokers: 2)
            let topic = uniqueTopic("verified")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "1", "2")
            let written = try await SpawnedProcess.run(
                "kcat", ["-P", "-b", cluster.bootstrap, "-t", topic, "-p", "0"],
                input: "first\nsecond\nthird\n")
            #expect(written.exit == .code(0))

            let healthy = try start(cluster, topic)
            try await healthy.line(containing: ": verification process is started")
            let expected = "max lag is 0 for partition \(topic)-0 at offset 3 among 1 partitions"
            try await healthy.line(containing: expected, within: .seconds(60))
            #expect(!healthy.soFar.lines.contains { $0.contains("unmatched") })
            healthy.send(signal: SIGTERM)
            _ = try await healthy.exit(within: .seconds(30))

            let broken = cluster.brokers[1]
            try await broken.terminate()
            try damage(topic, on: broken)
            try broken.launch()
            try await broken.waitUntilReady(brokers: 2)
            let told = try start(cluster, topic)
            let line = try await told.line(
                containing: "partition \(topic)-0 has unmatched checksum at offset",
                within: .seconds(60))
            #expect(
                line.contains(#/; replica 1's checksum \d+; replica 2's checksum \d+$/#))
            told.send(signal: SIGTERM)
            _ = try await told.exit(within: .seconds(30))
            try await cluster.stop()
        }
    }
}
