import Glibc
import KafkaModel
import KafkaProtocol
import Platform
import Replication
import Scheduling
import Simulation
import Storage
import TestSupport
import Testing

@Suite struct RecordDeletionTests {
    private let id = TopicPartition("t", 0)

    private func deletion(_ replica: TestReplica, _ executor: BlockingExecutor) -> RecordDeletion {
        RecordDeletion(
            replica.partitions, logs: replica.logs, blocking: executor, time: replica.clock,
            isKnown: { $0.topic == "t" })
    }

    /// Advances the clock until `body` has ended.
    private func advancing<R: Sendable>(
        _ clock: ManualClock, _ body: @Sendable @escaping () async -> R
    ) async -> R {
        let task = Task { await body() }
        let ticker = Task {
            while !Task.isCancelled {
                clock.advance(by: .milliseconds(5))
                try await pause()
            }
        }
        let result = await task.value
        ticker.cancel()
        return result
    }

    @Test func recordsGoWhenAllLiveReplicasHaveFollowed() async throws {
        let executor = BlockingExecutor(name: "test", threads: 1)
        defer { executor.stop() }
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2, 3])
        replica.surroundings.dead.withLock { _ = $0.insert(3) }
        _ = try replica.produce(["a"], acks: .leader)
        _ = try replica.produce(["b"], acks: .leader)
        for broker: BrokerID in [2, 3] { _ = replica.fetch(from: 2, by: broker) }
        let deletion = deletion(replica, executor)
        let id = id
        let follower = Task {
            try await wait { replica.partition?.log.offsets.start == 1 }
            _ = replica.fetch(from: 2, by: 2) { $0.logStartOffset = 1 }
        }
        let results = await advancing(replica.clock) {
            await deletion.delete([(id, 1)], timeout: .seconds(3600))
        }
        try await follower.value
        #expect(results.map(\.error) == [.none])
        #expect(results.map(\.lowWatermark) == [1])
        // The new start is on disk before the answer.
        let text = try SharedFiles.text(replica.directory.file("log-start-offset-checkpoint"))
        #expect(text.contains("t 0 1"))
    }

    @Test func aStartThatCannotBeKeptIsNotPromised() async throws {
        let executor = BlockingExecutor(name: "test", threads: 1)
        defer { executor.stop() }
        let clock = ManualClock()
        let disk = SimulatedDisk(time: clock)
        let replica = try TestReplica(1, clock: clock, fileSystem: disk)
        replica.order(leader: 1, epoch: 0, replicas: [1])
        _ = try replica.produce(["a"], acks: .leader)
        _ = try replica.produce(["b"], acks: .leader)
        disk.fail { $0.path.contains("log-start-offset-checkpoint") ? ENOSPC : nil }
        let deletion = deletion(replica, executor)
        let results = await deletion.delete([(id, 1)], timeout: .seconds(1))
        #expect(results.map(\.error) == [.kafkaStorageError])
    }

    @Test func aSilentFollowerMakesItTimeOut() async throws {
        let executor = BlockingExecutor(name: "test", threads: 1)
        defer { executor.stop() }
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2])
        _ = try replica.produce(["a"], acks: .leader)
        _ = replica.fetch(from: 1, by: 2)
        let deletion = deletion(replica, executor)
        let id = id
        let results = await advancing(replica.clock) {
            await deletion.delete([(id, .none)], timeout: .seconds(1))
        }
        #expect(results.map(\.error) == [.requestTimedOut])
        #expect(replica.partition?.log.offsets.start == 1)
    }

    @Test func whatCannotBeDeletedIsRefused() async throws {
        let executor = BlockingExecutor(name: "test", threads: 1)
        defer { executor.stop() }
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1])
        _ = try replica.produce(["a"], acks: .leader)
        let deletion = deletion(replica, executor)
        let results = await deletion.delete(
            [(id, 2), (id, -2), (TopicPartition("t", 7), 0), (TopicPartition("u", 0), 0)],
            timeout: .zero)
        #expect(
            results.map(\.error) == [
                .offsetOutOfRange, .offsetOutOfRange, .notLeaderOrFollower,
                .unknownTopicOrPartition,
            ])
    }

    @Test func aCompactedTopicKeepsItsRecords() async throws {
        let executor = BlockingExecutor(name: "test", threads: 1)
        defer { executor.stop() }
        var config = LogConfig()
        config.cleanupPolicy = .compact
        let replica = try TestReplica(1, config: config)
        replica.order(leader: 1, epoch: 0, replicas: [1])
        let results = await deletion(replica, executor).delete([(id, 0)], timeout: .zero)
        #expect(results.map(\.error) == [.policyViolation])
    }
}
