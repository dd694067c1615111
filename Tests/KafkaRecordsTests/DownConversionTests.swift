import Bytes
import Compression
import KafkaModel
import KafkaRecords
import TestSupport
import Testing

@Suite(
    .enabled(if: GoldenRecords.isPresent("downconvert"), "no golden records beside the repository")
)
struct DownConversionTests {
    /// What the log read returns for a line: from the batch that holds the offset, cut at the limit.
    private func read(_ line: [String: Any]) throws -> SharedBytes {
        let stored = SharedBytes(copying: line.hex("stored_hex") ?? [])
        var reader = RecordBatchReader(stored)
        var start = 0
        while let batch = try reader.next(),
            batch.lastOffset.rawValue < line.number("fetch_offset") ?? 0
        {
            start = reader.position
        }
        let rest = stored.slice(from: start, count: stored.count - start)
        var first = RecordBatchReader(rest)
        let smallest = line.number("fetch_version") ?? 0 >= 3 ? try first.next()?.sizeInBytes : 0
        let limit = line.number("partition_max_bytes").map(Int.init) ?? .max
        return rest.slice(from: 0, count: min(rest.count, max(limit, smallest ?? 0)))
    }

    @Test func oldFetchesGetWhatKafkaGivesThem() throws {
        var compared = 0
        for line in try GoldenRecords.lines("downconvert") {
            let id = line.text("id") ?? ""
            let magic = DownConversion.magic(
                forFetchVersion: Int16(line.number("fetch_version") ?? 0))
            // What is refused by the topic's settings never comes here.
            guard magic < 2, line.number("error_code") != 35 else { continue }
            let input = try read(line)
            if line.number("error_code") == 76 {
                #expect(throws: DownConversion.Failure.zstd, "\(id)") {
                    try DownConversion.convert(input, magic: magic, fetchOffset: 0)
                }
                continue
            }
            let output = try DownConversion.convert(
                input, magic: magic, fetchOffset: Offset(line.number("fetch_offset") ?? 0))
            let expected = SharedBytes(copying: line.hex("records_hex") ?? [])
            try expectSameBatches(output, expected, id)
            if !id.contains("gzip"), !id.hasPrefix("dmix"), !id.hasPrefix("dlat"),
                !id.contains("lz4"), !id.contains("snappy")
            {
                #expect(output == expected, "\(id)")
            }
            compared += 1
        }
        #expect(compared > 20)
    }

    /// The libraries compress differently: a batch that only one side had room for is not compared.
    private func expectSameBatches(_ a: SharedBytes, _ b: SharedBytes, _ id: String) throws {
        var left = RecordBatchReader(a)
        var right = RecordBatchReader(b)
        while let ours = try left.next(), let theirs = try right.next() {
            #expect(ours.magic == theirs.magic, "\(id)")
            #expect(try ours.records() == (try theirs.records()), "\(id)")
            #expect(ours.isChecksumValid, "\(id)")
        }
        #expect(left.position > 0 || b.isEmpty, "\(id)")
    }
}
