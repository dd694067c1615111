import Bytes
import Foundation
import KafkaModel
import KafkaRecords
import TestSupport
import Testing

@testable import KafkaTools

/// The log dump on files made for the purpose, good and damaged.
struct DumpLogTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory("dump-log")
    }

    private func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: directory.file(name)))
    }

    private func batch(offset: Int64, timestamps: [Int64], control: Bool = false) throws -> [UInt8]
    {
        var header = RecordBatchHeader()
        header.baseOffset = Offset(offset)
        header.attributes = RecordBatchAttributes(isControl: control)
        var builder = RecordBatchBuilder(header)
        for timestamp in timestamps {
            builder.append(
                timestamp: timestamp, key: SharedBytes(copying: [0, 0, 0, 7]),
                value: SharedBytes(copying: [0, 0, 0, 0, 0, 0, 0, 9]))
        }
        return try builder.finish().array
    }

    private func bigEndian<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) }
    }

    private func dump(_ names: String..., options: [String] = []) async -> ToolRun {
        let files = names.map { directory.file($0) }.joined(separator: ",")
        return await ToolRun(DumpLogCommand(), ["--files", files] + options)
    }

    private static let stem = "00000000000000000005"

    /// A log of two batches of two records each, with offsets 5 to 8.
    private func writeLog() throws -> Int {
        let first = try batch(offset: 5, timestamps: [100, 300])
        try write("\(Self.stem).log", first + (try batch(offset: 7, timestamps: [200, 250])))
        return first.count
    }

    @Test(arguments: [
        ("IntegerDecoder", "7"), ("kafka.serializer.StringDecoder", "\0\0\0\u{7}"),
        ("org.apache.kafka.tools.api.DefaultDecoder", "00000007"),
    ])
    func `keys are decoded by the class that was named`(name: String, text: String) async throws {
        _ = try writeLog()
        let run = await dump(
            "\(Self.stem).log",
            options: ["--key-decoder-class", name, "--value-decoder-class", "LongDecoder"])
        #expect(run.exitCode == 0)
        #expect(run.console.output.contains(" key: \(text) payload: 9\n"))
    }

    @Test func `an index entry that leads to another batch is told, the last one first`()
        async throws
    {
        let second = Int32(try writeLog())
        let entries: [(Int32, Int32)] = [(2, 0), (4, second)]
        try write("\(Self.stem).index", entries.flatMap { bigEndian($0.0) + bigEndian($0.1) })
        let run = await dump("\(Self.stem).index", options: ["--verify-index-only"])
        #expect(run.exitCode == 0)
        #expect(
            run.console.errors == """
                Mismatches in :\(directory.file("\(Self.stem).index"))
                  Index offset: 9, log offset: 8
                  Index offset: 7, log offset: 6

                """)
    }

    @Test func `an index entry behind the log ends the tool`() async throws {
        _ = try writeLog()
        try write("\(Self.stem).index", bigEndian(Int32(1)) + bigEndian(Int32(10_000)))
        let run = await dump("\(Self.stem).index")
        #expect(run.exitCode == 1)
        #expect(
            run.console.errors.hasPrefix(
                "Exception in thread \"main\" java.lang.IllegalArgumentException: "
                    + "Slice from position 10000 exceeds end position of FileRecords("))
    }

    @Test func `what is wrong with a time index is told`() async throws {
        _ = try writeLog()
        try write("\(Self.stem).index", [])
        let entries: [(Int64, Int32)] = [(300, 1), (251, 3), (400, 2), (500, 9)]
        try write("\(Self.stem).timeindex", entries.flatMap { bigEndian($0.0) + bigEndian($0.1) })
        let run = await dump("\(Self.stem).timeindex")
        let path = directory.file("\(Self.stem).timeindex")
        #expect(
            run.console.errors == """
                Found timestamp mismatch in :\(path)
                  Index timestamp: 251, log timestamp: 250
                Found out of order timestamp in :\(path)
                  Index timestamp: 251, Previously indexed timestamp: 300
                The following indexed offsets are not found in the log.
                Indexed offset: 7, found log offset: 8
                Indexed offset: 14, found log offset: -1

                """)
    }

    @Test(arguments: [
        ("index", [UInt8](repeating: 0xFF, count: 8), "is less than the base offset 5"),
        ("index", [UInt8](repeating: 0, count: 17), "found 17 bytes which is neither positive nor"),
        (
            "timeindex", [0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 12),
            "is less than the first timestamp 9"
        ),
        ("timeindex", [1], "found 1 bytes which is neither positive nor a multiple of 12"),
    ])
    func `an index that a broker would rebuild does not pass`(
        kind: String, bytes: [UInt8], reason: String
    ) async throws {
        _ = try writeLog()
        try write("\(Self.stem).index", [])
        try write("\(Self.stem).\(kind)", bytes)
        let run = await dump("\(Self.stem).\(kind)", options: ["--index-sanity-check"])
        #expect(run.exitCode == 1)
        #expect(run.console.errors.contains(reason))
    }

    @Test(arguments: [
        ([UInt8](), "'version': java.nio.BufferUnderflowException"),
        ([0, 2, 0, 0, 0, 0, 0, 0, 0, 0], "unknown file version 2"),
        ([0, 1, 0, 0, 0, 0, 0, 0, 0, 9], "Error reading array of size 9, only 0 bytes available"),
        ([0, 1, 0, 0, 0, 0, 0xFF, 0, 0, 0], "cannot be negative"),
        ([0, 1, 0, 0, 0, 0, 0, 0, 0, 1] + [UInt8](repeating: 0, count: 9), "field 'epoch'"),
    ])
    func `a damaged snapshot is told in Kafka's words`(bytes: [UInt8], words: String) async throws {
        try write("\(Self.stem).snapshot", bytes)
        let run = await dump("\(Self.stem).snapshot")
        #expect(run.exitCode == 0)
        #expect(run.console.errors.contains(words), "\(run.console.errors)")
    }

    @Test func `a batch is checked however large it says it is`() async throws {
        var bytes = try batch(offset: 5, timestamps: [1])
        // A size that the file does not have, then one that it has.
        bytes.replaceSubrange(8..<12, with: bigEndian(Int32(5_000_000)))
        try write("\(Self.stem).log", bytes)
        let short = await dump("\(Self.stem).log")
        #expect(
            short.console.output.hasSuffix(
                "Found \(bytes.count) invalid bytes at the end of "
                    + "\(Self.stem).log\n"))
        try write("\(Self.stem).log", bytes + [UInt8](repeating: 1, count: 5_000_000))
        let long = await dump("\(Self.stem).log")
        #expect(long.console.output.contains("size: 5000012 magic: 2"))
        #expect(long.console.output.contains("isvalid: false"))
    }

    @Test func `records that do not follow each other are told`() async throws {
        try write(
            "\(Self.stem).log",
            try batch(offset: 5, timestamps: [1]) + (try batch(offset: 9, timestamps: [2]))
                + (try batch(offset: 12, timestamps: [2])))
        let run = await dump("\(Self.stem).log", options: ["--deep-iteration"])
        #expect(
            run.console.errors.hasSuffix("  9 is followed by 12\n  5 is followed by 9\n"))
    }

    @Test(arguments: 0..<300)
    func `any bytes end in a message and never in a trap`(seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        let kinds = ["log", "index", "timeindex", "txnindex", "snapshot"]
        _ = try writeLog()
        for kind in kinds {
            let name = "\(Self.stem).\(kind)"
            var bytes = (try? SharedFiles.bytes(directory.file(name))) ?? []
            bytes += random.bytes(Int.random(in: 0...150, using: &random))
            for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: bytes.indices, using: &random)] =
                    UInt8.random(in: 0...255, using: &random)
            }
            try write(name, bytes)
        }
        let decoders = [
            "--print-data-log", "--offsets-decoder", "--transaction-log-decoder",
            "--cluster-metadata-decoder", "--remote-log-metadata-decoder",
        ]
        for kind in kinds {
            let run = await dump(
                "\(Self.stem).\(kind)", options: [decoders[Int(seed) % decoders.count]])
            #expect(run.exitCode == 0 || run.console.errors.hasPrefix("Exception in thread"))
        }
    }
}
