import KafkaModel

/// A list of partitions, in two kinds of node: `/isr_change_notification/isr_change_<seq>`, with
/// which leaders below IBP 2.7-IV2 tell the controller what they wrote, and
/// `/admin/preferred_replica_election`, with which an old tool asks for an election.
package struct PartitionListZNode: Equatable, Sendable {
    /// The counter is added by ZooKeeper.
    package static let isrChangePrefix = "\(MetadataPath.isrChanges)/isr_change_"
    package static let preferredElectionPath = "/admin/preferred_replica_election"

    package var partitions: [TopicPartition]

    package init(_ partitions: [TopicPartition]) { self.partitions = partitions }

    package init(decoding data: [UInt8]?) throws(ZNodeDecodeError) {
        let json = try JSONValue.decode(data)
        partitions = []
        for element in try json.array("partitions") {
            partitions.append(
                TopicPartition(try element.string("topic"), try element.int32("partition")))
        }
    }

    package func encode() -> [UInt8] {
        let elements = partitions.map { partition in
            JSONValue.object([
                .init("topic", .string(partition.topic)),
                .init("partition", JSONValue(partition.partition)),
            ])
        }
        return JSONValue.object([
            .init("version", .integer(1)), .init("partitions", .array(elements)),
        ]).encoded()
    }
}
