import TestSupport
import Testing

@testable import KafkaTools

/// The runs of Kafka 3.9's tools that need no cluster, compared with ours: exit code, standard
/// output, the lines on standard error (without log lines and stacks of calls), and whether the table
/// of options follows.
@Suite(.enabled(if: SharedFiles.golden("cli") != nil, "no recorded runs beside the repository"))
struct TranscriptTests {
    /// Runs in which we differ on purpose, and why.
    private static let differences: [String: String] = [
        "topics 30": "--zookeeper, which Kafka removed in 3.0, is there again",
        "topics 38": "the message tells what is wrong with the address",
        "topics 40": "the message tells what is wrong with the address",
        "topics 2.8 44": "the message of 3.9, which names the server to use",
        "topics 2.8 66": "the message of 3.9",
        "consumer-groups 220": "a line that cannot be read is told before anything is asked",
        "get-offsets 475": "the message has no Java class in it",
        "configs 320": "without a server the message is about the server",
    ]

    /// Runs with the table of options that are decided by what the cluster answers.
    private static let decidedByCluster: Set = [
        "consumer-groups 206", "consumer-groups 209", "consumer-groups 211",
    ]

    private static let plainTools: [any Tool] = [
        TopicsCommand(), ConfigsCommand(), ConsumerGroupsCommand(), GetOffsetsCommand(),
        DeleteRecordsCommand(), BrokerAPIVersionsCommand(),
    ]

    /// Whether the run is about logins, or about quotas and credentials, which come later. Ours says
    /// so and fails.
    private func isOfLaterIssue(_ transcript: Transcript) -> Bool {
        let words: Set = [
            "users", "clients", "ips", "--user", "--client", "--ip", "--user-defaults",
            "--client-defaults", "--ip-defaults",
        ]
        let hasLogin = transcript.files?.values.contains { $0.contains("SASL") } ?? false
        return hasLogin
            || transcript.tool == "kafka-configs" && !words.isDisjoint(with: transcript.argv)
    }

    private func compare(
        _ transcript: Transcript, _ tool: any Tool, version: String = ""
    ) async {
        let key = "\(tool.name) \(version)\(transcript.n)"
        let run = await ToolRun(tool, transcript.argv, files: transcript.files ?? [:])
        let theirs = SpokenOutput(transcript)
        if run.neededCluster {
            #expect(
                !theirs.showsOptions || Self.decidedByCluster.contains(key),
                "\(key) is decided without a cluster")
            return
        }
        if isOfLaterIssue(transcript) {
            #expect(run.exitCode == 1, "\(transcript.testDescription)")
            return
        }
        let ours = SpokenOutput(exit: run.exitCode, run.console, tool.table)
        if Self.differences[key] != nil {
            #expect(ours.exit == theirs.exit, "\(transcript.testDescription)")
        } else {
            #expect(ours == theirs, "\(transcript.testDescription): \(transcript.argv)")
        }
    }

    @Test(arguments: [
        "topics", "configs", "consumer-groups", "get-offsets", "delete-records",
        "broker-api-versions",
    ])
    func aRunWithoutClusterEndsAsKafkasDoes(_ name: String) async throws {
        let tool = try #require(Self.plainTools.first { $0.name == name })
        let transcripts = Transcript.all(name)
        try #require(!transcripts.isEmpty)
        for transcript in transcripts { await compare(transcript, tool) }
    }

    /// The form with ZooKeeper is that of 2.8.
    @Test func theOldTopicsToolIsStillThere() async throws {
        let transcripts = Transcript.all("topics", version: "2.8.2")
        try #require(!transcripts.isEmpty)
        for transcript in transcripts {
            await compare(transcript, TopicsCommand(), version: "2.8 ")
        }
    }

    /// The console tools connect by themselves, so only runs that fail before are taken.
    @Test(arguments: [
        ("console-producer", [91, 92, 93, 94, 95, 98, 100, 101]),
        (
            "console-consumer",
            [117, 118, 119, 120, 121, 123, 124, 125, 126, 127, 128, 129, 130, 134]
        ),
    ])
    func aConsoleToolRefusesWhatKafkasRefuses(_ name: String, _ numbers: [Int]) async throws {
        let tool: any Tool =
            name == "console-producer" ? ConsoleProducerCommand() : ConsoleConsumerCommand()
        let chosen = Transcript.all(name).filter { numbers.contains($0.n) }
        #expect(chosen.count == numbers.count)
        for transcript in chosen { await compare(transcript, tool) }
    }

    @Test func everyDifferenceNamesARun() {
        for key in Self.differences.keys {
            let parts = key.split(separator: " ").map(String.init)
            let version = parts.count == 3 ? "2.8.2" : "3.9.0"
            let runs = Transcript.all(parts[0], version: version)
            #expect(runs.contains { "\($0.n)" == parts.last }, "\(key)")
        }
    }
}
