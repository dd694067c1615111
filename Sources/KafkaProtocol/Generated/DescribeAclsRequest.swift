// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of DescribeAcls (API 29), versions 0 to 3, flexible from 2 on.
package struct DescribeAclsRequest: RequestMessage {
    package typealias Response = DescribeAclsResponse
    package static var apiKey: APIKey { .describeAcls }
    package static var validVersions: ClosedRange<Int16> { 0...3 }
    package static var firstFlexibleVersion: Int16? { 2 }

    package var resourceTypeFilter: Int8 = 0
    package var resourceNameFilter: String? = ""
    package var patternTypeFilter: Int8 = 3
    package var principalFilter: String? = ""
    package var hostFilter: String? = ""
    package var operation: Int8 = 0
    package var permissionType: Int8 = 0

    package init() {}

    package init(
        resourceTypeFilter: Int8 = 0,
        resourceNameFilter: String? = "",
        patternTypeFilter: Int8 = 3,
        principalFilter: String? = "",
        hostFilter: String? = "",
        operation: Int8 = 0,
        permissionType: Int8 = 0
    ) {
        self.resourceTypeFilter = resourceTypeFilter
        self.resourceNameFilter = resourceNameFilter
        self.patternTypeFilter = patternTypeFilter
        self.principalFilter = principalFilter
        self.hostFilter = hostFilter
        self.operation = operation
        self.permissionType = permissionType
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 3 else { throw .unsupportedVersion(version) }
        let flexible = version >= 2
        resourceTypeFilter = try reader.int8()
        resourceNameFilter = try reader.nullableString(compact: flexible)
        if version >= 1 { patternTypeFilter = try reader.int8() }
        principalFilter = try reader.nullableString(compact: flexible)
        hostFilter = try reader.nullableString(compact: flexible)
        operation = try reader.int8()
        permissionType = try reader.int8()
        if version >= 2 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 3 else { throw EncodeError(message: "DescribeAclsRequest", field: "version", version: version) }
        let flexible = version >= 2
        writer.int8(resourceTypeFilter)
        try writer.nullableString(resourceNameFilter, compact: flexible)
        if version >= 1 {
            writer.int8(patternTypeFilter)
        } else if patternTypeFilter != 3 {
            throw EncodeError(message: "DescribeAclsRequest", field: "patternTypeFilter", version: version)
        }
        try writer.nullableString(principalFilter, compact: flexible)
        try writer.nullableString(hostFilter, compact: flexible)
        writer.int8(operation)
        writer.int8(permissionType)
        if version >= 2 { writer.unsignedVarint(0) }
    }
}
