// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import Bytes
import KafkaModel

/// The request of AllocateProducerIds (API 67), version 0, flexible from 0 on.
package struct AllocateProducerIdsRequest: RequestMessage {
    package typealias Response = AllocateProducerIdsResponse
    package static var apiKey: APIKey { .allocateProducerIds }
    package static var validVersions: ClosedRange<Int16> { 0...0 }
    package static var firstFlexibleVersion: Int16? { 0 }

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
        guard version >= 0 && version <= 0 else { throw .unsupportedVersion(version) }
        brokerId = BrokerID(rawValue: try reader.int32())
        brokerEpoch = BrokerEpoch(rawValue: try reader.int64())
        try reader.skipTaggedFields()
    }

    package func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError) {
        guard version >= 0 && version <= 0 else { throw EncodeError(message: "AllocateProducerIdsRequest", field: "version", version: version) }
        writer.int32(brokerId.rawValue)
        writer.int64(brokerEpoch.rawValue)
        writer.unsignedVarint(0)
    }
}
