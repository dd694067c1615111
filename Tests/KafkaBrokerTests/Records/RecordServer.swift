import Bytes
import Configuration
import KafkaModel
import KafkaProtocol
import Networking
import Platform
import Replication
import Scheduling
import Storage
import Telemetry
import TestSupport

@testable import KafkaBroker

/// The handlers of records over real logs in a directory of their own, without network and cluster:
/// this broker, number 1, leads every partition.
final class RecordServer {
    let directory: TemporaryDirectory
    let clock = ManualClock()
    let loop: ManualEventLoop
    let logs: LogDirectories
    let partitions = HostedPartitions()
    let cache: MetadataCache
    let blocking = BlockingExecutor(name: "test", threads: 1)
    private var table = HandlerTable()

    init(nearest: ReadReplicaChoice? = nil) async throws {
        directory = try TemporaryDirectory("records")
        loop = ManualEventLoop(clock: clock)
        logs = try LogDirectories(
            .init(directories: [directory.path]),
            world: .init(
                fileSystem: LocalFileSystem(), time: clock, random: SystemRandom(),
                logger: Logger("test", sink: NullLogSink())))
        try await logs.load(config: { _ in LogConfig() }, on: blocking)
        cache = MetadataCache(time: clock)
        let cache = cache
        let isKnown: @Sendable (TopicPartition) -> Bool = { cache.current.partition($0) != nil }
        table.addRecordHandlers(
            RecordServices(
                append: RecordAppend(partitions, time: clock, isKnown: isKnown),
                read: RecordRead(
                    partitions, time: clock, disk: blocking, nearest: nearest, isKnown: isKnown),
                deletion: RecordDeletion(
                    partitions, logs: logs, blocking: blocking, time: clock, isKnown: isKnown),
                partitions: partitions, cache: cache,
                sessions: FetchSessionCache(time: clock, random: SystemRandom()), disk: blocking))
        table.addApiVersions()
    }

    deinit { blocking.stop() }

    /// Creates a partition that this broker leads; with `replicas` beyond 1, followers are in sync.
    @discardableResult
    func lead(
        _ topic: String, _ number: Int32 = 0, config: LogConfig = LogConfig(),
        replicas: [BrokerID] = [1], id: UUID = .zero
    ) throws -> Partition {
        let target = TopicPartition(topic, number)
        let log = try logs.createLog(target, config: config)
        let partition = Partition(
            target, log: log, highWatermark: 0, settings: ReplicationSettings(brokerID: 1),
            surroundings: Surroundings(), time: clock)
        try partition.lead(
            PartitionAssignment(
                topicID: id, leader: 1, leaderEpoch: 0, partitionEpoch: 0, controllerEpoch: 1,
                replicas: replicas, inSyncReplicas: replicas))
        partitions.insert(partition)
        return partition
    }

    /// Tells the broker what the controller knows of a topic led by `leader`.
    func announce(_ topic: String, leader: BrokerID, id: UUID = .zero) {
        let endpoint = UpdateMetadataRequest.UpdateMetadataEndpoint(
            port: 9000 + leader.rawValue, host: "host-\(leader)", listener: "PLAINTEXT",
            securityProtocol: 0)
        var state = UpdateMetadataRequest.UpdateMetadataPartitionState()
        state.leader = leader
        state.leaderEpoch = 7
        _ = cache.apply(
            UpdateMetadataRequest(
                topicStates: [.init(topicName: topic, topicId: id, partitionStates: [state])],
                liveBrokers: [.init(id: leader, endpoints: [endpoint], rack: nil)]))
    }

    /// Hands a request over; the answer is in the returned slot once it is given.
    func begin<Request: RequestMessage>(_ request: Request, version: Int16) throws -> AnswerSlot {
        var body = ByteWriter()
        try request.encode(to: &body, version: version)
        var reader = ByteReader(body.finish())
        let context = RequestContext(
            version: version, correlationID: 9, clientID: "test", listener: "PLAINTEXT",
            clientHost: "127.0.0.1", connection: 1, loop: loop)
        let slot = AnswerSlot()
        try table[Request.apiKey.rawValue]?.serve(&reader, context, slot)
        loop.run()
        return slot
    }

    /// Hands a request over and waits for its answer.
    func answer<Request: RequestMessage>(_ request: Request, version: Int16) async throws
        -> Request.Response
    {
        let slot = try begin(request, version: version)
        return try await slot.response(Request.Response.self, version: version)
    }

    private struct Surroundings: ReplicationSurroundings {
        func isAlive(_ broker: BrokerID) -> Bool { true }
        func requestInSyncReplicas(_ proposal: InSyncReplicasProposal) {}
    }
}

/// Where the answer to one request goes.
final class AnswerSlot: ResponseSlot {
    enum Outcome {
        case waiting
        case answered([Payload])
        case omitted
        case failed(String)
    }

    private let outcome = Lock(Outcome.waiting)

    var current: Outcome { outcome.withLock { $0 } }

    var isWaiting: Bool { if case .waiting = current { true } else { false } }
    var isOmitted: Bool { if case .omitted = current { true } else { false } }
    var failure: String? { if case .failed(let reason) = current { reason } else { nil } }

    func answer(_ frame: [Payload]) { outcome.withLock { $0 = .answered(frame) } }
    func omit() { outcome.withLock { $0 = .omitted } }
    func fail(_ reason: String) { outcome.withLock { $0 = .failed(reason) } }

    struct NoAnswer: Error { var outcome: Outcome }

    /// Waits until the answer is given, and reads it as a client does.
    func response<Response: ResponseMessage>(_: Response.Type, version: Int16) async throws
        -> Response
    {
        try await wait { !isWaiting }
        guard case .answered(let chunks) = current else { throw NoAnswer(outcome: current) }
        var writer = ByteWriter()
        for chunk in chunks {
            switch chunk {
            case .bytes(let bytes): writer.bytes(bytes)
            case .region(let region): writer.bytes(try region.contents())
            }
        }
        var reader = ByteReader(writer.finish())
        _ = try reader.int32()
        return try Response.read(fromFrame: &reader, version: version).body
    }
}
