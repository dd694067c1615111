import Foundation
import TestSupport
import Testing

extension RealProcesses {
    /// Compacted topics as clients and operators see them.
    struct CompactionTests {
        private static let settings = [
            "log.cleaner.backoff.ms": "100", "offsets.topic.num.partitions": "1",
            "offsets.topic.segment.bytes": "8192", "log.segment.delete.delay.ms": "100",
        ]

        private func cluster() async throws -> KafkaCluster {
            let cluster = try await KafkaCluster(brokers: 1)
            try await cluster.brokers[0].start(Self.settings)
            return cluster
        }

        /// Lines `key:value`; an empty value is a tombstone.
        private func produce(_ lines: [String], to topic: String, _ broker: KafkaBroker)
            async throws
        {
            let written = try await SpawnedProcess.run(
                "kcat",
                [
                    "-P", "-b", broker.address, "-t", topic, "-p", "0", "-K", ":", "-Z", "-X",
                    "batch.num.messages=20",
                ],
                input: lines.joined(separator: "\n") + "\n")
            #expect(written.exit == .code(0), "\(written.standardError)")
        }

        /// `offset key value` of every record; the value of a tombstone is `NULL`.
        private func records(_ topic: String, _ broker: KafkaBroker) async throws -> [String] {
            let read = try await SpawnedProcess.run(
                "kcat",
                [
                    "-C", "-b", broker.address, "-t", topic, "-p", "0", "-o", "beginning", "-e",
                    "-q", "-Z", "-f", "%o %k %s\n",
                ])
            #expect(read.exit == .code(0), "\(read.standardError)")
            return read.lines
        }

        /// Appends other records and reads again until the records are as they shall be: what has a
        /// delete horizon goes with a cleaning after it, and those come with new records.
        private func eventually(
            _ topic: String, _ broker: KafkaBroker, _ isDone: ([String]) -> Bool
        ) async throws -> [String] {
            let deadline = Date().addingTimeInterval(60)
            while true {
                let found = try await records(topic, broker)
                if isDone(found) || Date() > deadline { return found }
                try await produce(
                    (0..<200).map { "other\($0 % 40):filler \($0)" }, to: topic, broker)
                // Longer than delete.retention.ms together with the time of a cleaning.
                try await Task.sleep(for: .milliseconds(300))
            }
        }

        @Test func eachKeyKeepsItsLastValueAndTombstonesGoInTheEnd() async throws {
            let cluster = try await cluster()
            let broker = cluster.brokers[0]
            let topic = uniqueTopic("compacted")
            try await Client.confluent.run(
                "create_topic", cluster.bootstrap, topic, "1", "1", "cleanup.policy=compact",
                "segment.bytes=4096", "min.cleanable.dirty.ratio=0.01", "delete.retention.ms=100",
                "file.delete.delay.ms=100")
            try await produce(
                (0..<2000).map { "k\($0 % 50):value \($0)" }, to: topic, broker)
            try await produce((0..<10).map { "k\($0):" }, to: topic, broker)

            let expected = Set((10..<50).map { "k\($0) value \(1950 + $0)" })
            func ofInterest(_ lines: [String]) -> [String] {
                lines.map { $0.drop { $0 != " " }.dropFirst() }.filter { $0.hasPrefix("k") }
                    .map(String.init)
            }
            let found = try await eventually(topic, broker) {
                ofInterest($0).count == expected.count
            }
            #expect(Set(ofInterest(found)) == expected)
            #expect(ofInterest(found).count == expected.count)

            // What is left survives, and the checkpoint spares the work.
            let before = try await records(topic, broker)
            try await broker.terminate()
            let checkpoint = try SharedFiles.text(
                "\(broker.logDirectory)/cleaner-offset-checkpoint")
            #expect(checkpoint.contains("\(topic) 0 "))
            try await broker.start(Self.settings)
            let after = try await records(topic, broker)
            #expect(Set(ofInterest(after)) == expected)
            #expect(after.last == before.last)
            try await cluster.stop()
        }

        @Test func committedOffsetsDoNotGrowWithoutEnd() async throws {
            let cluster = try await cluster()
            let broker = cluster.brokers[0]
            let topic = uniqueTopic("committed")
            try await Client.confluent.run("create_topic", cluster.bootstrap, topic, "1", "1")
            let output = try await Client.confluent.run(
                "commit_often", cluster.bootstrap, topic, "group", "1000")
            #expect(output.lines.last == "committed 1000")
            try await broker.line(containing: "__consumer_offsets-0: compacted")
            let directory = "\(broker.logDirectory)/__consumer_offsets-0"
            let deadline = Date().addingTimeInterval(120)
            // The cleaner may remove a file between the listing and the look at it.
            func size() -> Int {
                SharedFiles.names(directory).filter { $0.hasSuffix(".log") }.reduce(0) {
                    $0 + ((try? SharedFiles.bytes("\(directory)/\($1)").count) ?? 0)
                }
            }
            // A thousand commits take about 150 kB.
            while size() > 24_000, Date() < deadline {
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(size() <= 24_000)
            try await broker.kill()
            try await broker.start(Self.settings)
            let again = try await Client.confluent.run(
                "commit_often", cluster.bootstrap, topic, "group", "0")
            #expect(again.lines.last == "committed 1000")
            try await cluster.stop()
        }
    }
}
