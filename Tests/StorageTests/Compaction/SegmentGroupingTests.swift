import KafkaModel
import Testing

@testable import Storage

struct SegmentGroupingTests {
    private func groups(
        _ sizes: [Int], offsets: Int64 = 10, indexBytes: Int = 0, maxBytes: Int = 100
    ) -> [[Int]] {
        let segments = sizes.enumerated().map { index, size in
            SegmentGrouping.Segment(
                baseOffset: Offset(Int64(index) * offsets), size: size,
                offsetIndexBytes: indexBytes, timeIndexBytes: indexBytes)
        }
        return SegmentGrouping.groups(
            segments, end: Offset(Int64(sizes.count) * offsets), maxBytes: maxBytes,
            maxIndexBytes: 50
        ).map { $0.map { sizes[$0] } }
    }

    @Test func `neighbours are merged while they fit into one segment`() {
        #expect(groups([40, 50, 10, 5, 96, 4]) == [[40, 50, 10], [5], [96, 4]])
        #expect(groups([]) == [])
    }

    @Test func `a segment that is too large stands alone`() {
        #expect(groups([200, 1, 300]) == [[200], [1], [300]])
    }

    @Test func `indexes have to fit too`() {
        #expect(groups([1, 1, 1, 1], indexBytes: 20) == [[1, 1], [1, 1]])
    }

    @Test func `offsets have to fit into 31 bits, but for those of empty segments`() {
        let half: Int64 = 1 << 30
        #expect(groups([1, 1, 1, 1], offsets: half) == [[1, 1], [1, 1]])
        #expect(groups([1, 0, 0, 1], offsets: half) == [[1, 0, 0], [1]])
    }
}
