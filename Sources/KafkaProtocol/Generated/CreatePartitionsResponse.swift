// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of CreatePartitions (API 37), versions 0 to 3, flexible from 2 on.
package struct CreatePartitionsResponse: ResponseMessage {
    package static var apiKey: APIKey { .createPartitions }
    package static var validVersions: ClosedRange<Int16> { 0...3 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var throttleTimeMs: Int32 = 0
    package var results: [CreatePartitionsTopicResult] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        results: [CreatePartitionsTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.results = results
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 3 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        throttleTimeMs = try reader.int32()
        results = try reader.array(version, compact: flexible)
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 3 else { throw EncodeError(message: "CreatePartitionsResponse", field: "version", version: version) }
        let flexible = version >= 2
        writer.int32(throttleTimeMs)
        try writer.array(results, version, compact: flexible)
        if version >= 2 { writer.unsignedVarint(0) }
    }

    package struct CreatePartitionsTopicResult: WireElement {
        package static var minimumSize: Int { 5 }

        package var name: String = ""
        package var errorCode: ErrorCode = ErrorCode.none
        package var errorMessage: String? = nil

        package init() {}

        package init(
            name: String = "",
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = nil
        ) {
            self.name = name
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            name = try reader.string(compact: flexible)
            errorCode = ErrorCode(rawValue: try reader.int16())
            errorMessage = try reader.nullableString(compact: flexible)
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            try writer.string(name, compact: flexible)
            writer.int16(errorCode.rawValue)
            try writer.nullableString(errorMessage, compact: flexible)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }
}
