// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of FindCoordinator (API 10), versions 0 to 6, flexible from 3 on.
package struct FindCoordinatorResponse: ResponseMessage {
    package static var apiKey: APIKey { .findCoordinator }
    package static var validVersions: ClosedRange<Int16> { 0...6 }
    package static var firstFlexibleVersion: Int16? { 3 }

    package var throttleTimeMs: Int32 = 0
    package var errorCode: ErrorCode = ErrorCode.none
    package var errorMessage: String? = ""
    package var nodeId: BrokerID = 0
    package var host: String = ""
    package var port: Int32 = 0
    package var coordinators: [Coordinator] = []

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = ErrorCode.none,
        errorMessage: String? = "",
        nodeId: BrokerID = 0,
        host: String = "",
        port: Int32 = 0,
        coordinators: [Coordinator] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.nodeId = nodeId
        self.host = host
        self.port = port
        self.coordinators = coordinators
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 6 else { throw .unsupportedVersion(version) }
        let flexible = version >= 3
        if version >= 1 { throttleTimeMs = try reader.int32() }
        if version <= 3 { errorCode = ErrorCode(rawValue: try reader.int16()) }
        if version >= 1 && version <= 3 { errorMessage = try reader.nullableString(compact: flexible) }
        if version <= 3 { nodeId = BrokerID(rawValue: try reader.int32()) }
        if version <= 3 { host = try reader.string(compact: flexible) }
        if version <= 3 { port = try reader.int32() }
        if version >= 4 { coordinators = try reader.array(version, compact: true) }
        if version >= 3 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 6 else { throw EncodeError(message: "FindCoordinatorResponse", field: "version", version: version) }
        let flexible = version >= 3
        if version >= 1 {
            writer.int32(throttleTimeMs)
        }
        if version <= 3 {
            writer.int16(errorCode.rawValue)
        } else if errorCode != ErrorCode.none {
            throw EncodeError(message: "FindCoordinatorResponse", field: "errorCode", version: version)
        }
        if version >= 1 && version <= 3 {
            try writer.nullableString(errorMessage, compact: flexible)
        }
        if version <= 3 {
            writer.int32(nodeId.rawValue)
        } else if nodeId != 0 {
            throw EncodeError(message: "FindCoordinatorResponse", field: "nodeId", version: version)
        }
        if version <= 3 {
            try writer.string(host, compact: flexible)
        } else if !host.isEmpty {
            throw EncodeError(message: "FindCoordinatorResponse", field: "host", version: version)
        }
        if version <= 3 {
            writer.int32(port)
        } else if port != 0 {
            throw EncodeError(message: "FindCoordinatorResponse", field: "port", version: version)
        }
        if version >= 4 {
            try writer.array(coordinators, version, compact: true)
        } else if !coordinators.isEmpty {
            throw EncodeError(message: "FindCoordinatorResponse", field: "coordinators", version: version)
        }
        if version >= 3 { writer.unsignedVarint(0) }
    }

    package struct Coordinator: WireElement {
        package static var minimumSize: Int { 14 }

        package var key: String = ""
        package var nodeId: BrokerID = 0
        package var host: String = ""
        package var port: Int32 = 0
        package var errorCode: ErrorCode = ErrorCode.none
        package var errorMessage: String? = ""

        package init() {}

        package init(
            key: String = "",
            nodeId: BrokerID = 0,
            host: String = "",
            port: Int32 = 0,
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = ""
        ) {
            self.key = key
            self.nodeId = nodeId
            self.host = host
            self.port = port
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            key = try reader.string(compact: true)
            nodeId = BrokerID(rawValue: try reader.int32())
            host = try reader.string(compact: true)
            port = try reader.int32()
            errorCode = ErrorCode(rawValue: try reader.int16())
            errorMessage = try reader.nullableString(compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            try writer.string(key, compact: true)
            writer.int32(nodeId.rawValue)
            try writer.string(host, compact: true)
            writer.int32(port)
            writer.int16(errorCode.rawValue)
            try writer.nullableString(errorMessage, compact: true)
            writer.unsignedVarint(0)
        }
    }
}
