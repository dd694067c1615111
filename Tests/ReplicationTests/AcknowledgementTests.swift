import KafkaModel
import Storage
import Testing

@testable import Replication

/// What `min.insync.replicas` means for an append with acks=all (the refusal before the append stands
/// in PartitionTests).
@Suite struct AcknowledgementTests {
    /// Broker 1 leads and two replicas must be in sync. It has a record that broker 2 has too.
    private func leader() throws -> Partition {
        var config = LogConfig()
        config.minInSyncReplicas = 2
        let replica = try TestReplica(1, config: config)
        replica.order(leader: 1, epoch: 0, replicas: [1, 2])
        _ = try replica.produce(["a"], acks: .leader)
        _ = replica.fetch(from: 1, by: 2)
        return try #require(replica.partition)
    }

    private func shrink(_ partition: Partition) {
        partition.completeInSyncReplicasChange(
            .committed(leaderEpoch: 0, partitionEpoch: 1, members: [1], recoveryState: 0),
            proposedUnder: 0)
    }

    @Test func `what enough replicas have is acknowledged`() throws {
        let partition = try leader()
        let told = partition.acknowledgement(
            of: 1, epoch: 0, acks: .allInSync, waiter: nil)
        #expect(told == .acknowledged)
    }

    @Test func `what too few replicas have when it is to be acknowledged is told as such`() throws {
        let partition = try leader()
        shrink(partition)
        let told = partition.acknowledgement(
            of: 1, epoch: 0, acks: .allInSync, waiter: nil)
        guard case .failed(let error) = told else {
            Issue.record("\(told)")
            return
        }
        #expect(error.code == .notEnoughReplicasAfterAppend)
        #expect(error.message == "In-sync replicas are [1], at least 2 are needed.")
    }

    @Test func `what the leader alone must have does not depend on others`() throws {
        let partition = try leader()
        shrink(partition)
        #expect(
            partition.acknowledgement(of: 1, epoch: 0, acks: .leader, waiter: nil) == .acknowledged)
    }
}
