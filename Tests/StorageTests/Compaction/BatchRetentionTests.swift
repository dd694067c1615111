import KafkaModel
import Testing

@testable import Storage

struct BatchRetentionTests {
    private func retention(
        lastOffset: Offset = 10, isControl: Bool = false, epoch: Int16 = 0, horizon: Int64? = nil,
        isSurplus: Bool = false, producer: BatchRetention.ActiveProducer? = nil,
        highWatermark: Offset = 100
    ) -> BatchRetention {
        BatchRetention(
            BatchRetention.Batch(
                lastOffset: lastOffset, isControl: isControl, producerEpoch: epoch,
                deleteHorizon: horizon),
            isSurplus: isSurplus, producer: producer, highWatermark: highWatermark, now: 1000)
    }

    @Test func `aborted data goes at once`() {
        #expect(retention(isSurplus: true).dropsRecords)
        #expect(!retention(isSurplus: false).dropsRecords)
    }

    @Test(arguments: [(nil, false), (1001, false), (1000, true), (1, true)] as [(Int64?, Bool)])
    func `a marker with nothing to end goes when its delete horizon has come`(
        horizon: Int64?, goes: Bool
    ) {
        let retention = retention(isControl: true, horizon: horizon, isSurplus: true)
        #expect(retention.dropsRecords == goes)
        #expect(retention.isSurplusMarker)
    }

    @Test func `a marker with something to end stays for ever`() {
        let retention = retention(isControl: true, horizon: 1, isSurplus: false)
        #expect(!retention.dropsRecords)
        #expect(!retention.isSurplusMarker)
    }

    @Test func `the batch with a producer's last sequence stays as an empty one`() {
        let producer = BatchRetention.ActiveProducer(lastDataOffset: 10, epoch: 0)
        #expect(retention(producer: producer).shell == .stays)
        #expect(retention(lastOffset: 9, producer: producer).shell == .goes)
        #expect(retention(isSurplus: true, producer: producer).shell == .stays)
        #expect(retention(producer: nil).shell == .goes)
    }

    @Test func `the marker of a producer's epoch stays while no data is known of it`() {
        let producer = BatchRetention.ActiveProducer(lastDataOffset: nil, epoch: 3)
        #expect(retention(isControl: true, epoch: 3, producer: producer).shell == .stays)
        #expect(retention(isControl: true, epoch: 2, producer: producer).shell == .goes)
        #expect(retention(epoch: 3, producer: producer).shell == .goes)
    }

    @Test func `a batch that ends at the high watermark stays as an empty one`() {
        #expect(retention(lastOffset: 99).shell == .stays)
        #expect(retention(lastOffset: 98).shell == .goes)
    }

    @Test(
        arguments: [
            (5, 5, true, true), (5, 6, true, false), (5, -1, true, true), (5, nil, true, false),
            (5, 5, false, false),
        ] as [(Int64, Int64?, Bool, Bool)])
    func `a record stays if it is its key's last`(
        offset: Int64, latest: Int64?, hasValue: Bool, stays: Bool
    ) {
        #expect(
            BatchRetention.keeps(
                Offset(offset), latest: latest.map { Offset($0) }, hasValue: hasValue,
                keepsTombstones: false) == stays)
    }

    @Test func `tombstones stay until their delete horizon`() {
        #expect(BatchRetention.keepsTombstones(deleteHorizon: nil, now: 1000))
        #expect(BatchRetention.keepsTombstones(deleteHorizon: 1001, now: 1000))
        #expect(!BatchRetention.keepsTombstones(deleteHorizon: 1000, now: 1000))
        #expect(
            BatchRetention.keeps(5, latest: 5, hasValue: false, keepsTombstones: true))
    }
}
