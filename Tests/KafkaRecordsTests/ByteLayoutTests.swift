import Bytes
import KafkaModel
import KafkaRecords
import Testing

/// The bytes of small batches, worked out by hand from the layout tables: they hold in any clone,
/// with no golden data beside it.
@Suite struct ByteLayoutTests {
    private func hex(_ bytes: SharedBytes) -> String {
        bytes.array.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    @Test func aBatchOfMagic2() throws {
        var header = RecordBatchHeader()
        header.baseOffset = 100
        header.partitionLeaderEpoch = 4
        header.producerID = 42
        header.producerEpoch = 3
        header.baseSequence = 7
        var builder = RecordBatchBuilder(header)
        builder.append(
            Record(
                offset: 100, timestamp: 1000, copyingKey: Array("key".utf8),
                value: Array("value".utf8),
                headers: [
                    RecordHeader(key: "h", value: SharedBytes(copying: Array("1".utf8))),
                    RecordHeader(key: "n", value: nil),
                ]))
        builder.append(Record(offset: 101, timestamp: 1005, copyingKey: nil, value: nil))
        let bytes = try builder.finish()
        #expect(
            hex(bytes)
                == "0000000000000064" + "0000004e" + "00000004" + "02" + "a1ee8f4f" + "0000"
                + "00000001" + "00000000000003e8" + "00000000000003ed" + "000000000000002a" + "0003"
                + "00000007" + "00000002"
                + "2a000000066b65790a76616c75650402680231026e01" + "0c000a02010100")
        #expect(try RecordBatch(bytes).records().map(\.timestamp) == [1000, 1005])
    }

    @Test func messagesOfMagic0And1() throws {
        let keyed = Record(
            offset: 9, timestamp: -1, copyingKey: Array("key".utf8), value: Array("value".utf8))
        #expect(
            hex(try LegacyMessageSet.encode([keyed], magic: 0))
                == "0000000000000009" + "00000016" + "2356c137" + "0000" + "000000036b6579"
                + "0000000576616c7565")
        let timed = Record(
            offset: 9, timestamp: 1000, copyingKey: nil, value: Array("value".utf8))
        #expect(
            hex(try LegacyMessageSet.encode([timed], magic: 1))
                == "0000000000000009" + "0000001b" + "bf4a5df3" + "0100" + "00000000000003e8"
                + "ffffffff" + "0000000576616c7565")
    }

    @Test func aCommitMarker() throws {
        let marker = ControlRecord(kind: .commit, coordinatorEpoch: 7)
        let bytes = try marker.makeBatch(timestamp: 1000, producerID: 42, producerEpoch: 3)
        #expect(
            hex(bytes)
                == "0000000000000000" + "00000042" + "ffffffff" + "02" + "dbc3b9ad" + "0030"
                + "00000000" + "00000000000003e8" + "00000000000003e8" + "000000000000002a" + "0003"
                + "ffffffff" + "00000001" + "2000000008000000010c00000000000700")
        #expect(try ControlRecord(RecordBatch(bytes)) == marker)
    }
}
