// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of CreateAcls (API 30), versions 0 to 3, flexible from 2 on.
package struct CreateAclsRequest: RequestMessage {
    package typealias Response = CreateAclsResponse
    package static var apiKey: APIKey { .createAcls }
    package static var validVersions: ClosedRange<Int16> { 0...3 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var creations: [AclCreation] = []

    package init() {}

    package init(
        creations: [AclCreation] = []
    ) {
        self.creations = creations
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 3 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        creations = try reader.array(version, compact: flexible)
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 3 else { throw EncodeError(message: "CreateAclsRequest", field: "version", version: version) }
        let flexible = version >= 2
        try writer.array(creations, version, compact: flexible)
        if version >= 2 { writer.unsignedVarint(0) }
    }

    package struct AclCreation: WireElement {
        package static var minimumSize: Int { 8 }

        package var resourceType: Int8 = 0
        package var resourceName: String = ""
        package var resourcePatternType: Int8 = 3
        package var principal: String = ""
        package var host: String = ""
        package var operation: Int8 = 0
        package var permissionType: Int8 = 0

        package init() {}

        package init(
            resourceType: Int8 = 0,
            resourceName: String = "",
            resourcePatternType: Int8 = 3,
            principal: String = "",
            host: String = "",
            operation: Int8 = 0,
            permissionType: Int8 = 0
        ) {
            self.resourceType = resourceType
            self.resourceName = resourceName
            self.resourcePatternType = resourcePatternType
            self.principal = principal
            self.host = host
            self.operation = operation
            self.permissionType = permissionType
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            let flexible = version >= 2
            resourceType = try reader.int8()
            resourceName = try reader.string(compact: flexible)
            if version >= 1 { resourcePatternType = try reader.int8() }
            principal = try reader.string(compact: flexible)
            host = try reader.string(compact: flexible)
            operation = try reader.int8()
            permissionType = try reader.int8()
            if version >= 2 { try reader.skipTaggedFields() }
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            let flexible = version >= 2
            writer.int8(resourceType)
            try writer.string(resourceName, compact: flexible)
            if version >= 1 {
                writer.int8(resourcePatternType)
            } else if resourcePatternType != 3 {
                throw EncodeError(message: "CreateAclsRequest", field: "resourcePatternType", version: version)
            }
            try writer.string(principal, compact: flexible)
            try writer.string(host, compact: flexible)
            writer.int8(operation)
            writer.int8(permissionType)
            if version >= 2 { writer.unsignedVarint(0) }
        }
    }
}
