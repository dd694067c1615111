import Bytes
import Platform
import TestSupport
import Testing

/// Reads that wait for no disk, over files that have been taken out of memory.
@Suite(.enabled(if: PageCache.canDrop, "files cannot leave memory here"))
struct ResidencyTests {
    static let size = 4 * 1024 * 1024

    let directory: TemporaryDirectory
    let path: String
    let content: [UInt8]
    let file: any File

    init() throws {
        directory = try TemporaryDirectory("residency")
        path = directory.file("a")
        var random = SeededRandom(seed: 4)
        content = random.bytes(Self.size)
        file = try LocalFileSystem().open(path, .new)
        try content.withUnsafeBytes { try file.write($0, at: 0) }
    }

    @Test func `what has just been written is in memory`() throws {
        #expect(file.isResident(at: 0, count: Self.size))
        let bytes = try file.read(100, at: 5000, .resident)
        #expect(bytes.array == Array(content[5000..<5100]))
    }

    @Test func `bytes that left memory are refused instead of waited for`() throws {
        #expect(try PageCache.drop(path))
        #expect(!file.isResident(at: 100, count: 1))
        #expect(throws: SystemError("read", path, number: 11)) {
            _ = try file.read(100, at: 1_000_000, .resident)
        }
    }

    @Test func `asking whether bytes are in memory does not bring them there`() throws {
        #expect(try PageCache.drop(path))
        #expect(!file.isResident(at: 0, count: Self.size))
        #expect(try PageCache.residentPages(path) == [])
    }

    @Test func `a read that waits brings bytes into memory`() throws {
        #expect(try PageCache.drop(path))
        _ = try file.read(200_000, at: 1_000_000)
        #expect(file.isResident(at: 1_000_000, count: 200_000))
        #expect(!file.isResident(at: 0, count: Self.size))
        let bytes = try file.read(100, at: 1_000_000, .resident)
        #expect(bytes.array == Array(content[1_000_000..<1_000_100]))
    }

    @Test func `a resident read that runs into absent bytes is refused`() throws {
        #expect(try PageCache.drop(path))
        _ = try file.read(PageCache.pageSize, at: 0)
        let end = try #require(try PageCache.residentPages(path).last) + 1
        #expect(throws: SystemError("read", path, number: 11)) {
            _ = try file.read((end + 1) * PageCache.pageSize, at: 0, .resident)
        }
    }

    @Test func `a resident read behind the end is short`() throws {
        let bytes = try file.read(100, at: Int64(Self.size - 40), .resident)
        #expect(bytes.array == Array(content[(Self.size - 40)...]))
    }

    @Test func `what is read ahead comes into memory`() async throws {
        #expect(try PageCache.drop(path))
        // A hint, which a busy kernel may follow in part; and what it has read it may give up again.
        for _ in 0..<1000 {
            file.readAhead(at: 1_048_576, count: 2_097_152)
            if file.isResident(at: 1_048_576, count: 2_097_152) { break }
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(file.isResident(at: 1_048_576, count: 2_097_152))
        let first = try #require(try PageCache.residentPages(path).first)
        #expect(first == 1_048_576 / PageCache.pageSize)
    }
}
