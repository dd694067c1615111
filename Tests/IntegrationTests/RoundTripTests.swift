import Foundation
import TestSupport
import Testing

extension RealProcesses {
    /// Every client writes in every compression what it then reads back.
    struct RoundTripTests {
        static let compressions = ["none", "gzip", "snappy", "lz4", "zstd"]

        @Test(arguments: Client.allCases, compressions)
        func recordsComeBackAsTheyWereWritten(client: Client, compression: String) async throws {
            let cluster = try await KafkaCluster.shared()
            let topic = uniqueTopic("round-trip")
            let output = try await client.run(
                "round_trip", cluster.bootstrap, topic, compression, "1000")
            #expect(output.lines.last == "ok 1000")
        }

        /// Records of one client in the hands of another.
        @Test(arguments: compressions)
        func kcatReadsWhatKcatWrote(compression: String) async throws {
            let cluster = try await KafkaCluster.shared()
            let topic = uniqueTopic("kcat")
            let lines = (0..<1000).map { "key\($0 % 10):value \($0)" }
            let written = try await SpawnedProcess.run(
                "kcat",
                [
                    "-P", "-b", cluster.bootstrap, "-t", topic, "-K", ":", "-p", "0", "-z",
                    compression,
                ],
                input: lines.joined(separator: "\n") + "\n")
            #expect(written.exit == .code(0), "\(written.standardError)")
            let read = try await SpawnedProcess.run(
                "kcat",
                [
                    "-C", "-b", cluster.bootstrap, "-t", topic, "-o", "beginning", "-e", "-q", "-K",
                    ":",
                ])
            #expect(read.lines == lines)
        }

        @Test func kcatListsBrokersAndTopics() async throws {
            let cluster = try await KafkaCluster.shared()
            let topic = uniqueTopic("listed")
            _ = try await SpawnedProcess.run(
                "kcat", ["-P", "-b", cluster.bootstrap, "-t", topic], input: "x\n")
            let listing = try await SpawnedProcess.run("kcat", ["-L", "-b", cluster.bootstrap])
            #expect(listing.standardOutput.contains("3 brokers:"))
            #expect(listing.standardOutput.contains("topic \"\(topic)\" with 1 partitions:"))
            for broker in cluster.brokers {
                #expect(listing.standardOutput.contains("broker \(broker.id) at \(broker.address)"))
            }
        }
    }
}

/// A name that no other test uses.
func uniqueTopic(_ label: String) -> String {
    "\(label)-\(UUID().uuidString.prefix(8).lowercased())"
}
