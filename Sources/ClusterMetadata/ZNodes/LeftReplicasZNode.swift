import KafkaModel

/// `/needletail/left_replicas/<broker>/<topic id>`: replicas that the broker still has to delete,
/// because their topic was deleted or they were moved away. Kafka does not know the node, and need not.
package struct LeftReplicasZNode: Equatable, Sendable {
    package static let root = "/needletail/left_replicas"

    package var topic: String
    /// Ascending.
    package var partitions: [Int32]

    package init(topic: String, partitions: [Int32]) {
        self.topic = topic
        self.partitions = partitions
    }

    package static func path(_ broker: BrokerID, _ topicID: UUID) -> String {
        "\(root)/\(broker)/\(topicID)"
    }

    package init(decoding data: [UInt8]?) throws(ZNodeDecodeError) {
        let json = try JSONValue.decode(data)
        topic = try json.string("topic")
        partitions = []
        for element in try json.array("partitions") {
            guard case .integer(let number) = element, let partition = Int32(exactly: number),
                partition >= 0
            else { throw .invalidField("partitions") }
            partitions.append(partition)
        }
    }

    package func encode() -> [UInt8] {
        JSONValue.object([
            .init("version", .integer(1)), .init("topic", .string(topic)),
            .init("partitions", .array(partitions.map { JSONValue($0) })),
        ]).encoded()
    }
}
