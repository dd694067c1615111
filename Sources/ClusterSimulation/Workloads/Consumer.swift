import BrokerClient
import Bytes
import KafkaModel
import KafkaProtocol
import KafkaRecords
import Platform
import Simulation

/// A consumer without a group: reads partitions from their leaders up to the high watermark, from the
/// beginning over and over, and names the leader epoch that it believes in (KIP-320), at times an
/// older one, as clients do that have not heard of an election.
// Sendable because everything happens on the one thread of the simulation.
final class Consumer: Workload, @unchecked Sendable {
    private let client: SimulatedClient
    private let cluster: SimulatedCluster
    private let checker: ReadChecker
    private let partitions: [TopicPartition]
    private var random: SeededNumbers
    private var positions: [TopicPartition: Offset] = [:]
    private var epochs: [TopicPartition: LeaderEpoch] = [:]
    private var mustStop = false
    private(set) var hasStopped = false
    /// Answers without an error.
    private(set) var progress = 0
    private(set) var doing = "nothing yet"

    /// An older epoch is named once in so many times.
    private static let oldEpochOdds = 6

    init(
        _ client: SimulatedClient, _ cluster: SimulatedCluster, _ checker: ReadChecker,
        of partitions: [TopicPartition], seed: UInt64
    ) {
        self.client = client
        self.cluster = cluster
        self.checker = checker
        self.partitions = partitions
        random = SeededNumbers(seed: seed)
    }

    func start() {
        client.run { [self] in
            while !mustStop {
                let partition = partitions[random.below(partitions.count)]
                do throws(BrokerClientError) { try await read(partition) } catch {
                    doing = "could not read \(partition): \(error)"
                    epochs[partition] = nil
                }
                let pause = random.duration(.milliseconds(5)...(.milliseconds(150)))
                try? await client.time.sleep(for: pause)
            }
            hasStopped = true
        }
    }

    func stop() { mustStop = true }

    private func read(_ partition: TopicPartition) async throws(BrokerClientError) {
        doing = "reads \(partition)"
        let known = try await epoch(of: partition)
        let isOld = known > 0 && random.once(in: Self.oldEpochOdds)
        let epoch = isOld ? LeaderEpoch(known.rawValue - 1) : known
        let position = positions[partition, default: .zero]
        let connection = try await client.admin.connection(
            to: .leader(partition), timeout: .seconds(2))
        let witness = checker.witness(
            partition, epoch, at: cluster.brokers.first { $0.address == connection.address })
        let answer = try await connection.send(
            FetchRequest(partition, epoch, from: position), version: FetchRequest.namingTopics,
            timeout: .seconds(2))
        guard let part = answer.responses.first?.partitions.first else { return }
        doing = "was answered \(part.errorCode) to a read of \(partition) at \(position)"
        checker.answered(part.errorCode, to: witness)
        guard part.errorCode == .none else {
            if !isOld { epochs[partition] = nil }
            return
        }
        progress += 1
        take(part.records?.inMemory ?? .empty, partition, position)
    }

    private func epoch(of partition: TopicPartition) async throws(BrokerClientError)
        -> LeaderEpoch
    {
        if let known = epochs[partition] { return known }
        let answer = try await client.admin.metadata(
            topics: [partition.topic], timeout: .seconds(2))
        let found = answer.topics.first?.partitions.first {
            $0.partitionIndex == partition.partition
        }
        guard let found, found.leaderEpoch >= 0 else { return .none }
        epochs[partition] = found.leaderEpoch
        return found.leaderEpoch
    }

    private func take(_ records: SharedBytes, _ partition: TopicPartition, _ position: Offset) {
        var next = position
        var reader = RecordBatchReader(records)
        while let batch = try? reader.next() {
            let found = CommittedLog.Batch(batch)
            checker.read(found, partition)
            next = found.next
        }
        // At the end it begins anew, so that old records are read in every epoch.
        positions[partition] = next == position ? .zero : next
    }
}
