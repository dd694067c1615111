import KafkaModel
import TestSupport
import Testing

@testable import Storage

struct SegmentOffsetsTests {
    /// Segments at 0, 10 and 20, written at 100, 200 and 300; the log begins at 5 and ends at 25, now,
    /// which is 1000.
    private func places(endsEmpty: Bool = false) -> SegmentOffsets {
        SegmentOffsets(
            [
                .init(offset: 0, written: 100), .init(offset: 10, written: 200),
                .init(offset: 20, written: 300),
            ],
            logStart: 5, end: endsEmpty ? nil : .init(offset: 25, written: 1000))
    }

    @Test(arguments: [
        (Int64(-1), 10, [Offset(25), 20, 10, 5]), (-1, 2, [25, 20]), (-1, 0, []), (-1, -3, []),
        (-2, 10, [5]), (-2, 0, []),
        (99, 10, []), (100, 10, [5]), (250, 10, [10, 5]), (999, 10, [20, 10, 5]),
        (1000, 1, [25]), (.max, 3, [25, 20, 10]), (-3, 10, []),
    ])
    func `offsets are told from the newest to the oldest`(
        timestamp: Int64, maximum: Int, expected: [Offset]
    ) {
        #expect(places().offsets(before: timestamp, maximum: maximum) == expected)
    }

    @Test func `an empty last segment is the end`() {
        #expect(places(endsEmpty: true).offsets(before: -1, maximum: 2) == [20, 10])
    }

    @Test func `segments are older than what has been written since`() throws {
        let fixture = try LogFixture()
        fixture.config.segmentBytes = 250
        let log = try fixture.open()
        for value in 0..<10 { try log.produce(try Batch.of(["value \(value)", "x"])) }
        let bases = log.inspect { $0.segments.map(\.baseOffset) }
        let all = try log.segmentOffsets(before: -1, maximum: 100)
        #expect(all == [log.offsets.end] + bases.reversed())
        #expect(try log.segmentOffsets(before: 0, maximum: 100) == [])
    }
}
