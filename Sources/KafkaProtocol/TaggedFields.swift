import Bytes

/// The tagged fields at the end of a structure in a flexible version, one after the other.
///
/// Unknown tags are passed over and not kept: their number and size are bounded by the bytes of the
/// frame, and nothing of them stays in memory.
struct TaggedFields {
    struct Tag {
        let number: UInt32
        /// The bytes of this field alone.
        var value: ByteReader

        /// A known field must fill its stated size.
        func end() throws(DecodeError) {
            guard value.isAtEnd else { throw .invalidLength }
        }
    }

    private var left: UInt32

    init(from reader: inout ByteReader) throws(DecodeError) {
        left = try reader.taggedFieldCount()
    }

    /// `nil` behind the last one.
    mutating func next(from reader: inout ByteReader) throws(DecodeError) -> Tag? {
        guard left > 0 else { return nil }
        left -= 1
        let number = try reader.unsignedVarint()
        let size = Int(try reader.unsignedVarint())
        return Tag(number: number, value: ByteReader(try reader.bytes(size)))
    }
}

extension ByteReader {
    /// Passes over the tagged fields of a structure that knows none.
    mutating func skipTaggedFields() throws(DecodeError) {
        let count = try taggedFieldCount()
        for _ in 0..<count {
            _ = try unsignedVarint()
            try skip(Int(try unsignedVarint()))
        }
    }

    /// A field takes two bytes at least.
    fileprivate mutating func taggedFieldCount() throws(DecodeError) -> UInt32 {
        let count = try unsignedVarint()
        guard Int(count) <= remaining / 2 else { throw .invalidLength }
        return count
    }
}

extension ByteWriter {
    /// `bytes` is the field's value in memory.
    mutating func taggedField(_ tag: UInt32, _ value: SharedBytes) {
        unsignedVarint(tag)
        unsignedVarint(UInt32(value.count))
        bytes(value)
    }
}
