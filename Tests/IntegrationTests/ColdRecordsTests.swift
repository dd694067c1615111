import Foundation
import TestSupport
import Testing

extension RealProcesses {
    /// Records that have left memory, read by unmodified clients.
    @Suite(.enabled(if: PageCache.canDrop, "files cannot leave memory here"))
    struct ColdRecordsTests {
        private static let lines = (0..<20_000).map { number in
            "\(number) " + String(repeating: "abcdefghij", count: 100)
        }

        /// Newest form, message sets of magic 1 and of magic 0.
        private static let versions: [[String]] = [
            [],
            ["-X", "api.version.request=false", "-X", "broker.version.fallback=0.10.0"],
            ["-X", "api.version.request=false", "-X", "broker.version.fallback=0.9.0"],
        ]

        @Test func everyRecordComesBackFromTheDisk() async throws {
            let cluster = try await KafkaCluster(brokers: 1)
            let broker = cluster.brokers[0]
            try await broker.start(["log.segment.bytes": "4194304"])
            let topic = uniqueTopic("cold")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "1", "1")
            let written = try await SpawnedProcess.run(
                "kcat", ["-P", "-b", broker.address, "-t", topic, "-p", "0"],
                input: Self.lines.joined(separator: "\n") + "\n")
            #expect(written.exit == .code(0), "\(written.standardError)")
            for version in Self.versions {
                // Without any index open, and with nothing of the topic in memory.
                try await broker.terminate()
                try await broker.start(["log.segment.bytes": "4194304"])
                let directory = "\(broker.logDirectory)/\(topic)-0"
                let files = SharedFiles.names(directory).filter { !$0.hasSuffix(".checkpoint") }
                #expect(files.count { $0.hasSuffix(".log") } > 4)
                for file in files { _ = try PageCache.drop("\(directory)/\(file)") }
                let read = try await SpawnedProcess.run(
                    "kcat",
                    [
                        "-C", "-b", broker.address, "-t", topic, "-p", "0", "-o", "beginning", "-e",
                        "-q",
                    ] + version)
                #expect(read.exit == .code(0), "\(read.standardError)")
                #expect(read.lines == Self.lines, "\(version)")
            }
            try await cluster.stop()
        }
    }
}
