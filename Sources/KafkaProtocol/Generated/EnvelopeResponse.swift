// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of Envelope (API 58), version 0, flexible from 0 on.
package struct EnvelopeResponse: ResponseMessage {
    package static var apiKey: APIKey { .envelope }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var responseData: [UInt8]? = nil
    package var errorCode: ErrorCode = ErrorCode.none

    package init() {}

    package init(
        responseData: [UInt8]? = nil,
        errorCode: ErrorCode = ErrorCode.none
    ) {
        self.responseData = responseData
        self.errorCode = errorCode
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        responseData = try reader.nullableByteArray(compact: true)
        errorCode = ErrorCode(rawValue: try reader.int16())
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "EnvelopeResponse", field: "version", version: version) }
        writer.nullableByteArray(responseData, compact: true)
        writer.int16(errorCode.rawValue)
        writer.unsignedVarint(0)
    }
}
