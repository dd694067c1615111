// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of UpdateMetadata (API 6), versions 0 to 8, flexible from 6 on.
package struct UpdateMetadataResponse: ResponseMessage {
    package static var apiKey: APIKey { .updateMetadata }
    package static var validVersions: ClosedRange<Int16> { 0...8 }
    package static var firstFlexibleVersion: Int16? { 6 }

    package var errorCode: ErrorCode = ErrorCode.none

    package init() {}

    package init(
        errorCode: ErrorCode = ErrorCode.none
    ) {
        self.errorCode = errorCode
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 8 else { throw .unsupportedVersion(version) }
        errorCode = ErrorCode(rawValue: try reader.int16())
        if version >= 6 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 8 else { throw EncodeError(message: "UpdateMetadataResponse", field: "version", version: version) }
        writer.int16(errorCode.rawValue)
        if version >= 6 { writer.unsignedVarint(0) }
    }
}
