import KafkaModel
import Platform
import Replication
import Scheduling
import Storage
import TestSupport
import Testing

@Suite struct HighWatermarkCheckpointTests {
    @Test func theHighWatermarksOfAllReplicasAreWritten() throws {
        let executor = BlockingExecutor(name: "test", threads: 1)
        defer { executor.stop() }
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1])
        _ = try replica.produce(["a", "b"], acks: .leader)
        checkpoint(replica, executor).write()
        #expect(try written(replica) == "0\n1\nt 0 2\n")
    }

    @Test func aReplicaWithoutAnOrderKeepsItsEarlierOne() async throws {
        let executor = BlockingExecutor(name: "test", threads: 1)
        defer { executor.stop() }
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1])
        _ = try replica.produce(["a", "b"], acks: .leader)
        checkpoint(replica, executor).write()
        await replica.logs.close(highWatermark: { _ in 2 }, on: executor)

        let again = try TestReplica(1, in: replica.directory)
        try await again.logs.load(config: { _ in LogConfig() }, on: executor)
        checkpoint(again, executor).write()
        #expect(try written(again) == "0\n1\nt 0 2\n")
        again.order(leader: 1, epoch: 1, replicas: [1, 2])
        #expect(again.partition?.highWatermark == 2)
    }

    private func checkpoint(_ replica: TestReplica, _ executor: BlockingExecutor)
        -> HighWatermarkCheckpoint
    {
        HighWatermarkCheckpoint(
            replica.partitions, logs: replica.logs, time: replica.clock, blocking: executor)
    }

    private func written(_ replica: TestReplica) throws -> String {
        try SharedFiles.text(replica.directory.file("replication-offset-checkpoint"))
    }
}
