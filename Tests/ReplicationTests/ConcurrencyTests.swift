import KafkaModel
import KafkaProtocol
import KafkaRecords
import Platform
import Replication
import Scheduling
import Storage
import Telemetry
import TestSupport
import Testing

/// Producers, a consumer and a follower at once, on real loops.
@Suite struct ConcurrencyTests {
    @Test func everyAcknowledgedRecordIsOnBothReplicasInOrder() async throws {
        let leader = try TestReplica(1)
        let follower = try TestReplica(2, clock: leader.clock)
        leader.order(leader: 1, epoch: 0, replicas: [1, 2])
        follower.order(leader: 1, epoch: 0, replicas: [1, 2])
        let pool = FetcherPool(
            FetcherSettings(brokerID: 2), brokerEpoch: { 1 }, time: SystemClock(),
            logger: Logger("test", level: .error, sink: RecordingLogSink())
        ) { _ in DirectLeaderEndpoint(leader) }
        pool.fetch(try #require(follower.partition), from: 1)

        let loops = try EventLoopGroup(count: 2, name: "test", clock: SystemClock())
        let acknowledged = await withTaskGroup(of: [Offset].self) { group in
            for producer in 0..<4 {
                let loop = loops.next()
                group.addTask { await produce(100, by: producer, to: leader, on: loop) }
            }
            var all: [Offset] = []
            for await offsets in group { all += offsets }
            return all
        }
        await pool.close()
        loops.stop()

        #expect(acknowledged.count == 400)
        #expect(Set(acknowledged).count == 400)
        #expect(leader.partition?.highWatermark == 400)
        #expect(try leader.values() == (try follower.values()))
    }
}

/// Appends one record after the other, each when the one before is acknowledged.
private func produce(
    _ count: Int, by producer: Int, to replica: TestReplica, on loop: any EventLoop
) async -> [Offset] {
    var offsets: [Offset] = []
    for number in 0..<count {
        let record = Record(
            timestamp: 1, copyingKey: nil, value: Array("\(producer)/\(number)".utf8))
        guard let bytes = try? RecordBatch.encode([record]) else { break }
        let results = await withCheckedContinuation { continuation in
            loop.execute {
                replica.append.append(
                    [PartitionAppend(TopicPartition("t", 0), bytes)], acks: .allInSync,
                    origin: .client(produceVersion: 9), timeout: .seconds(30), on: loop
                ) { continuation.resume(returning: $0) }
            }
        }
        guard let result = try? results.first?.outcome.get() else { break }
        offsets.append(result.firstOffset)
    }
    return offsets
}
