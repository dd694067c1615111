import KafkaModel
import Testing

@testable import Storage

struct SegmentRollTests {
    private func segment() -> SegmentRoll.Segment {
        SegmentRoll.Segment(
            baseOffset: 100, size: 500, createdAt: 1000, firstTimestamp: 50_000,
            offsetIndexEntries: 3, timeIndexEntries: 3, jitter: 0)
    }

    private func append() -> SegmentRoll.Append {
        SegmentRoll.Append(size: 100, lastOffset: 200, maxTimestamp: 50_500, now: 1500)
    }

    private var config: LogConfig {
        var config = LogConfig()
        config.segmentBytes = 1000
        config.segmentMilliseconds = 1000
        config.segmentIndexBytes = 120
        return config
    }

    @Test func `a segment with room goes on`() {
        #expect(!SegmentRoll.isDue(segment(), append(), config))
    }

    @Test(arguments: [(500, false), (501, true)])
    func `a segment rolls when the records do not fit`(size: Int, due: Bool) {
        var append = append()
        append.size = size
        #expect(SegmentRoll.isDue(segment(), append, config) == due)
    }

    @Test(arguments: [(51_000, false), (51_001, true)])
    func `a segment rolls when the records are much younger`(timestamp: Int64, due: Bool) {
        var append = append()
        append.maxTimestamp = timestamp
        #expect(SegmentRoll.isDue(segment(), append, config) == due)
    }

    @Test func `jitter makes a segment roll earlier`() {
        var segment = segment()
        segment.jitter = 501
        #expect(SegmentRoll.isDue(segment, append(), config))
    }

    @Test(arguments: [(2000, false), (2001, true)])
    func `without timestamps the clock counts`(now: Int64, due: Bool) {
        var append = append()
        append.maxTimestamp = -1
        append.now = now
        #expect(SegmentRoll.isDue(segment(), append, config) == due)
    }

    @Test func `an empty segment does not roll by time`() {
        var segment = segment()
        segment.size = 0
        segment.firstTimestamp = nil
        var append = append()
        append.now = 1_000_000
        #expect(!SegmentRoll.isDue(segment, append, config))
    }

    @Test func `a full offset index rolls`() {
        var segment = segment()
        segment.offsetIndexEntries = 15
        #expect(SegmentRoll.isDue(segment, append(), config))
    }

    @Test(arguments: [(8, false), (9, true)])
    func `a time index rolls with one slot left`(entries: Int, due: Bool) {
        var segment = segment()
        segment.timeIndexEntries = entries
        #expect(SegmentRoll.isDue(segment, append(), config) == due)
    }

    @Test(arguments: [(100 + Int64(Int32.max), false), (101 + Int64(Int32.max), true)])
    func `an offset that does not fit into the index rolls`(last: Int64, due: Bool) {
        var append = append()
        append.lastOffset = Offset(last)
        #expect(SegmentRoll.isDue(segment(), append, config) == due)
    }

    @Test func `jitter stays below segment ms`() {
        var config = config
        config.segmentJitterMilliseconds = 5000
        #expect(SegmentRoll.jitter(config) { $0 - 1 } == 999)
        config.segmentJitterMilliseconds = 0
        #expect(SegmentRoll.jitter(config) { _ in 7 } == 0)
    }
}
