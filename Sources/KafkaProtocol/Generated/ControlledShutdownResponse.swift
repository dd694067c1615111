// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of ControlledShutdown (API 7), versions 0 to 3, flexible from 3 on.
package struct ControlledShutdownResponse: ResponseMessage {
    package static var apiKey: APIKey { .controlledShutdown }
    package static var validVersions: ClosedRange<Int16> { 0...3 }
    package static var firstFlexibleVersion: Int16? { 3 }

    package var errorCode: ErrorCode = ErrorCode.none
    package var remainingPartitions: [RemainingPartition] = []

    package init() {}

    package init(
        errorCode: ErrorCode = ErrorCode.none,
        remainingPartitions: [RemainingPartition] = []
    ) {
        self.errorCode = errorCode
        self.remainingPartitions = remainingPartitions
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 3 else { throw .unsupportedVersion(version) }
        let flexible = version >= 3
        errorCode = ErrorCode(rawValue: try reader.int16())
        remainingPartitions = try reader.array(version, compact: flexible)
        if version >= 3 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 3 else { throw EncodeError(message: "ControlledShutdownResponse", field: "version", version: version) }
        let flexible = version >= 3
        writer.int16(errorCode.rawValue)
        try writer.array(remainingPartitions, version, compact: flexible)
        if version >= 3 { writer.unsignedVarint(0) }
    }

    package struct RemainingPartition: WireElement {
        package static var minimumSize: Int { 6 }

        package var topicName: String = ""
        package var partitionIndex: Int32 = 0

        package init() {}

        package init(
            topicName: String = "",
            partitionIndex: Int32 = 0
        ) {
            self.topicName = topicName
            self.partitionIndex = partitionIndex
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 3
            topicName = try reader.string(compact: flexible)
            partitionIndex = try reader.int32()
            if version >= 3 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 3
            try writer.string(topicName, compact: flexible)
            writer.int32(partitionIndex)
            if version >= 3 { writer.unsignedVarint(0) }
        }
    }
}
