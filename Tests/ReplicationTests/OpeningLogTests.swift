import KafkaModel
import KafkaProtocol
import Platform
import Replication
import Scheduling
import Storage
import TestSupport
import Testing

/// Orders for partitions whose logs are still being opened.
struct OpeningLogTests {
    private let id = TopicPartition("topic", 0)
    private let disk = GatedFileSystem()
    private let threads = BlockingExecutor(name: "recovery", threads: 1)
    private let orders = BlockingExecutor(name: "orders", threads: 1)

    /// A broker with three records in its partition that has not opened the log again.
    private func restarted() async throws -> TestReplica {
        let directory = try TemporaryDirectory("opening")
        let before = try TestReplica(1, in: directory)
        try await before.logs.load(config: { _ in LogConfig() }, on: threads)
        before.order(leader: 1, epoch: 4, replicas: [1, 2], topic: "topic")
        for value in ["a", "b", "c"] { _ = try before.produce([value], acks: .leader, to: "topic") }
        await before.logs.close(highWatermark: { _ in nil }, on: threads)
        disk.close()
        let replica = try TestReplica(1, in: directory, fileSystem: disk)
        try replica.logs.findLogs()
        let (change, orders) = (replica.change, orders)
        replica.logs.onLogSettled { partition in
            orders.execute { change.resume(partition) }
        }
        return replica
    }

    private func open(_ replica: TestReplica) -> Task<Void, Never> {
        let (logs, threads) = (replica.logs, threads)
        return Task { await logs.openLogs(config: { _ in LogConfig() }, on: threads) }
    }

    /// Lets the log be opened and the waiting order be carried out.
    private func finish(_ opening: Task<Void, Never>) async {
        disk.open()
        await opening.value
        await orders.run {}
    }

    private func error(_ replica: TestReplica) -> ErrorCode? {
        do throws(PartitionError) {
            _ = try replica.partitions.find(id, isKnownToCluster: false)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `a leader leads once its log is open`() async throws {
        let replica = try await restarted()
        let opening = open(replica)
        await disk.waitForVisitor()
        #expect(replica.order(leader: 1, epoch: 5, replicas: [1, 2], topic: "topic") == .none)
        #expect(error(replica) == .notLeaderOrFollower)
        #expect(replica.roles.all == [])
        await finish(opening)
        #expect(replica.partitions.online(id)?.isLeader == true)
        #expect(replica.partitions.online(id)?.log.offsets.end == 3)
        #expect(replica.roles.all == ["lead topic-0 in 5"])
    }

    @Test func `a follower begins to fetch once its log is open`() async throws {
        let replica = try await restarted()
        let opening = open(replica)
        await disk.waitForVisitor()
        #expect(replica.order(leader: 2, epoch: 5, replicas: [1, 2], topic: "topic") == .none)
        #expect(replica.fetching[id] == nil)
        await finish(opening)
        #expect(replica.fetching[id] == 2)
    }

    @Test func `the newest order is carried out, and only that`() async throws {
        let replica = try await restarted()
        let opening = open(replica)
        await disk.waitForVisitor()
        func order(_ leader: BrokerID, _ epoch: LeaderEpoch) -> ErrorCode {
            replica.order(leader: leader, epoch: epoch, replicas: [1, 2], topic: "topic")
        }
        #expect(order(1, 5) == .none)
        #expect(order(2, 7) == .none)
        #expect(order(1, 6) == .staleControllerEpoch)
        #expect(order(1, 7) == .staleControllerEpoch)
        await finish(opening)
        #expect(replica.roles.all == ["resign topic-0 in 7"])
        #expect(order(1, 7) == .staleControllerEpoch)
        #expect(order(1, 8) == .none)
        #expect(replica.roles.all == ["resign topic-0 in 7", "lead topic-0 in 8"])
    }

    private func stop(_ replica: TestReplica, epoch: LeaderEpoch, deletes: Bool) -> ErrorCode? {
        let state = StopReplicaRequest.StopReplicaPartitionState(
            partitionIndex: 0, leaderEpoch: epoch, deletePartition: deletes)
        let answer = replica.change.apply(
            StopReplicaRequest(
                controllerEpoch: 1,
                topicStates: [.init(topicName: "topic", partitionStates: [state])]), connection: 1)
        return answer.partitionErrors.first?.errorCode
    }

    @Test func `a stop ends an order that waits`() async throws {
        let replica = try await restarted()
        let opening = open(replica)
        await disk.waitForVisitor()
        replica.order(leader: 1, epoch: 5, replicas: [1, 2], topic: "topic")
        #expect(stop(replica, epoch: 4, deletes: false) == .fencedLeaderEpoch)
        #expect(stop(replica, epoch: 5, deletes: false) == ErrorCode.none)
        await finish(opening)
        #expect(replica.roles.all == [])
        #expect(replica.logs.log(id)?.offsets.end == 3)
    }

    @Test func `a partition may be deleted and created anew before its log is open`() async throws {
        let replica = try await restarted()
        let opening = open(replica)
        await disk.waitForVisitor()
        #expect(stop(replica, epoch: .duringDelete, deletes: true) == ErrorCode.none)
        let other = UUID(mostSignificant: 1, leastSignificant: 1)
        let answer = replica.order(
            leader: 1, epoch: 0, replicas: [1], topic: "topic", topicID: other)
        #expect(answer == .none)
        await finish(opening)
        #expect(replica.partitions.online(id)?.log.offsets.end == 0)
        #expect(replica.partitions.online(id)?.log.topicID == other)
    }

    @Test func `an order for a log whose directory fails ends with the replica out of service`()
        async throws
    {
        let replica = try await restarted()
        let opening = open(replica)
        await disk.waitForVisitor()
        replica.order(leader: 1, epoch: 5, replicas: [1, 2], isNew: false, topic: "topic")
        try replica.directory.write("topic-0/partition.metadata", "nonsense")
        await finish(opening)
        #expect(error(replica) == .kafkaStorageError)
        #expect(
            replica.order(leader: 1, epoch: 6, replicas: [1, 2], isNew: false, topic: "topic")
                == .kafkaStorageError)
    }
}
