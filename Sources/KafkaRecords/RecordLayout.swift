import Bytes

/// Where the parts of one magic 2 record lie, without touching reference counts: the zero-copy form
/// of a record, for walks over many.
///
/// | width | meaning |
/// |---|---|
/// | varint | bytes that follow this field |
/// | 1 | attributes, unused |
/// | varlong | timestamp minus the batch's base timestamp |
/// | varint | offset minus the batch's base offset |
/// | varint | key length, negative for null; then the key |
/// | varint | value length, negative for null; then the value |
/// | varint | header count; then per header: key length, key, value length (negative null), value |
///
/// Positions count from the start of the bytes that the walk was given.
package struct RecordLayout: Equatable, Sendable {
    package var timestampDelta: Int64 = 0
    package var offsetDelta: Int32 = 0
    /// Where the key's length stands: behind what depends on the batch around the record.
    package var contentPosition = 0
    /// Start of the key; meaningless for a null key.
    package var keyPosition = 0
    /// -1 for a null key.
    package var keyCount = -1
    package var valuePosition = 0
    /// -1 for a null value.
    package var valueCount = -1
    /// Where the first header begins.
    package var headersPosition = 0
    package var headerCount = 0
    /// First byte of the record, its length field included, and the first byte behind it.
    package var start = 0
    package var end = 0

    package init() {}

    package var hasKey: Bool { keyCount >= 0 }
    package var hasValue: Bool { valueCount >= 0 }

    /// Reads the record at the reader's position and moves behind it.
    ///
    /// The checks are Kafka's (`DefaultRecord.readFrom`): negative key and value lengths are null,
    /// padded varints and any attributes are accepted, the length must be what the fields take.
    package init(_ reader: inout ByteReader) throws(RecordError) {
        start = reader.position
        do {
            let length = try reader.varint()
            let bodyStart = reader.position
            guard Int(length) <= reader.remaining else {
                throw RecordError.invalidRecord("record length beyond the batch")
            }
            try reader.skip(1)
            timestampDelta = try reader.varlong()
            offsetDelta = try reader.varint()
            contentPosition = reader.position
            keyCount = Int(try reader.varint())
            keyPosition = reader.position
            if keyCount > 0 { try reader.skip(keyCount) }
            valueCount = Int(try reader.varint())
            valuePosition = reader.position
            if valueCount > 0 { try reader.skip(valueCount) }
            try readHeaders(&reader)
            end = reader.position
            guard end - bodyStart == Int(length) else {
                throw RecordError.invalidRecord("record length does not match the fields")
            }
        } catch let error as RecordError {
            throw error
        } catch DecodeError.invalidVariableLengthInteger {
            throw .invalidVariableLengthInteger
        } catch {
            throw .invalidRecord("record structure")
        }
        keyCount = max(keyCount, -1)
        valueCount = max(valueCount, -1)
    }

    private mutating func readHeaders(_ reader: inout ByteReader) throws {
        headerCount = Int(try reader.varint())
        headersPosition = reader.position
        if headerCount == 0 { return }
        guard headerCount > 0, headerCount <= reader.remaining else {
            throw RecordError.invalidRecord("header count")
        }
        for _ in 0..<headerCount {
            let keyLength = try reader.varint()
            guard keyLength >= 0 else { throw RecordError.invalidRecord("header key length") }
            try reader.skip(Int(keyLength))
            let valueLength = try reader.varint()
            if valueLength > 0 { try reader.skip(Int(valueLength)) }
        }
    }

    /// The headers, out of the bytes that the walk was given. Throws if a key is not UTF-8.
    package func headers(in bytes: SharedBytes) throws(RecordError) -> [RecordHeader] {
        guard headerCount > 0 else { return [] }
        var reader = ByteReader(bytes.slice(from: headersPosition, count: end - headersPosition))
        var headers: [RecordHeader] = []
        headers.reserveCapacity(headerCount)
        do {
            for _ in 0..<headerCount {
                let key = try reader.text(Int(try reader.varint()))
                let valueLength = try reader.varint()
                let value = valueLength < 0 ? nil : try reader.bytes(Int(valueLength))
                headers.append(RecordHeader(key: key, value: value))
            }
        } catch {
            throw .invalidRecord("header")
        }
        return headers
    }

    package func key(in bytes: SharedBytes) -> SharedBytes? {
        keyCount < 0 ? nil : bytes.slice(from: keyPosition, count: keyCount)
    }

    package func value(in bytes: SharedBytes) -> SharedBytes? {
        valueCount < 0 ? nil : bytes.slice(from: valuePosition, count: valueCount)
    }
}
