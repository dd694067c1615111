import KafkaModel
import Testing

@testable import Storage

struct LogRetentionTests {
    /// Three segments of 100 bytes at 0, 10 and 20; the log ends at 25.
    private let segments = [
        SegmentExtent(baseOffset: 0, size: 100, largestTimestamp: 1000),
        SegmentExtent(baseOffset: 10, size: 100, largestTimestamp: 2000),
        SegmentExtent(baseOffset: 20, size: 100, largestTimestamp: 3000),
    ]

    private func decide(
        start: Offset = 0, highWatermark: Offset = 25, now: Int64 = 3000,
        _ change: (inout LogConfig) -> Void
    ) -> (count: Int, reason: LogRetention.Reason)? {
        var config = LogConfig()
        config.retentionMilliseconds = -1
        change(&config)
        return LogRetention.deletable(
            segments, start: start, logEnd: 25, highWatermark: highWatermark, now: now, config)
    }

    @Test func `unlimited retention keeps everything`() {
        #expect(decide { _ in } == nil)
    }

    @Test(arguments: [(9, 0), (10, 1), (20, 2), (25, 2)])
    func `segments below the log start go whatever the policy`(start: Int64, count: Int) {
        let decision = decide(start: Offset(start)) { $0.cleanupPolicy = .compact }
        #expect((decision?.count ?? 0) == count)
    }

    @Test(arguments: [(300, 0), (299, 0), (200, 1), (100, 2), (0, 3)])
    func `the surplus over retention bytes goes in whole segments`(bytes: Int64, count: Int) {
        let decision = decide { $0.retentionBytes = bytes }
        #expect((decision?.count ?? 0) == count)
    }

    @Test(arguments: [(3000, 0), (3001, 1), (4001, 2), (5001, 3)])
    func `segments older than retention ms go`(now: Int64, count: Int) {
        let decision = decide(now: now) { $0.retentionMilliseconds = 2000 }
        #expect((decision?.count ?? 0) == count)
    }

    @Test(arguments: [(9, 0), (10, 1), (24, 2), (25, 3)])
    func `nothing at or above the high watermark goes`(highWatermark: Int64, count: Int) {
        let decision = decide(highWatermark: Offset(highWatermark)) { $0.retentionBytes = 0 }
        #expect((decision?.count ?? 0) == count)
    }

    @Test func `a compacted log is not cut by size or time`() {
        let decision = decide(now: 1_000_000) {
            $0.cleanupPolicy = .compact
            $0.retentionBytes = 0
            $0.retentionMilliseconds = 0
        }
        #expect(decision == nil)
    }

    @Test func `an empty active segment stays`() {
        var config = LogConfig()
        config.retentionBytes = 0
        let decision = LogRetention.deletable(
            [SegmentExtent(baseOffset: 0, size: 0, largestTimestamp: 0)], start: 0,
            logEnd: 0, highWatermark: 0, now: 1 << 40, config)
        #expect(decision == nil)
    }
}
