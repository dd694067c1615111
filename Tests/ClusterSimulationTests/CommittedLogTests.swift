import KafkaModel
import Testing

@testable import ClusterSimulation

struct CommittedLogTests {
    private func batch(
        _ base: Int64, _ next: Int64, epoch: Int32 = 0, producer: Int64 = 1, sequence: Int32
    ) -> CommittedLog.Batch {
        CommittedLog.Batch(
            base: Offset(base), next: Offset(next), epoch: LeaderEpoch(epoch),
            producerID: ProducerID(producer), sequence: sequence, digest: 0)
    }

    @Test func `a log without gaps is in order`() {
        var log = CommittedLog()
        #expect(log.append(batch(0, 2, sequence: 0), by: 1) == nil)
        #expect(log.append(batch(2, 3, epoch: 1, producer: 2, sequence: 0), by: 1) == nil)
        #expect(log.append(batch(3, 4, epoch: 1, sequence: 2), by: 2) == nil)
        #expect(log.end == 4)
        #expect(log.batch(at: 1) == batch(0, 2, sequence: 0))
        #expect(log.batch(at: 4) == nil)
    }

    @Test func `a leader needs what those before it have committed`() {
        var log = CommittedLog()
        #expect(log.append(batch(0, 2, epoch: 1, sequence: 0), by: 1) == nil)
        #expect(log.append(batch(2, 3, epoch: 3, sequence: 2), by: 3) == nil)
        #expect(log.end(before: 1) == 0)
        #expect(log.end(before: 2) == 2)
        #expect(log.end(before: 3) == 2)
        #expect(log.end(before: 4) == 3)
    }

    @Test(arguments: [
        CommittedLog.Batch(
            base: 3, next: 4, epoch: 1, producerID: 1, sequence: 2, digest: 0),
        CommittedLog.Batch(
            base: 2, next: 3, epoch: 0, producerID: 1, sequence: 2, digest: 0),
        CommittedLog.Batch(
            base: 2, next: 3, epoch: 1, producerID: 1, sequence: 3, digest: 0),
        CommittedLog.Batch(
            base: 2, next: 3, epoch: 1, producerID: 1, sequence: 0, digest: 0),
    ])
    func `gaps, older epochs, lost and repeated batches are told`(next: CommittedLog.Batch) {
        var log = CommittedLog()
        #expect(log.append(batch(0, 2, epoch: 1, sequence: 0), by: 1) == nil)
        #expect(log.append(next, by: 1) != nil)
    }
}
