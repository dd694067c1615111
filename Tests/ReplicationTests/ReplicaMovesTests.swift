import Bytes
import KafkaModel
import KafkaProtocol
import Platform
import Scheduling
import Storage
import TestSupport
import Testing

@testable import Replication

/// Moves of a replica between two log directories, step by step.
struct ReplicaMovesTests {
    private let id = TopicPartition("t", 0)
    private let replica: TestReplica

    init() throws { replica = try TestReplica(1, logDirectories: ["d1", "d2"]) }

    private func path(_ name: String) -> String { replica.directory.file(name) }

    private func begin(_ directory: String = "d2", isKnown: Bool = true) -> ErrorCode {
        replica.moves.move(id, to: path(directory), isKnown: isKnown)
    }

    /// Works on the move until it is over.
    private func finish(maxBytes: Int = 100) {
        while case .some = replica.moves.copy(id, maxBytes: maxBytes) {}
        replica.moves.replace(id)
    }

    @Test func `a leader goes on from the other directory with all its records`() throws {
        replica.order(leader: 1, epoch: 3, replicas: [1])
        for value in ["a", "b", "c"] { _ = try replica.produce([value], acks: .allInSync) }
        #expect(begin() == .none)
        #expect(replica.moves.count == 1)
        _ = replica.moves.copy(id, maxBytes: 1)
        _ = try replica.produce(["d"], acks: .allInSync)
        finish()
        #expect(replica.partition?.log.logDirectory == path("d2"))
        #expect(try replica.produce(["e"], acks: .allInSync).code == ErrorCode.none)
        #expect(try replica.values() == ["a", "b", "c", "d", "e"])
        #expect(replica.partition?.highWatermark == 5)
        let fetched = try #require(replica.fetch(from: 0).value?.first)
        #expect(try TestReplica.values(in: fetched.records).count == 5)
    }

    @Test func `while the log is replaced everything can be read and nothing is deleted`() throws {
        replica.order(leader: 1, epoch: 3, replicas: [1])
        _ = try replica.produce(["a"], acks: .allInSync)
        let partition = try #require(replica.partition)
        partition.beginReplacingLog()
        #expect(replica.fetch(from: 0).value?.first?.error == ErrorCode.none)
        #expect(throws: PartitionError.self) { try partition.deleteRecords(before: 1) }
        partition.endReplacingLog(with: nil)
        _ = try partition.deleteRecords(before: 1)
    }

    @Test(arguments: [RequiredAcknowledgements.leader, .allInSync])
    func `what is produced while the log is replaced is appended in its order`(
        _ acks: RequiredAcknowledgements
    ) throws {
        replica.order(leader: 1, epoch: 3, replicas: [1])
        let partition = try #require(replica.partition)
        partition.beginReplacingLog()
        let waiting = try ["a", "b", "c"].map { try replica.produce([$0], acks: acks) }
        #expect(waiting.allSatisfy { $0.code == nil })
        #expect(partition.log.offsets.end == 0)
        partition.endReplacingLog(with: nil)
        replica.loop.run()
        #expect(waiting.allSatisfy { $0.code == ErrorCode.none })
        #expect(try replica.values() == ["a", "b", "c"])
        #expect(try replica.produce(["d"], acks: acks).code == ErrorCode.none)
    }

    @Test func `what waits for the log is refused if the directory fails`() throws {
        replica.order(leader: 1, epoch: 3, replicas: [1])
        let partition = try #require(replica.partition)
        partition.beginReplacingLog()
        let waiting = try replica.produce(["a"], acks: .leader)
        replica.partitions.markOffline(id)
        partition.endReplacingLog(with: nil)
        replica.loop.run()
        #expect(waiting.code == .notLeaderOrFollower)
    }

    @Test func `an append that waits for the log waits for the followers afterwards`() throws {
        replica.order(leader: 1, epoch: 3, replicas: [1, 2])
        let partition = try #require(replica.partition)
        partition.beginReplacingLog()
        let waiting = try replica.produce(["a"], acks: .allInSync)
        partition.endReplacingLog(with: nil)
        replica.loop.run()
        #expect(waiting.code == nil)
        _ = replica.fetch(from: 1, by: 2)
        replica.loop.run()
        #expect(waiting.code == ErrorCode.none)
    }

    @Test func `only so much waits for the log`() throws {
        replica.order(leader: 1, epoch: 3, replicas: [1])
        let partition = try #require(replica.partition)
        partition.beginReplacingLog()
        let large = String(repeating: "x", count: ParkedAppends.mostBytes / 33)
        let waiting = try (0..<33).map { _ in try replica.produce([large], acks: .leader) }
        #expect(waiting.dropLast().allSatisfy { $0.code == nil })
        #expect(waiting.last?.code == .notLeaderOrFollower)
        partition.endReplacingLog(with: nil)
        replica.loop.run()
        #expect(waiting.dropLast().allSatisfy { $0.code == ErrorCode.none })
        #expect(try replica.produce(["a"], acks: .leader).code == ErrorCode.none)
    }

    @Test func `a follower takes nothing while its log is replaced`() throws {
        replica.order(leader: 2, epoch: 3, replicas: [1, 2])
        let partition = try #require(replica.partition)
        partition.beginReplacingLog()
        #expect(try !partition.truncate(to: 0, epoch: 3))
        #expect(try !partition.restart(at: 7, epoch: 3))
        #expect(
            try !partition.append(
                asFollower: .empty, fetchedFrom: 0, epoch: 3, leaderHighWatermark: 0,
                leaderStart: 0))
        partition.endReplacingLog(with: nil)
        #expect(try partition.restart(at: 7, epoch: 3))
    }

    @Test func `an append that waits for followers is acknowledged after the move`() throws {
        replica.order(leader: 1, epoch: 3, replicas: [1, 2])
        let produced = try replica.produce(["a"], acks: .allInSync)
        #expect(begin() == .none)
        finish()
        #expect(produced.code == nil)
        _ = replica.fetch(from: 1, by: 2)
        #expect(produced.code == ErrorCode.none)
    }

    @Test func `a fetch that waits sees what comes after the move`() throws {
        replica.order(leader: 1, epoch: 3, replicas: [1])
        let fetch = replica.fetch(from: 0, maxWait: .seconds(10))
        #expect(begin() == .none)
        finish()
        _ = try replica.produce(["a"], acks: .leader)
        replica.loop.run()
        #expect(try TestReplica.values(in: #require(fetch.value?.first).records) == ["a"])
    }

    @Test func `what cannot be done is answered with Kafka's codes`() throws {
        replica.order(leader: 1, epoch: 3, replicas: [1])
        #expect(begin("d3") == .logDirNotFound)
        let other = TopicPartition("other", 0)
        #expect(
            replica.moves.move(other, to: path("d2"), isKnown: true) == .replicaNotAvailable)
        #expect(
            replica.moves.move(other, to: path("d2"), isKnown: false) == .unknownTopicOrPartition)
        let long = TopicPartition(String(repeating: "x", count: 214), 0)
        #expect(
            replica.moves.move(long, to: path("d2"), isKnown: true) == .invalidTopicException)
        #expect(begin("d1") == .none)
        #expect(replica.moves.count == 0)
        replica.partitions.markOffline(id)
        #expect(begin() == .kafkaStorageError)
    }

    @Test func `a partition to come is created where it was wanted`() throws {
        for directory in ["d1", "d2"] {
            let (id, topic) = (TopicPartition("to-\(directory)", 0), "to-\(directory)")
            #expect(
                replica.moves.move(id, to: path(directory), isKnown: true) == .replicaNotAvailable)
            replica.order(leader: 1, epoch: 0, replicas: [1], topic: topic, topicID: .zero)
            #expect(replica.logs.log(id)?.logDirectory == path(directory))
        }
    }

    @Test func `a wish for the directory of the replica ends the move`() throws {
        replica.order(leader: 1, epoch: 3, replicas: [1])
        #expect(begin() == .none)
        #expect(begin("d1") == .none)
        #expect(replica.logs.futureDirectory(of: id) == nil)
        #expect(replica.moves.count == 0)
        guard case .over = replica.moves.copy(id, maxBytes: 100) else {
            Issue.record("there is still a move")
            return
        }
    }

    @Test func `a deleted replica is not moved any more`() throws {
        replica.order(leader: 1, epoch: 3, replicas: [1])
        #expect(begin() == .none)
        let stop = StopReplicaRequest.StopReplicaPartitionState(
            partitionIndex: 0, leaderEpoch: -2, deletePartition: true)
        _ = replica.change.apply(
            StopReplicaRequest(
                controllerId: 1, controllerEpoch: 1,
                topicStates: [.init(topicName: "t", partitionStates: [stop])]), connection: 1)
        #expect(replica.moves.count == 0)
        #expect(replica.logs.futureDirectory(of: id) == nil)
    }

    @Test func `a move that a start has found goes on with the first order`() async throws {
        replica.order(leader: 1, epoch: 3, replicas: [1])
        for value in ["a", "b", "c"] { _ = try replica.produce([value], acks: .allInSync) }
        #expect(begin() == .none)
        _ = replica.moves.copy(id, maxBytes: 1)
        await replica.logs.close(highWatermark: { _ in nil }, on: replica.disk)

        let next = try TestReplica(1, in: replica.directory, logDirectories: ["d1", "d2"])
        try await next.logs.load(config: { _ in LogConfig() }, on: next.disk)
        #expect(next.moves.count == 0)
        next.order(leader: 1, epoch: 4, replicas: [1], isNew: false)
        #expect(next.moves.count == 1)
        while case .some = next.moves.copy(id, maxBytes: 1) {}
        next.moves.replace(id)
        #expect(next.partition?.log.logDirectory == path("d2"))
        #expect(try next.values() == ["a", "b", "c"])
        #expect(next.partition?.leaderEpoch == 4)
    }

    @Test func `moves are worked on in the background until they are over`() async throws {
        for topic in ["t", "u", "v"] {
            replica.order(leader: 1, epoch: 0, replicas: [1], topic: topic, topicID: .zero)
            _ = try replica.produce(["value"], acks: .leader, to: topic)
        }
        let work = Task { await replica.moves.run() }
        for topic in ["t", "u", "v"] {
            let moved = TopicPartition(topic, 0)
            let home = try #require(replica.logs.log(moved)?.logDirectory)
            let target = home == path("d1") ? path("d2") : path("d1")
            #expect(replica.moves.move(moved, to: target, isKnown: true) == .none)
        }
        try await wait { replica.moves.count == 0 }
        work.cancel()
        await work.value
        for topic in ["t", "u", "v"] {
            #expect(replica.partitions.online(TopicPartition(topic, 0))?.log.offsets.end == 1)
        }
    }
}
