// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of StopReplica (API 5), versions 0 to 4, flexible from 2 on.
package struct StopReplicaResponse: ResponseMessage {
    package static var apiKey: APIKey { .stopReplica }
    package static var validVersions: ClosedRange<Int16> { 0...4 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var errorCode: ErrorCode = ErrorCode.none
    package var partitionErrors: [StopReplicaPartitionError] = []

    package init() {}

    package init(
        errorCode: ErrorCode = ErrorCode.none,
        partitionErrors: [StopReplicaPartitionError] = []
    ) {
        self.errorCode = errorCode
        self.partitionErrors = partitionErrors
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 4 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        errorCode = ErrorCode(rawValue: try reader.int16())
        partitionErrors = try reader.array(version, compact: flexible)
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 4 else { throw EncodeError(message: "StopReplicaResponse", field: "version", version: version) }
        let flexible = version >= 2
        writer.int16(errorCode.rawValue)
        try writer.array(partitionErrors, version, compact: flexible)
        if version >= 2 { writer.unsignedVarint(0) }
    }

    package struct StopReplicaPartitionError: WireElement {
        package static var minimumSize: Int { 8 }

        package var topicName: String = ""
        package var partitionIndex: Int32 = 0
        package var errorCode: ErrorCode = ErrorCode.none

        package init() {}

        package init(
            topicName: String = "",
            partitionIndex: Int32 = 0,
            errorCode: ErrorCode = ErrorCode.none
        ) {
            self.topicName = topicName
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            topicName = try reader.string(compact: flexible)
            partitionIndex = try reader.int32()
            errorCode = ErrorCode(rawValue: try reader.int16())
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            try writer.string(topicName, compact: flexible)
            writer.int32(partitionIndex)
            writer.int16(errorCode.rawValue)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }
}
