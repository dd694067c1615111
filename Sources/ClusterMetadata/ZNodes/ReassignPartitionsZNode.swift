import KafkaModel

/// `/admin/reassign_partitions`: orders of an old tool to move replicas.
package struct ReassignPartitionsZNode: Equatable, Sendable {
    package static let path = "/admin/reassign_partitions"

    package struct Move: Equatable, Sendable {
        package var partition: TopicPartition
        package var replicas: [BrokerID]

        package init(_ partition: TopicPartition, to replicas: [BrokerID]) {
            self.partition = partition
            self.replicas = replicas
        }
    }

    package var moves: [Move]

    package init(_ moves: [Move]) { self.moves = moves }

    package init(decoding data: [UInt8]?) throws(ZNodeDecodeError) {
        moves = []
        for element in try JSONValue.decode(data).array("partitions") {
            let partition = TopicPartition(
                try element.string("topic"), try element.int32("partition"))
            moves.append(Move(partition, to: try element.brokerIDs("replicas")))
        }
    }

    package func encode() -> [UInt8] {
        let elements = moves.map { move in
            JSONValue.object([
                .init("topic", .string(move.partition.topic)),
                .init("partition", JSONValue(move.partition.partition)),
                .init("replicas", JSONValue.brokerIDs(move.replicas)),
            ])
        }
        return JSONValue.object([
            .init("version", .integer(1)), .init("partitions", .array(elements)),
        ]).encoded()
    }
}
