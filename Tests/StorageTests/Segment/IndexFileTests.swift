import Bytes
import KafkaModel
import Platform
import TestSupport
import Testing

@testable import Storage

struct IndexFileTests {
    let directory: TemporaryDirectory
    var path: String { directory.file("00000000000000000000.index") }

    init() throws { directory = try TemporaryDirectory("index") }

    private func index() -> OffsetIndex {
        OffsetIndex(path: path, baseOffset: 0, fileSystem: LocalFileSystem())
    }

    private func fill(_ index: inout OffsetIndex, _ range: Range<Int64>) {
        for number in range { index.append(Offset(number * 10), position: Int(number) * 100) }
    }

    @Test(arguments: [0, 1, 700, 1500])
    func `entries are found in the file and in memory`(written: Int64) throws {
        var index = index()
        index.begin()
        fill(&index, 0..<written)
        if written > 0 { try index.file.write() }
        fill(&index, written..<1500)
        for target: Int64 in [0, 9, 10, 5005, 6999, 7000, 7001, 14_989, 14_990, 20_000] {
            let expected = min(target / 10, 1499)
            #expect(
                try index.lookup(Offset(target))
                    == OffsetIndex.Entry(
                        offset: Offset(expected * 10), position: Int(expected) * 100))
        }
        #expect(try index.entries().count == 1500)
    }

    @Test(arguments: [0, 3, 5, 7, 10])
    func `truncation drops entries of the file and of memory`(kept: Int64) throws {
        var index = index()
        index.begin()
        fill(&index, 0..<5)
        try index.file.write()
        fill(&index, 5..<10)
        try index.truncate(to: Offset(kept * 10))
        #expect(index.count == Int(kept))
        try index.file.write()
        #expect(try SharedFiles.bytes(path).count == Int(kept) * 8)
        fill(&index, kept..<12)
        try index.file.write()
        var loaded = self.index()
        #expect(try loaded.load(recordsSize: 10_000))
        #expect(try loaded.entries() == index.entries())
    }

    @Test func `a new index empties the file that is there`() throws {
        var old = index()
        old.begin()
        fill(&old, 0..<5)
        try old.file.write()
        var new = index()
        new.begin()
        try new.file.write()
        #expect(try SharedFiles.bytes(path).isEmpty)
    }

    @Test func `entries that come while a copy is written stay`() throws {
        var index = index()
        index.begin()
        fill(&index, 0..<5)
        var copy = index
        try copy.file.write()
        fill(&index, 5..<8)
        index.file.adopt(copy.file)
        #expect(index.file.unwrittenBytes == 3 * 8)
        #expect(try index.entries().count == 8)
        try index.file.write()
        #expect(try SharedFiles.bytes(path).count == 8 * 8)
    }

    @Test func `zeros that Kafka left behind go with the next write`() throws {
        var index = index()
        index.begin()
        fill(&index, 1..<3)
        try index.file.write()
        let file = try LocalFileSystem().open(path, .existing)
        try file.truncate(to: 800)
        var loaded = self.index()
        #expect(try loaded.load(recordsSize: 10_000))
        #expect(loaded.count == 2)
        fill(&loaded, 3..<4)
        try loaded.file.write()
        #expect(try SharedFiles.bytes(path).count == 24)
    }
}
