import Bytes
import Foundation
import KafkaModel
import Platform
import TestSupport
import Testing

@testable import Storage

struct BatchScannerTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory("scanner") }

    /// Batches with values of the sizes given, one behind the other.
    private func bytes(_ sizes: [Int]) throws -> Data {
        var data = Data()
        for (number, size) in sizes.enumerated() {
            let value = String(repeating: "v", count: size)
            data += Data(try Batch.of([value], offset: Int64(number)).array)
        }
        return data
    }

    private func scan(_ data: Data, verifies: Bool = true) throws -> (
        offsets: [Offset], end: Int
    ) {
        let path = directory.file("records")
        try data.write(to: URL(fileURLWithPath: path))
        let records = FileRecords(
            file: try LocalFileSystem().open(path, .readOnly), size: data.count)
        var scanner = BatchScanner(records, from: 0, verifiesChecksums: verifies)
        var offsets: [Offset] = []
        while let batch = try scanner.next() { offsets.append(batch.baseOffset) }
        return (offsets, scanner.position)
    }

    private static let sizes = [10, 100_000, 300_000, 5, 700_000, 262_000, 1]

    @Test(arguments: [true, false])
    func `batches smaller and larger than the buffer are found`(verifies: Bool) throws {
        let data = try bytes(Self.sizes)
        let found = try scan(data, verifies: verifies)
        #expect(found.offsets == (0..<7).map { Offset($0) })
        #expect(found.end == data.count)
    }

    @Test(arguments: 0..<7)
    func `one changed bit ends the scan before its batch`(batch: Int) throws {
        var data = try bytes(Self.sizes)
        let begin = try bytes(Array(Self.sizes[..<batch])).count
        let end = try bytes(Array(Self.sizes[...batch])).count
        data[end - 2] ^= 4
        let found = try scan(data)
        #expect(found.offsets.count == batch)
        #expect(found.end == begin)
    }

    @Test(arguments: 0..<7)
    func `a batch cut short is none`(batch: Int) throws {
        let begin = try bytes(Array(Self.sizes[..<batch])).count
        let data = try bytes(Array(Self.sizes[...batch])).dropLast()
        #expect(try scan(Data(data)).end == begin)
        #expect(try scan(Data(data), verifies: false).end == begin)
    }

    @Test(arguments: [-1, 0, 13, Int32.max])
    func `a size that cannot be ends the scan`(size: Int32) throws {
        var data = try bytes([10, 10])
        let second = try bytes([10]).count
        data.replaceSubrange((second + 8)..<(second + 12), with: bigEndian(size))
        #expect(try scan(data).offsets == [0])
    }

    @Test func `messages of old formats are verified`() throws {
        // Magic 0: offset 5, size, checksum, attributes, null key, value "v".
        let content: [UInt8] =
            [0, 0] + bigEndian(Int32(-1)) + bigEndian(Int32(1)) + Array("v".utf8)
        var message = bigEndian(Int64(5)) + bigEndian(Int32(4 + content.count))
        message += bigEndian(UInt32(0x8BE7_B2F1)) + content
        let sum = LegacySum.of(content)
        message.replaceSubrange(12..<16, with: bigEndian(sum))
        #expect(try scan(Data(message)).offsets == [5])
        message[message.count - 1] ^= 1
        #expect(try scan(Data(message)).offsets == [])
    }

    /// CRC-32 bit by bit.
    private enum LegacySum {
        static func of(_ bytes: [UInt8]) -> UInt32 {
            var sum = UInt32.max
            for byte in bytes {
                sum ^= UInt32(byte)
                for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1 }
            }
            return ~sum
        }
    }
}
