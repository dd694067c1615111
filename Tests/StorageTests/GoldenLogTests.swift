import Bytes
import Foundation
import KafkaModel
import KafkaRecords
import Platform
import TestSupport
import Testing

@testable import Storage

/// Directories that real Kafka wrote.
@Suite(.enabled(if: SharedFiles.golden("logs") != nil, "no golden files beside the repository"))
struct GoldenLogTests {
    static let clean = ["3.9.0/single", "2.8.2/single", "3.9.0/epochs", "2.8.2/epochs"]
        .flatMap { Truth.partitions($0) }
    /// Without copies made while the broker ran, whose indexes are preallocated with zeros.
    static let stopped = clean.filter { !$0.hasSuffix("-delete") && !$0.hasSuffix(".before") }
    static let unclean = ["3.9.0/unclean/before", "2.8.2/unclean/before"]
        .flatMap { Truth.partitions($0) }

    private func withLog(
        _ path: String, clean: Bool, _ body: (LogFixture, PartitionLog) throws -> Void
    ) throws {
        let fixture = try LogFixture()
        // The clock of the recordings, so that no producer counts as expired.
        fixture.producerExpiration = .max
        fixture.config.segmentIndexBytes = 4096
        fixture.config.indexIntervalBytes = 100
        fixture.mayHaveGaps = path.contains("compact") || path.contains("/__")
        try fixture.take(path)
        let start = try Truth("\(path).truth.jsonl").kind("range").first?.offset("beginningOffset")
        let log = try fixture.open(clean: clean, startOffset: start ?? .zero)
        try withExtendedLifetime(fixture) { try body(fixture, log) }
    }

    /// The files that Kafka would find useful: without those that wait for their removal, and without
    /// snapshots that belong to no segment.
    private func expectedFiles(_ path: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        let names = SharedFiles.names(path).filter { !$0.hasSuffix(".deleted") }
        let newest = names.last { $0.hasSuffix(".snapshot") }
        for name in names {
            let isStray =
                name.hasSuffix(".snapshot") && name != newest
                && !names.contains(name.replacingOccurrences(of: ".snapshot", with: ".log"))
            if !isStray { files[name] = try SharedFiles.bytes("\(path)/\(name)") }
        }
        return files
    }

    private func expectSame(_ found: [String: [UInt8]], _ expected: [String: [UInt8]]) {
        #expect(found.keys.sorted() == expected.keys.sorted())
        let differing = expected.keys.filter { found[$0] != expected[$0] }.sorted()
        #expect(differing == [])
    }

    @Test(arguments: clean)
    func `a clean directory holds every record that Kafka saw in it`(path: String) throws {
        let truth = try Truth("\(path).truth.jsonl")
        try withLog(path, clean: true) { _, log in
            let expected = truth.kind("record").filter {
                $0.offset("offset") ?? 0 >= log.offsets.start
            }
            let records = try log.records(maxBytes: 300)
            #expect(records.map(\.offset) == expected.compactMap { $0.offset("offset") })
            for (record, line) in zip(records, expected) where line.text("control") == nil {
                #expect(record.timestamp == line.number("timestamp"))
                for (bytes, text) in [
                    (record.key, line.text("key") ?? line.text("keyText")),
                    (record.value, line.text("value") ?? line.text("valueText")),
                ] {
                    guard let text else { continue }
                    #expect(bytes.map { String(decoding: $0.array, as: UTF8.self) } == text)
                }
            }
        }
    }

    // Internal topics grew after the consumer's look.
    @Test(arguments: clean.filter { !$0.contains("/__") })
    func `the bounds of a clean directory are those that a consumer saw`(path: String) throws {
        let truth = try Truth("\(path).truth.jsonl")
        try withLog(path, clean: true) { _, log in
            for range in truth.kind("range") {
                #expect(log.offsets.start == range.offset("beginningOffset"))
                let end =
                    range.text("isolation") == "read_committed"
                    ? log.lastStableOffset(highWatermark: log.offsets.end) : log.offsets.end
                #expect(end == range.offset("endOffset"))
            }
        }
    }

    @Test(arguments: stopped)
    func `index entries read as Kafka reads them`(path: String) throws {
        let truth = try Truth("\(path).truth.jsonl")
        try withLog(path, clean: true) { _, log in
            let found = try log.withState { (state) throws(LogError) in
                try onDisk { () throws(SystemError) in
                    var entries: [[Int64]] = []
                    for segment in state.segments {
                        entries += try segment.offsetIndex.entries().map {
                            [1, $0.offset.rawValue, Int64($0.position)]
                        }
                        entries += try segment.timeIndex.entries().map {
                            [2, $0.timestamp, $0.offset.rawValue]
                        }
                        entries += try segment.transactionIndex.entries().map {
                            [3, $0.producerID.rawValue, $0.firstOffset.rawValue]
                                + [$0.lastOffset.rawValue, $0.lastStableOffset.rawValue]
                        }
                    }
                    return entries
                }
            }
            let fields = [
                "indexEntry": ["offset", "position"], "timeIndexEntry": ["timestamp", "offset"],
                "txnIndexEntry": ["producerId", "firstOffset", "lastOffset", "lastStableOffset"],
            ]
            let kinds = ["", "indexEntry", "timeIndexEntry", "txnIndexEntry"]
            let expected = truth.lines.compactMap { line -> [Int64]? in
                guard let kind = line.text("kind"), let names = fields[kind],
                    line.text("file")?.hasSuffix(".deleted") != true
                else { return nil }
                return [Int64(kinds.firstIndex(of: kind) ?? 0)]
                    + names.compactMap { line.number($0) }
            }
            #expect(Set(found) == Set(expected))
        }
    }

    @Test(arguments: stopped)
    func `producer snapshots read as Kafka reads them`(path: String) throws {
        let truth = try Truth("\(path).truth.jsonl")
        let files = try expectedFiles(path)
        let expected = truth.kind("snapshotEntry").compactMap { line -> [Int64]? in
            guard let file = line.text("file"), files[file] != nil else { return nil }
            return [Int64(file.prefix(20)) ?? -1]
                + [
                    "producerId", "producerEpoch", "coordinatorEpoch", "currentTxnFirstOffset",
                    "lastSequence", "lastOffset",
                ].map { line.number($0) ?? -1 }
        }
        var found: [[Int64]] = []
        for name in files.keys where name.hasSuffix(".snapshot") {
            let offset = Offset(Int64(name.prefix(20)) ?? -1)
            let file = ProducerSnapshotFile(directory: path, offset: offset)
            for entry in try file.read(LocalFileSystem()) ?? [] {
                found.append(
                    [offset.rawValue, entry.producerID.rawValue, Int64(entry.epoch)]
                        + [Int64(entry.coordinatorEpoch)]
                        + [entry.currentTransactionStart?.rawValue ?? -1]
                        + [
                            Int64(entry.lastSequence),
                            entry.batches.last?.lastOffset.rawValue ?? -1,
                        ])
            }
        }
        #expect(Set(found) == Set(expected))
    }

    @Test(arguments: stopped)
    func `producer snapshots are written as Kafka writes them`(path: String) throws {
        for (name, bytes) in try expectedFiles(path) where name.hasSuffix(".snapshot") {
            let file = ProducerSnapshotFile(directory: path, offset: 0)
            let entries = try file.decode(SharedBytes(copying: bytes))
            #expect(ProducerSnapshotFile.encode(entries).array == bytes)
        }
    }

    @Test(arguments: stopped)
    func `opening and closing a clean directory leaves Kafka's files as they are`(path: String)
        throws
    {
        try withLog(path, clean: true) { fixture, log in
            try log.close()
            // An epoch without records, noted by its leader, is forgotten at start.
            let name = LeaderEpochCheckpoint.fileName
            expectSame(
                try fixture.files().filter { $0.key != name },
                try expectedFiles(path).filter { $0.key != name })
        }
    }

    @Test(arguments: clean)
    func `recovery of an undamaged directory loses no record`(path: String) throws {
        let truth = try Truth("\(path).truth.jsonl")
        try withLog(path, clean: false) { _, log in
            let expected = truth.kind("record").compactMap { $0.offset("offset") }
            let found = try log.records().map(\.offset)
            #expect(found == expected.filter { $0 >= log.offsets.start })
        }
    }

    @Test(arguments: unclean)
    func `recovery leaves the files that Kafka's recovery left`(path: String) throws {
        try withLog(path, clean: false) { fixture, log in
            try log.close()
            let after = path.replacingOccurrences(of: "/before/", with: "/after/")
            expectSame(try fixture.files(), try expectedFiles(after))
        }
    }
}
