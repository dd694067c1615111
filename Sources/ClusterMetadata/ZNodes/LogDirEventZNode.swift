import KafkaModel

/// `/log_dir_event_notification/log_dir_event_<seq>`: a broker lost a log directory.
package struct LogDirEventZNode: Equatable, Sendable {
    /// The counter is added by ZooKeeper.
    package static let pathPrefix = "\(MetadataPath.logDirEvents)/log_dir_event_"

    package var brokerID: BrokerID

    package init(brokerID: BrokerID) { self.brokerID = brokerID }

    package init(decoding data: [UInt8]?) throws(ZNodeDecodeError) {
        brokerID = BrokerID(try JSONValue.decode(data).int32("broker"))
    }

    /// The only kind of event is 1, a failure.
    package func encode() -> [UInt8] {
        JSONValue.object([
            .init("version", .integer(1)), .init("broker", JSONValue(brokerID.rawValue)),
            .init("event", .integer(1)),
        ]).encoded()
    }
}
