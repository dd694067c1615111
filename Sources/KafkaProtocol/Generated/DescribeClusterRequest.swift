// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of DescribeCluster (API 60), versions 0 to 1, flexible from 0 on.
package struct DescribeClusterRequest: RequestMessage {
    package typealias Response = DescribeClusterResponse
    package static var apiKey: APIKey { .describeCluster }
    package static var validVersions: ClosedRange<Int16> { 0...1 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var includeClusterAuthorizedOperations: Bool = false
    package var endpointType: Int8 = 1

    package init() {}

    package init(
        includeClusterAuthorizedOperations: Bool = false,
        endpointType: Int8 = 1
    ) {
        self.includeClusterAuthorizedOperations = includeClusterAuthorizedOperations
        self.endpointType = endpointType
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 1 else { throw .unsupportedVersion(version) }
        includeClusterAuthorizedOperations = try reader.bool()
        if version == 1 { endpointType = try reader.int8() }
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 1 else { throw EncodeError(message: "DescribeClusterRequest", field: "version", version: version) }
        writer.bool(includeClusterAuthorizedOperations)
        if version == 1 {
            writer.int8(endpointType)
        } else if endpointType != 1 {
            throw EncodeError(message: "DescribeClusterRequest", field: "endpointType", version: version)
        }
        writer.unsignedVarint(0)
    }
}
