import Bytes
import Testing

@Suite struct ByteWriterTests {
    private final class Region: ByteRegion {
        let count: Int
        init(count: Int) { self.count = count }
        func contents() -> SharedBytes {
            SharedBytes(ByteStorage(capacity: count), offset: 0, count: count)
        }
    }

    @Test func integersAreBigEndian() {
        var writer = ByteWriter(capacity: 0)
        writer.int16(0x0102)
        writer.int32(0x0304_0506)
        writer.int64(-2)
        #expect(
            writer.finish().array
                == [1, 2, 3, 4, 5, 6, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE])
    }

    @Test func aPatchOverwritesWhatWasWritten() {
        var writer = ByteWriter()
        let place = writer.memoryPosition
        writer.int32(0)
        writer.text("abc")
        writer.patch(3, at: place)
        #expect(writer.finish().array == [0, 0, 0, 3, 0x61, 0x62, 0x63])
    }

    @Test func regionsStandBetweenTheRunsOfMemory() {
        let first = Region(count: 10)
        let second = Region(count: 20)
        var writer = ByteWriter()
        writer.int8(1)
        writer.payload(.region(first))
        writer.payload(.region(second))
        writer.int8(2)
        #expect(writer.count == 32)
        #expect(
            writer.chunks() == [
                .bytes(SharedBytes(copying: [1])), .region(first), .region(second),
                .bytes(SharedBytes(copying: [2])),
            ])
    }

    @Test func outputGrowsBeyondItsFirstCapacity() {
        var writer = ByteWriter(capacity: 1)
        for value in 0..<1000 { writer.int32(Int32(value)) }
        let output = writer.finish()
        #expect(output.count == 4000)
        var reader = ByteReader(output.slice(from: 3996, count: 4))
        #expect((try? reader.int32()) == 999)
    }
}
