import KafkaModel
import KafkaProtocol
import TestSupport
import Testing
import ZooKeeperClient

@testable import KafkaTools

/// The election tools against what Kafka's printed.
@Suite(.enabled(if: SharedFiles.golden("cli") != nil, "no recorded runs beside the repository"))
struct ElectionTranscriptTests {
    private static let differences: [String: String] = [
        "leader-election 634": "the message has no Java class in it",
        "2.8 leader-election 261": "the partitions are named",
        "2.8 preferred-replica-election 252":
            "nothing is written when no partition of the file exists",
        "2.8 preferred-replica-election 254": "the partitions are named",
    ]

    /// What a run's own lines say the cluster answered.
    private func answers(of transcript: Transcript) -> ElectLeadersResponse {
        var results: [TopicPartition: ErrorCode] = [:]
        for line in transcript.stdout.split(separator: "\n").map(String.init) {
            if let list = line.split(separator: " for partitions ").last, line.hasPrefix("Succ") {
                for partition in partitions(String(list)) { results[partition] = ErrorCode.none }
            } else if let list = line.split(separator: " elected for partitions ").last,
                line.hasPrefix("Valid") || line.hasPrefix("Preferred replica")
            {
                for partition in partitions(String(list)) {
                    results[partition] = .electionNotNeeded
                }
            } else if let failed = line.firstMatch(of: /partition: (\S+): \S+\.(\w+)Exception/) {
                let codes: [Substring: ErrorCode] = [
                    "UnknownTopicOrPartition": .unknownTopicOrPartition,
                    "PreferredLeaderNotAvailable": .preferredLeaderNotAvailable,
                    "EligibleLeadersNotAvailable": .eligibleLeadersNotAvailable,
                ]
                for partition in partitions(String(failed.1)) {
                    results[partition] = codes[failed.2] ?? .unknownServerError
                }
            }
        }
        var response = ElectLeadersResponse()
        response.replicaElectionResults = grouped(Array(results.keys)).map { topic, numbers in
            .init(
                topic: topic,
                partitionResult: numbers.map { number in
                    let code = results[TopicPartition(topic, number)] ?? .none
                    return .init(
                        partitionId: number, errorCode: code,
                        errorMessage: message(code, TopicPartition(topic, number), transcript))
                })
        }
        return response
    }

    private func message(_ code: ErrorCode, _ partition: TopicPartition, _ transcript: Transcript)
        -> String?
    {
        guard code != .none, code != .electionNotNeeded else { return nil }
        let line = transcript.stdout.split(separator: "\n").first {
            $0.contains("partition: \(partition): ")
        }
        return line?.split(separator: "Exception: ").last.map(String.init)
    }

    private func partitions(_ list: String) -> [TopicPartition] {
        list.split(separator: ",").compactMap { word in
            let name = String(word).trimmed
            guard let dash = name.lastIndex(of: "-"),
                let number = Int32(name[name.index(after: dash)...])
            else { return nil }
            return TopicPartition(String(name[..<dash]), number)
        }
    }

    /// Lists of partitions stand in the order of a hash table there, and sorted here.
    private func sorted(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard let start = line.firstRange(of: " for partitions ")?.upperBound else {
                return String(line)
            }
            let list = partitions(String(line[start...])).sorted().map(\.description)
            return line[..<start] + list.joined(separator: ", ")
        }.joined(separator: "\n")
    }

    private func replay(_ transcript: Transcript, _ tool: any Tool, _ prefix: String) async {
        let response = answers(of: transcript)
        let run = await ToolRun(
            tool, transcript.argv, files: transcript.files ?? [:],
            admin: RecordedAdmin([.electLeaders: { _ in response }]))
        let theirs = SpokenOutput(transcript)
        let ours = SpokenOutput(exit: run.exitCode, run.console, tool.table)
        let name = "\(transcript.testDescription): \(transcript.argv)"
        #expect(ours.exit == theirs.exit, "\(name)")
        if Self.differences["\(prefix)\(tool.name) \(transcript.n)"] != nil { return }
        #expect(sorted(ours.stdout) == sorted(theirs.stdout), "\(name)")
        #expect(ours.showsOptions == theirs.showsOptions, "\(name)")
        #expect(ours.messages.first == theirs.messages.first, "\(name)")
    }

    @Test(arguments: ["3.9.0", "2.8.2"])
    func electionsAreToldAsByKafka(_ version: String) async throws {
        let transcripts = Transcript.all("leader-election", version: version)
        try #require(!transcripts.isEmpty)
        let prefix = version == "2.8.2" ? "2.8 " : ""
        for transcript in transcripts {
            await replay(transcript, LeaderElectionCommand(), prefix)
        }
    }

    @Test func theOldElectionToolIsStillThere() async throws {
        let transcripts = Transcript.all("preferred-replica-election", version: "2.8.2").filter {
            !$0.argv.contains("--zookeeper") || [257, 258, 259].contains($0.n)
        }
        try #require(!transcripts.isEmpty)
        for transcript in transcripts {
            await replay(transcript, PreferredReplicaElectionCommand(), "2.8 ")
        }
    }
}

@Suite struct PreferredReplicaElectionTests {
    private let server = MemoryZooKeeper()

    init() {
        server.plant("/admin", nil)
        server.plant(
            "/brokers/topics/orders", Array(#"{"version":1,"partitions":{"0":[1],"1":[2]}}"#.utf8))
    }

    private func run(_ file: String? = nil) async -> ToolRun {
        await ToolRun(
            PreferredReplicaElectionCommand(),
            ["--zookeeper", "zk:1"] + (file == nil ? [] : ["--path-to-json-file", "e.json"]),
            files: ["e.json": file ?? ""], zooKeeper: server)
    }

    @Test func theNodeNamesAllPartitions() async {
        let result = await run()
        #expect(
            result.console.output.hasSuffix(
                """
                Created preferred replica election path with orders-0,orders-1
                Successfully started preferred replica election for partitions \
                Set(orders-0, orders-1)

                """))
        #expect(
            server.text("/admin/preferred_replica_election")
                == #"{"version":1,"partitions":[{"topic":"orders","partition":0},"#
                + #"{"topic":"orders","partition":1}]}"#)
        let second = await run()
        #expect(second.exitCode == 1)
        #expect(second.console.errors.contains("currently in progress for Set(orders-0, orders-1)"))
    }

    @Test func unknownPartitionsAreSkipped() async {
        let result = await run(#"{"partitions":[{"topic":"nope","partition":0}]}"#)
        #expect(result.exitCode == 0)
        #expect(
            result.console.output.hasSuffix(
                "Skipping preferred replica leader election for partition nope-0 since it doesn't "
                    + "exist.\n"))
        #expect(server.text("/admin/preferred_replica_election") == nil)
    }
}
