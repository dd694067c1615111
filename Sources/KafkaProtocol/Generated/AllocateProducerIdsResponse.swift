// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of AllocateProducerIds (API 67), version 0, flexible from 0 on.
package struct AllocateProducerIdsResponse: ResponseMessage {
    package static var apiKey: APIKey { .allocateProducerIds }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var throttleTimeMs: Int32 = 0
    package var errorCode: ErrorCode = ErrorCode.none
    package var producerIdStart: ProducerID = 0
    package var producerIdLen: Int32 = 0

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = ErrorCode.none,
        producerIdStart: ProducerID = 0,
        producerIdLen: Int32 = 0
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.producerIdStart = producerIdStart
        self.producerIdLen = producerIdLen
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        throttleTimeMs = try reader.int32()
        errorCode = ErrorCode(rawValue: try reader.int16())
        producerIdStart = ProducerID(rawValue: try reader.int64())
        producerIdLen = try reader.int32()
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "AllocateProducerIdsResponse", field: "version", version: version) }
        writer.int32(throttleTimeMs)
        writer.int16(errorCode.rawValue)
        writer.int64(producerIdStart.rawValue)
        writer.int32(producerIdLen)
        writer.unsignedVarint(0)
    }
}
