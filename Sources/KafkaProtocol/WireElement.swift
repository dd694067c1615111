import Bytes
import KafkaModel

/// What an array of the protocol may hold besides text: a structure of a message, or a number.
package protocol WireElement: Sendable, Equatable {
    /// No encoding in any version is shorter; at least 1. Bounds the count of an array before memory
    /// is taken for it.
    static var minimumSize: Int { get }

    init(from reader: inout ByteReader, version: Int16) throws(DecodeError)
    func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError)
}

extension Int32: WireElement {
    package static var minimumSize: Int { 4 }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        self = try reader.int32()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) {
        writer.int32(self)
    }
}

extension Int64: WireElement {
    package static var minimumSize: Int { 8 }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        self = try reader.int64()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) {
        writer.int64(self)
    }
}

extension BrokerID: WireElement {
    package static var minimumSize: Int { 4 }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        self.init(rawValue: try reader.int32())
    }

    package func encode(to writer: inout ByteWriter, version: Int16) {
        writer.int32(rawValue)
    }
}

extension ProducerID: WireElement {
    package static var minimumSize: Int { 8 }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        self.init(rawValue: try reader.int64())
    }

    package func encode(to writer: inout ByteWriter, version: Int16) {
        writer.int64(rawValue)
    }
}
