import KafkaModel
import TestSupport
import Testing

@testable import Storage

struct LeaderEpochCacheTests {
    private func cache(_ entries: (Int32, Int64)...) -> LeaderEpochCache {
        LeaderEpochCache(
            entries.map { .init(epoch: LeaderEpoch($0.0), startOffset: Offset($0.1)) })
    }

    @Test func `an epoch ends where the next begins`() {
        let cache = cache((0, 0), (2, 10), (5, 20))
        #expect(cache.endOffset(of: 2, logEnd: 30) == EpochEndOffset(epoch: 2, endOffset: 20))
    }

    @Test func `the latest epoch ends at the log's end`() {
        #expect(
            cache((0, 0), (2, 10)).endOffset(of: 2, logEnd: 30)
                == EpochEndOffset(epoch: 2, endOffset: 30))
    }

    @Test func `an epoch between two is answered with the one before`() {
        #expect(
            cache((0, 0), (2, 10), (5, 20)).endOffset(of: 4, logEnd: 30)
                == EpochEndOffset(epoch: 2, endOffset: 20))
    }

    @Test func `an epoch before the first is answered with itself`() {
        #expect(
            cache((3, 10), (5, 20)).endOffset(of: 1, logEnd: 30)
                == EpochEndOffset(epoch: 1, endOffset: 10))
    }

    @Test(arguments: [LeaderEpoch(9), LeaderEpoch(-1)])
    func `an unknown epoch has no end`(epoch: LeaderEpoch) {
        #expect(cache((0, 0), (5, 20)).endOffset(of: epoch, logEnd: 30) == .undefined)
        #expect(LeaderEpochCache().endOffset(of: epoch, logEnd: 30) == .undefined)
    }

    @Test func `the same epoch is noted once`() {
        var cache = cache((1, 5))
        let changed1 = cache.assign(1, from: 9)
        #expect(!changed1)
        #expect(cache == self.cache((1, 5)))
    }

    @Test func `a lower start or epoch drops what it contradicts`() {
        var cache = cache((1, 5), (2, 10), (3, 15))
        let changed2 = cache.assign(2, from: 8)
        #expect(changed2)
        #expect(cache == self.cache((1, 5), (2, 8)))
        let changed3 = cache.assign(4, from: 3)
        #expect(changed3)
        #expect(cache == self.cache((4, 3)))
    }

    @Test func `truncation from the end drops what begins there or later`() {
        var cache = cache((1, 5), (2, 10), (3, 15))
        let changed4 = cache.truncateFromEnd(10)
        #expect(changed4)
        #expect(cache == self.cache((1, 5)))
        let changed5 = cache.truncateFromEnd(10)
        #expect(!changed5)
    }

    @Test func `truncation from the start keeps the epoch that spans it`() {
        var cache = cache((1, 5), (2, 10), (3, 15))
        let changed6 = cache.truncateFromStart(12)
        #expect(changed6)
        #expect(cache == self.cache((2, 12), (3, 15)))
        let changed7 = cache.truncateFromStart(12)
        #expect(!changed7)
        let changed8 = cache.truncateFromStart(3)
        #expect(!changed8)
    }

    @Test(.enabled(if: SharedFiles.golden("logs") != nil, "no golden files beside the repository"))
    func `Kafka's epoch files come back as they were written`() throws {
        let fixture = try LogFixture()
        var compared = 0
        let name = LeaderEpochCheckpoint.fileName
        for path in GoldenLogTests.clean where SharedFiles.names(path).contains(name) {
            let bytes = try SharedFiles.bytes("\(path)/\(name)")
            guard !bytes.isEmpty else { continue }
            let cache = try LeaderEpochCheckpoint(
                directory: path, fileSystem: fixture.fileSystem
            ).read()
            let copy = LeaderEpochCheckpoint(
                directory: fixture.directory.path, fileSystem: fixture.fileSystem)
            try copy.write(cache, durable: false)
            #expect(try SharedFiles.bytes(fixture.directory.file(name)) == bytes)
            compared += 1
        }
        #expect(compared > 20)
    }
}
