import Foundation
import KafkaModel
import KafkaProtocol
import TestSupport
import Testing

@testable import KafkaTools

/// The recorded runs of Kafka's reassignment tool, one after the other against one cluster.
@Suite(.enabled(if: SharedFiles.golden("cli") != nil, "no recorded runs beside the repository"))
struct ReassignmentTranscriptTests {
    /// Runs in which we differ on purpose, and why.
    private static let differences: [String: String] = [
        "3.9.0 387": "the plan is random",
        "3.9.0 398": "what is wrong with the JSON is told in our words",
        "3.9.0 416": "--zookeeper, which Kafka removed in 3.0, is there again",
        "3.9.0 417": "no cluster at all",
        "3.9.0 428": "replicas do not move between directories yet",
        "3.9.0 643": "Kafka's tool waits for ever for a dead broker",
        "3.9.0 676": "logins are not supported yet",
        "3.9.0 9013": "Kafka's tool does not cancel a move that only adds replicas",
        "3.9.0 9014": "Kafka's tool does not cancel a move that only adds replicas",
        "2.8.2 165": "the plan is random",
        "2.8.2 175": "what is wrong with the JSON is told in our words",
    ]

    /// Without what differs between a JVM and us: the names of Java's classes and stacks of calls, a
    /// line feed that Kafka 3.9 forgets, the order of a set, and the word of Kafka 2.8.
    private func spoken(_ text: String, knowsCompleted: Bool = true) -> String {
        var text = text.replacingOccurrences(
            of: "moves are active.Clearing", with: "moves are active.\nClearing")
        if text.hasSuffix("moves are active.") { text += "\n" }
        if !knowsCompleted {
            text = text.replacingOccurrences(of: "is complete.", with: "is completed.")
        }
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("Clearing topic-level"), let list = line.split(separator: " ").last {
                let sorted = list.split(separator: ",").sorted().joined(separator: ",")
                lines.append(line.dropLast(list.count) + sorted)
            } else {
                lines.append(String(line))
            }
            if line.hasPrefix("Error: ") { return lines.joined(separator: "\n") + "\n" }
        }
        return lines.joined(separator: "\n")
    }

    private func replay(_ transcript: Transcript, _ version: String, _ cluster: MovingCluster)
        async
    {
        let tool = ReassignPartitionsCommand()
        let run = await ToolRun(
            tool, transcript.argv, files: transcript.files ?? [:], admin: cluster.admin)
        if Self.differences["\(version) \(transcript.n)"] != nil { return }
        let theirs = SpokenOutput(transcript)
        let ours = SpokenOutput(exit: run.exitCode, run.console, tool.table)
        let name = "\(transcript.testDescription): \(transcript.argv)"
        #expect(ours.exit == theirs.exit, "\(name)")
        #expect(
            spoken(ours.stdout)
                == spoken(theirs.stdout, knowsCompleted: version != "2.8.2"), "\(name)")
        #expect(ours.showsOptions == theirs.showsOptions, "\(name)")
        if theirs.showsOptions { #expect(ours.messages == theirs.messages, "\(name)") }
    }

    @Test func aSeriesOfMovesIsToldAsByKafka() async throws {
        let cluster = MovingCluster([
            TopicPartition("mv", 0): [1, 2], TopicPartition("mv", 1): [2, 3],
            TopicPartition("mv2", 0): [1, 2],
        ])
        let transcripts = Transcript.all("reassign-partitions").filter { $0.n < 9000 }
        try #require(!transcripts.isEmpty)
        for transcript in transcripts { await replay(transcript, "3.9.0", cluster) }
    }

    @Test func movesThatTakeTimeAreToldAsByKafka() async throws {
        let cluster = MovingCluster(
            [
                TopicPartition("mv", 0): [1, 2], TopicPartition("mv", 1): [2, 1],
                TopicPartition("mv2", 0): [1, 2],
            ], isQuick: false)
        let transcripts = Transcript.all("reassign-partitions").filter { $0.n >= 9000 }
        try #require(!transcripts.isEmpty)
        for transcript in transcripts { await replay(transcript, "3.9.0", cluster) }
    }

    /// The runs of Kafka 2.8 that need no ZooKeeper.
    @Test func theOldToolIsStillThere() async throws {
        let cluster = MovingCluster([
            TopicPartition("mv", 0): [1, 2], TopicPartition("mv", 1): [1, 3],
        ])
        let transcripts = Transcript.all("reassign-partitions", version: "2.8.2").filter {
            $0.n < 9000
                && ($0.argv.contains("--bootstrap-server") || [170, 173, 176].contains($0.n))
        }
        try #require(!transcripts.isEmpty)
        for transcript in transcripts { await replay(transcript, "2.8.2", cluster) }
    }
}
