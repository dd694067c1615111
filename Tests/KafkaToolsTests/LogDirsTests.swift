import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Platform
import TestSupport
import Testing

@testable import KafkaTools

/// `kafka-log-dirs.sh` against brokers that answer what the recorded runs of Kafka's tool tell.
struct LogDirsTests {
    /// Brokers with the given ids; each answers DescribeLogDirs, in the order of ids, with the next of
    /// `answers`.
    private func cluster(_ ids: [BrokerID], _ answers: [DescribeLogDirsResponse]) -> RecordedAdmin {
        let next = Lock(answers[...])
        return RecordedAdmin([
            .metadata: { _ in
                var response = MetadataResponse()
                response.brokers = ids.map { .init(nodeId: $0, host: "h", port: 1) }
                return response
            },
            .describeLogDirs: { _ in
                next.withLock { $0.popFirst() } ?? DescribeLogDirsResponse()
            },
        ])
    }

    /// What the brokers must have answered for Kafka's tool to print this line.
    private func brokers(printedAs line: Substring) throws -> [(BrokerID, DescribeLogDirsResponse)]
    {
        let json = try JSONParser.parse(Array(line.utf8))
        guard case .array(let brokers) = json["brokers"] else { return [] }
        return try brokers.map { broker in
            guard case .integer(let id) = broker["broker"],
                case .array(let directories) = broker["logDirs"]
            else { throw Unreadable() }
            return (
                BrokerID(Int32(id)),
                DescribeLogDirsResponse(results: try directories.map(directory))
            )
        }
    }

    private struct Unreadable: Error {}

    private func directory(_ json: JSONValue) throws
        -> DescribeLogDirsResponse.DescribeLogDirsResult
    {
        guard case .string(let path) = json["logDir"], case .array(let parts) = json["partitions"]
        else { throw Unreadable() }
        var result = DescribeLogDirsResponse.DescribeLogDirsResult(logDir: path)
        for part in parts {
            guard case .string(let name) = part["partition"],
                case .integer(let size) = part["size"],
                case .integer(let lag) = part["offsetLag"],
                case .bool(let future) = part["isFuture"],
                let dash = name.lastIndex(of: "-"),
                let number = Int32(name[name.index(after: dash)...])
            else { throw Unreadable() }
            result.topics.append(
                .init(
                    name: String(name[..<dash]),
                    partitions: [
                        .init(
                            partitionIndex: number, partitionSize: size, offsetLag: lag,
                            isFutureKey: future)
                    ]))
        }
        return result
    }

    /// With the partitions in order, which Kafka's tool prints in that of a hash map.
    private func sorted(_ text: String) throws -> [String] {
        try text.split(separator: "\n").map { line in
            guard line.hasPrefix("{") else { return String(line) }
            return try brokers(printedAs: line).map { id, answer in
                let parts = answer.results.flatMap { result in
                    result.topics.map { "\(result.logDir) \($0.name) \($0.partitions[0])" }
                }
                return "\(id) \(parts.sorted())"
            }.joined()
        }
    }

    /// Left out: logins, and a cluster that does not answer.
    private static let others = [461, 675]

    @Test(.enabled(if: SharedFiles.golden("cli") != nil, "no recorded runs beside the repository"))
    func `a run ends and prints as Kafka's does`() async throws {
        let transcripts = Transcript.all("log-dirs").filter { !Self.others.contains($0.n) }
        try #require(transcripts.count > 8)
        for transcript in transcripts {
            let told = try transcript.stdout.split(separator: "\n").last { $0.hasPrefix("{") }
                .map { try brokers(printedAs: $0) }
            let present: [BrokerID] = transcript.n < 600 ? [1, 2, 3] : [1, 3]
            let run = await ToolRun(
                LogDirsCommand(), transcript.argv, files: transcript.files ?? [:],
                admin: cluster(present, told?.map(\.1) ?? []))
            let ours = SpokenOutput(
                exit: run.exitCode, run.console, LogDirsCommand().table)
            let theirs = SpokenOutput(transcript)
            let name = transcript.testDescription
            #expect(ours.exit == theirs.exit, "\(name)")
            #expect(ours.messages == theirs.messages, "\(name)")
            #expect(ours.showsOptions == theirs.showsOptions, "\(name)")
            #expect(try sorted(ours.stdout) == sorted(theirs.stdout), "\(name)")
        }
    }

    @Test func `a line has the keys in the order of Kafka 3_9`() async throws {
        let answer = DescribeLogDirsResponse(results: [
            .init(
                logDir: "/d1",
                topics: [
                    .init(
                        name: "mv",
                        partitions: [
                            .init(
                                partitionIndex: 1, partitionSize: 5, offsetLag: 2,
                                isFutureKey: true),
                            .init(partitionIndex: 0, partitionSize: 7, offsetLag: 0),
                        ]),
                    .init(name: "other", partitions: [.init(partitionIndex: 0)]),
                ])
        ])
        let run = await ToolRun(
            LogDirsCommand(),
            [
                "--bootstrap-server", "h:1", "--describe", "--topic-list", "mv", "--broker-list",
                "4",
            ],
            admin: cluster([4], [answer]))
        #expect(run.exitCode == 0)
        let line: Substring = #"""
            {"brokers":[{"broker":4,"logDirs":[{"partitions":[\#
            {"partition":"mv-0","size":7,"offsetLag":0,"isFuture":false},\#
            {"partition":"mv-1","size":5,"offsetLag":2,"isFuture":true}],\#
            "error":null,"logDir":"/d1"}]}],"version":1}
            """#
        #expect(run.console.output.split(separator: "\n").last == line)
    }

    @Test func `a directory that failed is told with the name of Java's exception`() async throws {
        let answer = DescribeLogDirsResponse(results: [
            .init(errorCode: .kafkaStorageError, logDir: "/d1")
        ])
        let run = await ToolRun(
            LogDirsCommand(), ["--bootstrap-server", "h:1", "--describe"],
            admin: cluster([1], [answer]))
        #expect(
            run.console.output.contains(
                #""error":"org.apache.kafka.common.errors.KafkaStorageException","logDir":"/d1""#))
    }

    @Test func `an error of the broker ends the tool`() async throws {
        let run = await ToolRun(
            LogDirsCommand(), ["--bootstrap-server", "h:1", "--describe"],
            admin: cluster(
                [1], [DescribeLogDirsResponse(errorCode: .clusterAuthorizationFailed)]))
        #expect(run.exitCode == 1)
        #expect(run.console.errors.contains("ClusterAuthorizationException: Cluster auth"))
    }
}
