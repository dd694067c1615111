// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of InitProducerId (API 22), versions 0 to 5, flexible from 2 on.
package struct InitProducerIdResponse: ResponseMessage {
    package static var apiKey: APIKey { .initProducerId }
    package static var validVersions: ClosedRange<Int16> { 0...5 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var throttleTimeMs: Int32 = 0
    package var errorCode: ErrorCode = ErrorCode.none
    package var producerId: ProducerID = -1
    package var producerEpoch: Int16 = 0

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = ErrorCode.none,
        producerId: ProducerID = -1,
        producerEpoch: Int16 = 0
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.producerId = producerId
        self.producerEpoch = producerEpoch
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 5 else { throw .unsupportedVersion(version) }
        throttleTimeMs = try reader.int32()
        errorCode = ErrorCode(rawValue: try reader.int16())
        producerId = ProducerID(rawValue: try reader.int64())
        producerEpoch = try reader.int16()
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 5 else { throw EncodeError(message: "InitProducerIdResponse", field: "version", version: version) }
        writer.int32(throttleTimeMs)
        writer.int16(errorCode.rawValue)
        writer.int64(producerId.rawValue)
        writer.int16(producerEpoch)
        if version >= 2 { writer.unsignedVarint(0) }
    }
}
