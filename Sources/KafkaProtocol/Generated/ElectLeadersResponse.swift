// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of ElectLeaders (API 43), versions 0 to 2, flexible from 2 on.
package struct ElectLeadersResponse: ResponseMessage {
    package static var apiKey: APIKey { .electLeaders }
    package static var validVersions: ClosedRange<Int16> { 0...2 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var throttleTimeMs: Int32 = 0
    package var errorCode: ErrorCode = ErrorCode.none
    package var replicaElectionResults: [ReplicaElectionResult] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = ErrorCode.none,
        replicaElectionResults: [ReplicaElectionResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.replicaElectionResults = replicaElectionResults
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 2 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        throttleTimeMs = try reader.int32()
        if version >= 1 { errorCode = ErrorCode(rawValue: try reader.int16()) }
        replicaElectionResults = try reader.array(version, compact: flexible)
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 2 else { throw EncodeError(message: "ElectLeadersResponse", field: "version", version: version) }
        let flexible = version >= 2
        writer.int32(throttleTimeMs)
        if version >= 1 {
            writer.int16(errorCode.rawValue)
        } else if errorCode != ErrorCode.none {
            throw EncodeError(message: "ElectLeadersResponse", field: "errorCode", version: version)
        }
        try writer.array(replicaElectionResults, version, compact: flexible)
        if version >= 2 { writer.unsignedVarint(0) }
    }

    package struct ReplicaElectionResult: WireElement {
        package static var minimumSize: Int { 3 }

        package var topic: String = ""
        package var partitionResult: [PartitionResult] = []

        package init() {}

        package init(
            topic: String = "",
            partitionResult: [PartitionResult] = []
        ) {
            self.topic = topic
            self.partitionResult = partitionResult
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            topic = try reader.string(compact: flexible)
            partitionResult = try reader.array(version, compact: flexible)
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            try writer.string(topic, compact: flexible)
            try writer.array(partitionResult, version, compact: flexible)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }

    package struct PartitionResult: WireElement {
        package static var minimumSize: Int { 8 }

        package var partitionId: Int32 = 0
        package var errorCode: ErrorCode = ErrorCode.none
        package var errorMessage: String? = ""

        package init() {}

        package init(
            partitionId: Int32 = 0,
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = ""
        ) {
            self.partitionId = partitionId
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            partitionId = try reader.int32()
            errorCode = ErrorCode(rawValue: try reader.int16())
            errorMessage = try reader.nullableString(compact: flexible)
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            writer.int32(partitionId)
            writer.int16(errorCode.rawValue)
            try writer.nullableString(errorMessage, compact: flexible)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }
}
