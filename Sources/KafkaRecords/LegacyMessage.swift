import Bytes
import Compression
import KafkaModel

/// One outer message of a message set of magic 0 or 1, read in place: a record, or a wrapper around
/// a compressed message set.
///
/// | position | width | meaning |
/// |---|---|---|
/// | 0 | 8 | offset; of a wrapper, the offset of its last inner message |
/// | 8 | 4 | bytes that follow this field |
/// | 12 | 4 | CRC-32 of everything from the magic to the end |
/// | 16 | 1 | magic, 0 or 1 |
/// | 17 | 1 | attributes: bits 0–2 codec, bit 3 timestamp type (magic 1) |
/// | 18 | 8 | timestamp, only in magic 1 |
/// | 18/26 | 4 | key length, -1 null; then the key, the value's length and the value |
///
/// Source: Kafka's `LegacyRecord`, log-format 3.
package struct LegacyMessage: Sendable {
    /// The whole message and nothing else.
    package let bytes: SharedBytes
    package let magic: Int8
    /// Where the key's length stands.
    private let keyPosition: Int

    /// Views `bytes`, which must be exactly one message. Key and value are checked when they are
    /// read, the checksum never.
    package init(_ bytes: SharedBytes) throws(RecordError) {
        guard let prefix = try BatchPrefix(bytes), prefix.sizeInBytes == bytes.count else {
            throw .truncated
        }
        guard prefix.magic < 2 else { throw .unknownMagic(prefix.magic) }
        keyPosition = prefix.magic == 0 ? 18 : 26
        // Both lengths must be there: 26 bytes in magic 0, 34 in magic 1.
        guard bytes.count >= keyPosition + 8 else { throw .batchTooSmall(bytes.count) }
        self.bytes = bytes
        magic = prefix.magic
    }

    package var sizeInBytes: Int { bytes.count }
    package var offset: Offset { Offset(bytes.bigEndian(Int64.self, at: 0)) }
    package var storedChecksum: UInt32 { bytes.bigEndian(UInt32.self, at: 12) }
    package var attributes: UInt8 { bytes.bigEndian(UInt8.self, at: 17) }
    /// The codec; `nil` for unknown numbers.
    package var compression: CompressionType? { CompressionType(rawValue: attributes & 0x07) }
    package var isCompressed: Bool { attributes & 0x07 != 0 }
    /// `nil` in magic 0, which has no timestamps.
    package var timestampType: TimestampType? {
        magic == 0 ? nil : (attributes & 0x08 == 0 ? .createTime : .logAppendTime)
    }
    /// Milliseconds; -1 in magic 0.
    package var timestamp: Int64 { magic == 0 ? -1 : bytes.bigEndian(Int64.self, at: 18) }

    /// The key; `nil` for null.
    package func key() throws(RecordError) -> SharedBytes? {
        var reader = ByteReader(bytes)
        do {
            try reader.skip(keyPosition)
            return try Self.nullable(&reader)
        } catch {
            throw .invalidRecord("key length of a message")
        }
    }

    /// The value; `nil` for null. Bytes left over behind it are ignored, as Kafka ignores them.
    package func value() throws(RecordError) -> SharedBytes? {
        var reader = ByteReader(bytes)
        do {
            try reader.skip(keyPosition)
            _ = try Self.nullable(&reader)
            return try Self.nullable(&reader)
        } catch {
            throw .invalidRecord("value length of a message")
        }
    }

    private static func nullable(_ reader: inout ByteReader) throws(DecodeError) -> SharedBytes? {
        let length = try reader.int32()
        return length < 0 ? nil : try reader.bytes(Int(length))
    }

    package var computedChecksum: UInt32 {
        Checksum32.of(bytes.slice(from: 16, count: bytes.count - 16))
    }

    package var isChecksumValid: Bool { storedChecksum == computedChecksum }
}
