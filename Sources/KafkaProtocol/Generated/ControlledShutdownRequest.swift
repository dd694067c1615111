// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of ControlledShutdown (API 7), versions 0 to 3, flexible from 3 on.
package struct ControlledShutdownRequest: RequestMessage {
    package typealias Response = ControlledShutdownResponse
    package static var apiKey: APIKey { .controlledShutdown }
    package static var validVersions: ClosedRange<Int16> { 0...3 }
    package static var firstFlexibleVersion: Int16? { 3 }

    package var brokerId: BrokerID = 0
    package var brokerEpoch: BrokerEpoch = -1

    package init() {}

    package init(
        brokerId: BrokerID = 0,
        brokerEpoch: BrokerEpoch = -1
    ) {
        self.brokerId = brokerId
        self.brokerEpoch = brokerEpoch
    }

    package init(from reader: inout ByteReader, version: Int16) throws(DecodeError) {
        guard version >= 0 && version <= 3 else { throw .unsupportedVersion(version) }
        brokerId = BrokerID(rawValue: try reader.int32())
        if version >= 2 { brokerEpoch = BrokerEpoch(rawValue: try reader.int64()) }
        if version >= 3 { try reader.skipTaggedFields() }
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 3 else { throw EncodeError(message: "ControlledShutdownRequest", field: "version", version: version) }
        writer.int32(brokerId.rawValue)
        if version >= 2 {
            writer.int64(brokerEpoch.rawValue)
        }
        if version >= 3 { writer.unsignedVarint(0) }
    }
}
