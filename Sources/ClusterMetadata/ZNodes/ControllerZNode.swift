import KafkaModel

/// `/controller`: who is controller. Ephemeral, so that it goes with its owner.
package struct ControllerZNode: Equatable, Sendable {
    package static let path = "/controller"

    package var brokerID: BrokerID
    /// Milliseconds since 1970.
    package var timestamp: Int64
    /// Above 0 while a KRaft controller migrates the cluster, which Needletail does not join.
    /// `nil` for brokers up to 3.3, which do not write it.
    package var kraftControllerEpoch: Int32?

    package init(brokerID: BrokerID, timestamp: Int64, kraftControllerEpoch: Int32? = -1) {
        self.brokerID = brokerID
        self.timestamp = timestamp
        self.kraftControllerEpoch = kraftControllerEpoch
    }

    package init(decoding data: [UInt8]?) throws(ZNodeDecodeError) {
        let json = try JSONValue.decode(data)
        brokerID = BrokerID(try json.int32("brokerid"))
        timestamp = json["timestamp"] == nil ? 0 : try json.int64Text("timestamp")
        kraftControllerEpoch = try json.optionalInt32("kraftControllerEpoch")
    }

    package func encode() -> [UInt8] {
        var members: [JSONValue.Member] = [
            .init("version", .integer(kraftControllerEpoch == nil ? 1 : 2)),
            .init("brokerid", JSONValue(brokerID.rawValue)),
            .init("timestamp", .string(String(timestamp))),
        ]
        if let kraftControllerEpoch {
            members.append(.init("kraftControllerEpoch", JSONValue(kraftControllerEpoch)))
        }
        return JSONValue.object(members).encoded()
    }
}
