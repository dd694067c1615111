import Bytes
import KafkaModel

extension EncodeError {
    /// A string of more bytes than its length field, or Kafka, allows.
    package static let textTooLong = EncodeError(
        message: "string", field: "length over 32767 bytes", version: 0)
}

/// The counterparts of the reader's types; see there for `compact`.
extension ByteWriter {
    mutating func uuid(_ value: UUID) {
        integer(value.mostSignificant)
        integer(value.leastSignificant)
    }

    mutating func string(_ value: String, compact: Bool) throws(EncodeError) {
        let length = value.utf8.count
        guard length <= ByteReader.longestText else { throw .textTooLong }
        if compact {
            unsignedVarint(UInt32(length + 1))
        } else {
            int16(Int16(length))
        }
        text(value)
    }

    mutating func nullableString(_ value: String?, compact: Bool) throws(EncodeError) {
        if let value { return try string(value, compact: compact) }
        if compact { uint8(0) } else { int16(-1) }
    }

    mutating func byteArray(_ value: [UInt8], compact: Bool) {
        count(value.count, compact: compact)
        bytes(value)
    }

    mutating func nullableByteArray(_ value: [UInt8]?, compact: Bool) {
        if let value { byteArray(value, compact: compact) } else { null(compact: compact) }
    }

    mutating func records(_ value: Payload, compact: Bool) {
        count(value.count, compact: compact)
        payload(value)
    }

    mutating func nullableRecords(_ value: Payload?, compact: Bool) {
        if let value { records(value, compact: compact) } else { null(compact: compact) }
    }

    mutating func array<T: WireElement>(
        _ elements: [T], _ version: Int16, compact: Bool
    ) throws(EncodeError) {
        count(elements.count, compact: compact)
        for element in elements {
            try element.encode(to: &self, version: version)
        }
    }

    mutating func nullableArray<T: WireElement>(
        _ elements: [T]?, _ version: Int16, compact: Bool
    ) throws(EncodeError) {
        guard let elements else { return null(compact: compact) }
        try array(elements, version, compact: compact)
    }

    mutating func strings(_ values: [String], compact: Bool) throws(EncodeError) {
        count(values.count, compact: compact)
        for value in values {
            try string(value, compact: compact)
        }
    }

    mutating func nullableStrings(_ values: [String]?, compact: Bool) throws(EncodeError) {
        guard let values else { return null(compact: compact) }
        try strings(values, compact: compact)
    }

    mutating func nullableStructure<T: WireElement>(
        _ value: T?, _ version: Int16, tagged: Bool
    ) throws(EncodeError) {
        guard let value else { return tagged ? uint8(0) : int8(-1) }
        uint8(1)
        try value.encode(to: &self, version: version)
    }

    private mutating func count(_ count: Int, compact: Bool) {
        if compact {
            unsignedVarint(UInt32(count + 1))
        } else {
            int32(Int32(count))
        }
    }

    private mutating func null(compact: Bool) {
        if compact { uint8(0) } else { int32(-1) }
    }
}
