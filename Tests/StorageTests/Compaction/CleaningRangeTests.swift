import KafkaModel
import Testing

@testable import Storage

struct CleaningRangeTests {
    /// Segments of 100 offsets and bytes each, one millisecond old per hundred offsets.
    private func log(
        segments: Int = 5, checkpoint: Int64? = nil, start: Int64 = 0, stable: Int64? = nil
    ) -> CleaningRange.Log {
        CleaningRange.Log(
            segments: (0..<segments).map {
                SegmentExtent(
                    baseOffset: Offset($0 * 100), size: 100, largestTimestamp: Int64($0))
            },
            startOffset: Offset(start), endOffset: Offset(segments * 100),
            lastStableOffset: stable.map { Offset($0) } ?? Offset(segments * 100),
            checkpoint: checkpoint.map { Offset($0) })
    }

    private func range(_ log: CleaningRange.Log, lag: Int64 = 0) -> CleaningRange {
        CleaningRange(log, now: 10, minimumLag: lag)
    }

    @Test func `the active segment is never cleaned`() {
        let range = range(log())
        #expect(range.firstDirty == 0)
        #expect(range.firstUncleanable == 400)
        #expect(range.cleanableBytes == 400)
        #expect(range.dirtyRatio == 1)
    }

    @Test func `a log with one segment has nothing to clean`() {
        let range = range(log(segments: 1))
        #expect(range.cleanableBytes == 0)
        #expect(range.dirtyRatio == 0)
    }

    @Test func `it begins where the last cleaning ended`() {
        let range = range(log(checkpoint: 300))
        #expect(range.firstDirty == 300)
        #expect(range.cleanBytes == 300)
        #expect(range.cleanableBytes == 100)
        #expect(range.dirtyRatio == 0.25)
    }

    @Test func `a segment that was cleaned in part counts as dirty and as clean`() {
        let range = range(log(checkpoint: 350))
        #expect(range.firstDirty == 350)
        #expect(range.cleanBytes == 400)
        #expect(range.cleanableBytes == 100)
    }

    @Test(arguments: [501, 9_000_000, 40] as [Int64])
    func `a checkpoint outside of the log counts as none`(checkpoint: Int64) {
        #expect(range(log(checkpoint: checkpoint, start: 50)).firstDirty == 50)
    }

    @Test func `segments with undecided or uncommitted records are left alone`() {
        #expect(range(log(stable: 250)).firstUncleanable == 200)
        #expect(range(log(stable: 300)).firstUncleanable == 300)
        #expect(range(log(stable: 0)).cleanableBytes == 0)
    }

    @Test func `segments with a record younger than the lag are left alone`() {
        // Now is 10, the segments have 0, 1, 2, 3 and 4.
        #expect(range(log(), lag: 8).firstUncleanable == 300)
        #expect(range(log(), lag: 7).firstUncleanable == 400)
        #expect(range(log(), lag: .max).firstUncleanable == 0)
        #expect(range(log(), lag: 11).firstUncleanable == 0)
    }

    @Test func `the lag holds nothing that is clean already`() {
        let range = range(log(checkpoint: 200), lag: 11)
        #expect(range.firstDirty == 200)
        #expect(range.firstUncleanable == 200)
        #expect(range.cleanableBytes == 0)
    }

    // MARK: The choice

    private func candidate(
        _ name: String, clean: Int64 = 50, dirty: Int64, minimum: Double = 0.5,
        isOverdue: Bool = false
    ) -> CleaningChoice.Candidate {
        let log = CleaningRange.Log(
            segments: [
                .init(baseOffset: 0, size: clean, largestTimestamp: 0),
                .init(baseOffset: 10, size: dirty, largestTimestamp: 0),
                .init(baseOffset: 20, size: 1, largestTimestamp: 0),
            ], startOffset: 0, endOffset: 30, lastStableOffset: 30, checkpoint: 10)
        return CleaningChoice.Candidate(
            partition: TopicPartition(name, 0),
            range: CleaningRange(log, now: 0, minimumLag: 0), minimumRatio: minimum,
            isOverdue: isOverdue)
    }

    @Test func `the dirtiest log is cleaned first`() {
        let chosen = CleaningChoice.dirtiest([
            candidate("a", dirty: 60), candidate("b", dirty: 90), candidate("c", dirty: 80),
        ])
        #expect(chosen?.partition.topic == "b")
    }

    @Test func `a log is cleaned only above its ratio`() {
        #expect(CleaningChoice.dirtiest([candidate("a", dirty: 50)]) == nil)
        #expect(CleaningChoice.dirtiest([candidate("a", dirty: 51)]) != nil)
        #expect(CleaningChoice.dirtiest([candidate("a", dirty: 1, minimum: 0)]) != nil)
    }

    @Test func `an overdue log is cleaned whatever its ratio, if it has anything`() {
        #expect(CleaningChoice.dirtiest([candidate("a", dirty: 1, isOverdue: true)]) != nil)
        #expect(CleaningChoice.dirtiest([candidate("a", dirty: 0, isOverdue: true)]) == nil)
    }
}
