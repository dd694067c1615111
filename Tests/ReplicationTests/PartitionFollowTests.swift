import Bytes
import KafkaModel
import KafkaRecords
import Replication
import Storage
import TestSupport
import Testing

/// What a follower does to its log when answers of the leader come late.
@Suite struct PartitionFollowTests {
    @Test func `records that were fetched from where the log no longer ends leave no gap`() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 2, epoch: 4, replicas: [1, 2])
        let partition = try #require(replica.partition)
        func append(_ value: String, at offset: Offset) throws -> Bool {
            var header = RecordBatchHeader()
            header.baseOffset = offset
            header.partitionLeaderEpoch = 4
            var batch = RecordBatchBuilder(header)
            batch.append(
                timestamp: 1, key: nil, value: SharedBytes(copying: Array(value.utf8)))
            return try partition.append(
                asFollower: try batch.finish(), fetchedFrom: offset, epoch: 4,
                leaderHighWatermark: 0,
                leaderStart: 0)
        }
        #expect(try append("a", at: 0))
        #expect(try append("b", at: 1))
        #expect(try partition.truncate(to: 1, epoch: 4))
        #expect(try !append("c", at: 2))
        #expect(partition.log.offsets.end == 1)
        #expect(try append("d", at: 1))
    }
}
