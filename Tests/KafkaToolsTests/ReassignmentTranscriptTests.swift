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

    @Test func movesThatTakeTimeAreToldAsByTheOldTool() async throws {
        let transcripts = Transcript.all("reassign-partitions", version: "2.8.2").filter {
            $0.n >= 9000 && !$0.argv.contains("--zookeeper")
        }
        try #require(!transcripts.isEmpty)
        let running = MovingCluster(
            [
                TopicPartition("mv", 0): [1, 2], TopicPartition("mv", 1): [2, 1],
                TopicPartition("mv2", 0): [1, 2],
            ], isQuick: false)
        // The moves were over when the later runs were recorded.
        let resting = MovingCluster([
            TopicPartition("mv", 0): [1, 3], TopicPartition("mv", 1): [3, 2],
            TopicPartition("mv2", 0): [3, 2, 1],
        ])
        for transcript in transcripts {
            await replay(transcript, "2.8.2", transcript.n < 9010 ? running : resting)
        }
    }

    /// The runs of Kafka 2.8 with ZooKeeper, and where the partitions were then.
    @Test(
        arguments: [
            (166, ["mv": [[1, 2]]]), (167, ["mv": [[2, 3]]]), (168, ["mv": [[2, 3], [2, 3]]]),
            (169, ["mv": [[1, 2], [1, 3]]]), (171, ["mv": [[1, 2]]]), (172, ["mv": [[1, 2]]]),
            (174, ["mv": [[1, 2]]]), (179, ["mv": [[1, 2]]]),
            (9008, ["mv": [[1, 3, 2], [3, 2, 1]], "mv2": [[3, 2, 1]]]), (9017, ["mv": [[1, 3]]]),
            (9018, ["mv2": [[3, 2, 1]]]), (9019, ["mv": [[1, 3]]]),
        ] as [(Int, [String: [[Int]]])])
    func aRunOverZooKeeperIsToldAsByTheOldTool(_ number: Int, _ topics: [String: [[Int]]])
        async throws
    {
        let transcript = try #require(
            Transcript.all("reassign-partitions", version: "2.8.2").first { $0.n == number })
        let tool = ReassignPartitionsCommand()
        let run = await ToolRun(
            tool, transcript.argv, files: transcript.files ?? [:], zooKeeper: tree(topics))
        let theirs = SpokenOutput(transcript)
        let ours = SpokenOutput(exit: run.exitCode, run.console, tool.table)
        #expect(ours.exit == theirs.exit, "\(transcript.testDescription)")
        #expect(spoken(ours.stdout) == spoken(theirs.stdout), "\(transcript.testDescription)")
    }

    private func tree(_ topics: [String: [[Int]]]) -> MemoryZooKeeper {
        let server = MemoryZooKeeper()
        for path in ["/brokers/topics", "/config/topics", "/config/brokers", "/config/changes"] {
            server.plant(path, nil)
        }
        server.plant("/admin", nil)
        for (topic, partitions) in topics.sorted(by: { $0.key < $1.key }) {
            let members = partitions.enumerated().map { "\"\($0)\":\($1)" }
            let json = "{\"version\":1,\"partitions\":{\(members.joined(separator: ","))}}"
            server.plant("/brokers/topics/\(topic)", Array(json.utf8))
        }
        for id in 1...3 {
            let registration = """
                {"version":4,"host":"h","port":9092,"jmx_port":-1,"timestamp":"1",\
                "endpoints":["PLAINTEXT://h:9092"],\
                "listener_security_protocol_map":{"PLAINTEXT":"PLAINTEXT"}}
                """
            server.plant("/brokers/ids/\(id)", Array(registration.utf8))
        }
        return server
    }
}
