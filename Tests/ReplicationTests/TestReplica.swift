import BrokerClient
import Bytes
import KafkaModel
import KafkaProtocol
import KafkaRecords
import Platform
import Replication
import Scheduling
import Storage
import Telemetry
import TestSupport

/// What a test lets the partitions of a broker see, and what they ask for.
final class TestSurroundings: ReplicationSurroundings {
    let dead = Lock(Set<BrokerID>())
    private let asked = Lock([InSyncReplicasProposal]())

    func isAlive(_ broker: BrokerID) -> Bool { dead.withLock { !$0.contains(broker) } }

    func requestInSyncReplicas(_ proposal: InSyncReplicasProposal) {
        asked.withLock { $0.append(proposal) }
    }

    /// Takes out what was asked for since the last call.
    func takeProposals() -> [InSyncReplicasProposal] {
        asked.withLock { proposals in
            defer { proposals = [] }
            return proposals
        }
    }
}

/// Notes which partitions would be fetched.
final class RecordedFetching: FollowerFetching {
    private let leaders = Lock([TopicPartition: BrokerID]())

    func fetch(_ partition: Partition, from leader: BrokerID) {
        leaders.withLock { $0[partition.topicPartition] = leader }
    }

    func stopFetching(_ partition: TopicPartition) {
        leaders.withLock { _ = $0.removeValue(forKey: partition) }
    }

    subscript(partition: TopicPartition) -> BrokerID? { leaders.withLock { $0[partition] } }
}

final class RecordedRoles: LeadershipObserver {
    private let events = Lock([String]())

    func becameLeader(_ partition: Partition, epoch: LeaderEpoch) {
        events.withLock { $0.append("lead \(partition.topicPartition) in \(epoch)") }
    }

    func resigned(_ partition: TopicPartition, epoch: LeaderEpoch?) {
        events.withLock { $0.append("resign \(partition) in \(epoch?.description ?? "no epoch")") }
    }

    var all: [String] { events.withLock { $0 } }
}

/// The replication of one broker over real logs in a directory of its own.
final class TestReplica: Sendable {
    static let topicID = UUID(mostSignificant: 7, leastSignificant: 9)

    let id: BrokerID
    let directory: TemporaryDirectory
    let clock: ManualClock
    let partitions = HostedPartitions()
    let surroundings = TestSurroundings()
    let fetching = RecordedFetching()
    let roles = RecordedRoles()
    let fence = ControllerFence()
    let logs: LogDirectories
    let change: LeadershipChange
    let moves: ReplicaMoves
    let orders = BlockingExecutor(name: "orders", threads: 1)
    let loop: ManualEventLoop
    let append: RecordAppend
    let read: RecordRead
    let disk = BlockingExecutor(name: "disk", threads: 1)

    init(
        _ id: BrokerID, clock: ManualClock = ManualClock(), config: LogConfig = LogConfig(),
        in existing: TemporaryDirectory? = nil, fileSystem: any FileSystem = LocalFileSystem(),
        background: QueuedJobs? = nil, nearest: ReadReplicaChoice? = nil,
        quota: ReplicationQuota? = nil, logDirectories: [String] = [""]
    ) throws {
        self.id = id
        self.clock = clock
        loop = ManualEventLoop(clock: clock)
        directory = try existing ?? TemporaryDirectory("replica-\(id)")
        let logger = Logger("test", level: .error, sink: RecordingLogSink())
        var world = LogDirectories.World(
            fileSystem: fileSystem, time: clock, random: SystemRandom(), logger: logger)
        if let background { world.runInBackground = { background.add($0) } }
        let root = directory.path
        logs = try LogDirectories(
            LogDirectories.Settings(
                directories: logDirectories.map { $0.isEmpty ? root : "\(root)/\($0)" }),
            world: world)
        if existing == nil { try logs.findLogs() }
        moves = ReplicaMoves(
            ReplicaMoves.Settings(),
            ReplicaMoves.Surroundings(
                partitions: partitions, logs: logs, orders: orders, executor: disk, time: clock,
                logger: logger, config: { _ in config }, bytesPerSecond: { .max }))
        var around = LeadershipChange.Surroundings(
            partitions: partitions, logs: logs, fence: fence, fetching: fetching,
            observer: roles, settings: ReplicationSettings(brokerID: id),
            replication: surroundings, time: clock, logger: logger, config: { _ in config })
        around.moves = moves
        change = LeadershipChange(around)
        append = RecordAppend(partitions, time: clock, isKnown: { _ in false })
        read = RecordRead(
            partitions, time: clock, disk: disk, nearest: nearest, quota: quota,
            isKnown: { _ in false })
    }

    deinit {
        disk.stop()
        orders.stop()
    }

    /// Gives the order that makes `leader` lead partition 0 of the topic `t`; answers its error.
    @discardableResult
    func order(
        leader: BrokerID, epoch: LeaderEpoch, replicas: [BrokerID], inSync: [BrokerID]? = nil,
        isNew: Bool = true, topic: String = "t", topicID: UUID = TestReplica.topicID,
        controllerEpoch: ControllerEpoch = 1, partitionEpoch: PartitionEpoch = 0,
        connection: UInt64 = 1
    ) -> ErrorCode {
        let state = LeaderAndIsrRequest.LeaderAndIsrPartitionState(
            partitionIndex: 0, controllerEpoch: controllerEpoch, leader: leader,
            leaderEpoch: epoch, isr: inSync ?? replicas, partitionEpoch: partitionEpoch,
            replicas: replicas, isNew: isNew)
        let answer = change.apply(
            LeaderAndIsrRequest(
                controllerId: 1, controllerEpoch: controllerEpoch,
                topicStates: [.init(topicName: topic, topicId: topicID, partitionStates: [state])]),
            version: 7, connection: connection)
        guard answer.errorCode == .none else { return answer.errorCode }
        return answer.topics.first?.partitionErrors.first?.errorCode ?? .unknownServerError
    }

    var partition: Partition? { partitions.online(TopicPartition("t", 0)) }

    /// A produce request of `values`; the results appear in the box once it is answered.
    func produce(
        _ values: [String], acks: RequiredAcknowledgements, timeout: Duration = .seconds(30),
        to topic: String = "t"
    ) throws -> Box<[PartitionAppendResult]> {
        let box = Box<[PartitionAppendResult]>()
        let records = values.map {
            Record(timestamp: clock.wallMilliseconds(), copyingKey: nil, value: Array($0.utf8))
        }
        append.append(
            [PartitionAppend(TopicPartition(topic, 0), try RecordBatch.encode(records))],
            acks: acks, origin: .client(produceVersion: 9), timeout: timeout, on: loop
        ) { box.fill($0) }
        return box
    }

    /// A fetch of partition 0 of `t`; the result appears in the box once it is answered.
    func fetch(
        from offset: Offset, by replica: BrokerID = .consumer, epoch: LeaderEpoch = .none,
        maxWait: Duration = .zero, minBytes: Int = 1, place: ConsumerPlace? = nil,
        onlyFromLeader: Bool = true, replicaEpoch: BrokerEpoch = .none,
        change: (inout PartitionFetch) -> Void = { _ in }
    ) -> Box<[PartitionFetchResult]> {
        let box = Box<[PartitionFetchResult]>()
        var parameters = FetchParameters()
        parameters.replica = replica
        parameters.replicaEpoch = replicaEpoch
        parameters.isolation = replica.isBroker ? .logEnd : .highWatermark
        parameters.maxWait = maxWait
        parameters.minBytes = minBytes
        parameters.place = place
        parameters.onlyFromLeader = onlyFromLeader
        var part = PartitionFetch(
            TopicPartition("t", 0), fetchOffset: offset, maxBytes: 1 << 20)
        part.currentLeaderEpoch = epoch
        change(&part)
        read.fetch([part], parameters, on: loop) { box.fill($0) }
        return box
    }

    /// The values of all records of the own log.
    func values() throws -> [String] {
        guard let log = partition?.log else { return [] }
        let bounds = log.offsets
        let result = try log.read(
            LogReadRequest(from: bounds.start, upTo: bounds.end, maxBytes: 1 << 24))
        return try Self.values(in: result.records)
    }

    static func values(in payload: Payload) throws -> [String] {
        var reader = RecordBatchReader(try payload.read())
        var values: [String] = []
        while let batch = try reader.next() {
            values += try batch.records().map {
                String(decoding: $0.value?.array ?? [], as: UTF8.self)
            }
        }
        return values
    }
}

extension Payload {
    func read() throws -> SharedBytes {
        switch self {
        case .bytes(let bytes): bytes
        case .region(let region): try region.contents()
        }
    }
}

/// Holds what a completion brought.
final class Box<Value: Sendable>: Sendable {
    private let content = Lock<Value?>(nil)
    private let fills = Lock(0)

    func fill(_ value: Value) {
        content.withLock { $0 = value }
        fills.withLock { $0 += 1 }
    }

    var value: Value? { content.withLock { $0 } }
    var count: Int { fills.withLock { $0 } }
}

extension Box<[PartitionAppendResult]> {
    /// `NONE` after success; `nil` while it waits.
    var code: ErrorCode? {
        guard let result = value?.first else { return nil }
        if case .failure(let error) = result.outcome { return error.code }
        return ErrorCode.none
    }

    var appended: LogAppendResult? { try? value?.first?.outcome.get() }
}
