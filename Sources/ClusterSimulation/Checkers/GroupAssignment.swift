import Bytes
import KafkaModel
import KafkaProtocol

/// What the members of a simulated group tell each other, in the form of Kafka's consumers.
enum GroupAssignment {
    private static let version: Int16 = 1

    static func subscription(to topics: [String]) -> [UInt8] {
        encode(ConsumerProtocolSubscription(topics: topics))
    }

    static func bytes(_ partitions: [TopicPartition]) -> [UInt8] {
        encode(
            ConsumerProtocolAssignment(
                assignedPartitions: partitions.map {
                    .init(topic: $0.topic, partitions: [$0.partition])
                }))
    }

    /// None for what cannot be read.
    static func partitions(in assignment: [UInt8]) -> [TopicPartition] {
        var reader = ByteReader(copying: assignment)
        guard let version = try? reader.int16(),
            let read = try? ConsumerProtocolAssignment(from: &reader, version: version)
        else { return [] }
        return read.assignedPartitions.flatMap { topic in
            topic.partitions.map { TopicPartition(topic.topic, $0) }
        }
    }

    /// Gives the partitions to the members in turn.
    static func divide(_ partitions: [TopicPartition], among members: [String])
        -> [SyncGroupRequest.SyncGroupRequestAssignment]
    {
        members.enumerated().map { place, member in
            let own = partitions.indices.filter { $0 % members.count == place }
            return .init(memberId: member, assignment: bytes(own.map { partitions[$0] }))
        }
    }

    private static func encode(_ message: some WireMessage) -> [UInt8] {
        var writer = ByteWriter()
        writer.int16(version)
        // Refused are texts beyond the format's bounds, which no topic's name is.
        guard (try? message.encode(to: &writer, version: version)) != nil else { return [] }
        return writer.finish().array
    }
}
