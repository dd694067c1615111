import Bytes
import Testing

@Suite struct ByteReaderTests {
    static let varints: [(value: UInt32, bytes: [UInt8])] = [
        (0, [0]), (127, [0x7F]), (128, [0x80, 0x01]), (300, [0xAC, 0x02]),
        (.max, [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]),
    ]

    @Test(arguments: varints.indices)
    func unsignedVarintIsLeastSignificantGroupFirst(index: Int) throws {
        let (value, bytes) = Self.varints[index]
        var writer = ByteWriter()
        writer.unsignedVarint(value)
        #expect(writer.finish().array == bytes)
        var reader = ByteReader(copying: bytes)
        #expect(try reader.unsignedVarint() == value)
        #expect(reader.isAtEnd)
    }

    @Test(arguments: [Int32.min, -300, -64, -1, 0, 1, 63, 64, 300, Int32.max])
    func varintReadsWhatWasWritten(value: Int32) throws {
        var writer = ByteWriter()
        writer.varint(value)
        var reader = ByteReader(writer.finish())
        #expect(try reader.varint() == value)
        #expect(reader.isAtEnd)
    }

    @Test(arguments: [Int64.min, -1 << 40, -1, 0, 1, 1 << 35, Int64.max])
    func varlongReadsWhatWasWritten(value: Int64) throws {
        var writer = ByteWriter()
        writer.varlong(value)
        var reader = ByteReader(writer.finish())
        #expect(try reader.varlong() == value)
        #expect(reader.isAtEnd)
    }

    @Test func aVarintOfSixBytesIsRefused() {
        var reader = ByteReader(copying: [0x80, 0x80, 0x80, 0x80, 0x80, 0x01])
        #expect(throws: DecodeError.invalidVariableLengthInteger) { try reader.unsignedVarint() }
    }

    @Test func aVarlongOfElevenBytesIsRefused() {
        var reader = ByteReader(copying: [UInt8](repeating: 0x80, count: 10) + [0x01])
        #expect(throws: DecodeError.invalidVariableLengthInteger) { try reader.varlong() }
    }

    @Test(arguments: 0..<8)
    func anIntegerThatEndsEarlyIsTruncated(length: Int) {
        var reader = ByteReader(copying: [UInt8](repeating: 1, count: length))
        #expect(throws: DecodeError.truncated) { try reader.int64() }
    }

    @Test func aNegativeLengthIsRefused() {
        var reader = ByteReader(copying: [1, 2, 3])
        #expect(throws: DecodeError.invalidLength) { try reader.bytes(-1) }
    }

    @Test(arguments: [Int32.min, -2, 4, Int32.max])
    func anArrayCountBeyondTheRemainingBytesIsRefused(count: Int32) {
        var writer = ByteWriter()
        writer.int32(count)
        writer.bytes([1, 2, 3])
        var reader = ByteReader(writer.finish())
        #expect(throws: DecodeError.invalidLength) { try reader.arrayCount() }
    }

    @Test func anArrayCountOfMinusOneIsNull() throws {
        var reader = ByteReader(copying: [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(try reader.arrayCount() == nil)
    }

    @Test func aCompactArrayCountOfTheLargestIntegerIsRefused() {
        var reader = ByteReader(copying: [0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 1, 2])
        #expect(throws: DecodeError.invalidLength) { try reader.compactArrayCount() }
    }

    @Test func textThatIsNotUTF8IsRefused() {
        var reader = ByteReader(copying: [0xC3, 0x28])
        #expect(throws: DecodeError.invalidText) { try reader.text(2) }
    }

    @Test func aSliceSharesTheStorageOfItsSource() throws {
        let source = SharedBytes(copying: [1, 2, 3, 4])
        var reader = ByteReader(source.slice(from: 1, count: 3))
        let slice = try reader.bytes(2)
        #expect(slice.storage === source.storage)
        #expect(slice.array == [2, 3])
        #expect(reader.position == 2)
        #expect(reader.remaining == 1)
    }
}
