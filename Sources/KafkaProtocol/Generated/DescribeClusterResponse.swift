// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The answer of DescribeCluster (API 60), versions 0 to 1, flexible from 0 on.
package struct DescribeClusterResponse: ResponseMessage {
    package static var apiKey: APIKey { .describeCluster }
    package static var validVersions: ClosedRange<Int16> { 0...1 }
    package static var firstFlexibleVersion: Int16? { 0 }

    package var throttleTimeMs: Int32 = 0
    package var errorCode: ErrorCode = ErrorCode.none
    package var errorMessage: String? = nil
    package var endpointType: Int8 = 1
    package var clusterId: String = ""
    package var controllerId: BrokerID = -1
    package var brokers: [DescribeClusterBroker] = []
    package var clusterAuthorizedOperations: Int32 = -2147483648

    package init() {}

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = ErrorCode.none,
        errorMessage: String? = nil,
        endpointType: Int8 = 1,
        clusterId: String = "",
        controllerId: BrokerID = -1,
        brokers: [DescribeClusterBroker] = [],
        clusterAuthorizedOperations: Int32 = -2147483648
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.endpointType = endpointType
        self.clusterId = clusterId
        self.controllerId = controllerId
        self.brokers = brokers
        self.clusterAuthorizedOperations = clusterAuthorizedOperations
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 1 else { throw .unsupportedVersion(version) }
        throttleTimeMs = try reader.int32()
        errorCode = ErrorCode(rawValue: try reader.int16())
        errorMessage = try reader.nullableString(compact: true)
        if version == 1 { endpointType = try reader.int8() }
        clusterId = try reader.string(compact: true)
        controllerId = BrokerID(rawValue: try reader.int32())
        brokers = try reader.array(version, compact: true)
        clusterAuthorizedOperations = try reader.int32()
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 1 else { throw EncodeError(message: "DescribeClusterResponse", field: "version", version: version) }
        writer.int32(throttleTimeMs)
        writer.int16(errorCode.rawValue)
        try writer.nullableString(errorMessage, compact: true)
        if version == 1 {
            writer.int8(endpointType)
        } else if endpointType != 1 {
            throw EncodeError(message: "DescribeClusterResponse", field: "endpointType", version: version)
        }
        try writer.string(clusterId, compact: true)
        writer.int32(controllerId.rawValue)
        try writer.array(brokers, version, compact: true)
        writer.int32(clusterAuthorizedOperations)
        writer.unsignedVarint(0)
    }

    package struct DescribeClusterBroker: WireElement {
        package static var minimumSize: Int { 11 }

        package var brokerId: BrokerID = 0
        package var host: String = ""
        package var port: Int32 = 0
        package var rack: String? = nil

        package init() {}

        package init(
            brokerId: BrokerID = 0,
            host: String = "",
            port: Int32 = 0,
            rack: String? = nil
        ) {
            self.brokerId = brokerId
            self.host = host
            self.port = port
            self.rack = rack
        }

        package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
            brokerId = BrokerID(rawValue: try reader.int32())
            host = try reader.string(compact: true)
            port = try reader.int32()
            rack = try reader.nullableString(compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
            writer.int32(brokerId.rawValue)
            try writer.string(host, compact: true)
            writer.int32(port)
            try writer.nullableString(rack, compact: true)
            writer.unsignedVarint(0)
        }
    }
}
