import BrokerClient
import Bytes
import KafkaModel
import KafkaProtocol
import KafkaRecords
import Platform
import Simulation

/// A member of a consumer group, reduced to its requests: it finds the coordinator, joins, divides the
/// partitions if it leads, and then heartbeats, reads and commits. At times it misbehaves: it leaves,
/// goes away in silence, oversleeps its session, or commits for whom it may not.
// Sendable because everything happens on the one thread of the simulation.
final class GroupConsumer: Workload, @unchecked Sendable {
    let client: SimulatedClient
    let group: String
    let checker: GroupChecker
    private let reads: ReadChecker
    /// All that the group shares.
    let partitions: [TopicPartition]
    private var random: SeededNumbers
    /// Empty: the coordinator has given none yet, or none that still counts.
    var memberID = ""
    var generation: Int32 = -1
    /// Whether it has been given its part of `generation`.
    var isMember = false
    /// Where it goes on in each partition that is its own.
    var positions: [TopicPartition: Offset] = [:]
    /// The positions that the group knows of.
    var committed: [TopicPartition: Offset] = [:]
    var nextHeartbeat = MonotonicTime(nanoseconds: 0)
    var commits = 0
    /// Where the coordinator was found last.
    var coordinator: SocketAddress?
    private var isCalm = false
    private var mustStop = false
    private(set) var hasStopped = false
    var progress = 0
    var doing = "nothing yet"

    static let session = Duration.seconds(3)
    static let heartbeats = Duration.milliseconds(500)
    /// It commits once in so many rounds, and misbehaves once in so many.
    private static let commitOdds = 3
    private static let mischiefOdds = 25

    init(
        _ client: SimulatedClient, of group: String, _ checker: GroupChecker, _ reads: ReadChecker,
        partitions: [TopicPartition], seed: UInt64
    ) {
        self.client = client
        self.group = group
        self.checker = checker
        self.reads = reads
        self.partitions = partitions
        random = SeededNumbers(seed: seed)
    }

    func start() {
        client.run { [self] in
            while !mustStop {
                do throws(BrokerClientError) {
                    if isMember { try await work() } else { try await join() }
                } catch {
                    doing += ", which failed: \(error)"
                    client.admin.forget(.groupCoordinator(group))
                }
                await pause(.milliseconds(20)...(.milliseconds(200)))
            }
            try? await leave()
            hasStopped = true
        }
    }

    func stop() { mustStop = true }

    /// No more mischief.
    func calm() { isCalm = true }

    private func pause(_ range: ClosedRange<Duration>) async {
        try? await client.time.sleep(for: random.duration(range))
    }

    private func work() async throws(BrokerClientError) {
        if client.time.monotonic() >= nextHeartbeat { try await heartbeat() }
        guard isMember else { return }
        let own = positions.keys.sorted()
        if !own.isEmpty { await read(own[random.below(own.count)]) }
        if positions != committed, random.once(in: Self.commitOdds) {
            try await commit(as: memberID, in: generation)
        }
        if !isCalm, isMember, random.once(in: Self.mischiefOdds) { try await misbehave() }
    }

    private func misbehave() async throws(BrokerClientError) {
        switch random.below(6) {
        case 0:
            try await leave()
            await pause(.milliseconds(100)...(.seconds(2)))
        case 1:
            doing = "goes away in silence"
            checker.count(.memberVanished)
            forgetMembership()
            await pause(.milliseconds(100)...(.seconds(2)))
        case 2:
            doing = "oversleeps"
            checker.count(.memberOverslept)
            await pause(Self.session...(Self.session + Self.session))
            try await commit(as: memberID, in: generation)
        case 3: try await commit(as: "stranger", in: generation)
        default: try await commit(as: memberID, in: generation - 1)
        }
    }

    /// It is no member any more, and has to begin anew.
    func forgetMembership() {
        memberID = ""
        isMember = false
    }

    // MARK: Records

    private func read(_ partition: TopicPartition) async {
        let position = positions[partition, default: .zero]
        doing = "reads \(partition) from \(position) on"
        do throws(BrokerClientError) {
            let connection = try await client.admin.connection(
                to: .leader(partition), timeout: .seconds(2))
            let answer = try await connection.send(
                FetchRequest(partition, from: position), version: FetchRequest.namingTopics,
                timeout: .seconds(2))
            guard let part = answer.responses.first?.partitions.first, part.errorCode == .none
            else { return client.admin.forget(.leader(partition)) }
            take(part.records?.inMemory ?? .empty, partition, position)
        } catch {
            client.admin.forget(.leader(partition))
        }
    }

    private func take(_ records: SharedBytes, _ partition: TopicPartition, _ position: Offset) {
        var next = position
        var reader = RecordBatchReader(records)
        while let batch = try? reader.next() {
            let found = CommittedLog.Batch(batch)
            reads.read(found, partition)
            next = found.next
        }
        positions[partition] = next
        checker.consumed(GroupPartition(group: group, partition: partition), upTo: next)
    }
}
