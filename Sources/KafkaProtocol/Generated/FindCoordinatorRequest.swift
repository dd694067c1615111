// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of FindCoordinator (API 10), versions 0 to 6, flexible from 3 on.
package struct FindCoordinatorRequest: RequestMessage {
    package typealias Response = FindCoordinatorResponse
    package static var apiKey: APIKey { .findCoordinator }
    package static var validVersions: ClosedRange<Int16> { 0...6 }
    package static var firstFlexibleVersion: Int16? { 3 }

    package var key: String = ""
    package var keyType: Int8 = 0
    package var coordinatorKeys: [String] = []

    package init() {}

    package init(
        key: String = "",
        keyType: Int8 = 0,
        coordinatorKeys: [String] = []
    ) {
        self.key = key
        self.keyType = keyType
        self.coordinatorKeys = coordinatorKeys
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 6 else { throw .unsupportedVersion(version) }
        let flexible = version >= 3
        if version <= 3 { key = try reader.string(compact: flexible) }
        if version >= 1 { keyType = try reader.int8() }
        if version >= 4 { coordinatorKeys = try reader.strings(compact: true) }
        if version >= 3 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 6 else { throw EncodeError(message: "FindCoordinatorRequest", field: "version", version: version) }
        let flexible = version >= 3
        if version <= 3 {
            try writer.string(key, compact: flexible)
        } else if !key.isEmpty {
            throw EncodeError(message: "FindCoordinatorRequest", field: "key", version: version)
        }
        if version >= 1 {
            writer.int8(keyType)
        } else if keyType != 0 {
            throw EncodeError(message: "FindCoordinatorRequest", field: "keyType", version: version)
        }
        if version >= 4 {
            try writer.strings(coordinatorKeys, compact: true)
        } else if !coordinatorKeys.isEmpty {
            throw EncodeError(message: "FindCoordinatorRequest", field: "coordinatorKeys", version: version)
        }
        if version >= 3 { writer.unsignedVarint(0) }
    }
}
