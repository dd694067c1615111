import BrokerClient
import KafkaModel
import KafkaProtocol
import Platform
import Synchronization
import TestSupport

@testable import KafkaTools

/// Runs a tool in this process with files of its own and without a cluster, or with a recorded one.
struct ToolRun {
    let console = RecordingConsole()
    let exitCode: Int32
    /// Whether the tool asked for a connection, so that its outcome depends on a cluster.
    let neededCluster: Bool

    init(
        _ tool: any Tool, _ words: [String], files: [String: String] = [:],
        fileSystem: any FileSystem = LocalFileSystem(),
        admin: RecordedAdmin? = nil, zooKeeper: MemoryZooKeeper? = nil
    ) async {
        let flag = AskedFlag()
        let context = ToolContext(
            console: console, time: SystemClock(), random: SystemRandom(),
            fileSystem: fileSystem, workingDirectory: "/work",
            readFile: { path throws(SystemError) in
                guard let text = files[path] else {
                    throw SystemError("open", path, number: 2)
                }
                return Array(text.utf8)
            },
            connectAdmin: { _ throws(CommandFailure) in
                flag.raise()
                guard let admin else { throw CommandFailure("no cluster in this test") }
                return admin
            },
            connectZooKeeper: { _ throws(CommandFailure) in
                flag.raise()
                guard let zooKeeper else { throw CommandFailure("no ZooKeeper in this test") }
                return zooKeeper.connect()
            })
        exitCode = await runTool(tool, words, context)
        neededCluster = flag.isRaised
    }
}

private final class AskedFlag: Sendable {
    private let flag = Atomic<Bool>(false)
    func raise() { flag.store(true, ordering: .relaxed) }
    var isRaised: Bool { flag.load(ordering: .relaxed) }
}

/// Answers each kind of request with what the test says.
final class RecordedAdmin: ClusterAdmin {
    typealias Answer = @Sendable (any RequestMessage) -> any ResponseMessage

    let settings: AdminSettings
    private let answers: [APIKey: Answer]
    private let seen = Lock<[any RequestMessage]>([])

    init(_ answers: [APIKey: Answer]) {
        self.answers = answers
        settings = AdminSettings(bootstrapServers: [SocketAddress(host: "test", port: 1)])
    }

    /// The requests so far.
    var requests: [any RequestMessage] { seen.withLock { $0 } }

    func send<R: RequestMessage>(
        to target: RequestTarget, call: String, errors: @Sendable (R.Response) -> [ErrorCode],
        _ make: @Sendable (Int16) -> R
    ) async throws(AdminFailure) -> R.Response {
        let request = make(R.validVersions.upperBound)
        seen.withLock { $0.append(request) }
        guard let response = answers[R.apiKey]?(request) as? R.Response else {
            throw AdminFailure(.unsupportedVersion, "no answer recorded for \(R.apiKey)")
        }
        return response
    }

    func apiVersions(of broker: BrokerID) async throws(AdminFailure) -> ApiVersionsResponse {
        guard let response = answers[.apiVersions]?(ApiVersionsRequest()) as? ApiVersionsResponse
        else { throw AdminFailure(.unsupportedVersion) }
        return response
    }

    func close() async {}
}
