import KafkaModel

/// The fixed places of the ZooKeeper layout. Paths of single nodes stand with their types.
package enum MetadataPath {
    package static let brokerIDs = "/brokers/ids"
    package static let brokerSequence = "/brokers/seqid"
    package static let topics = "/brokers/topics"
    package static let topicConfigs = "/config/topics"
    package static let brokerConfigs = "/config/brokers"
    package static let clientConfigs = "/config/clients"
    package static let userConfigs = "/config/users"
    package static let ipConfigs = "/config/ips"
    package static let configChanges = "/config/changes"
    package static let topicDeletions = "/admin/delete_topics"
    package static let isrChanges = "/isr_change_notification"
    package static let logDirEvents = "/log_dir_event_notification"
    package static let consumers = "/consumers"

    /// What every broker creates at start, in Kafka's order. Persistent, without data.
    package static let createdAtStart = [
        consumers, brokerIDs, topics, configChanges, topicDeletions, brokerSequence, isrChanges,
        ProducerIDBlockZNode.path, logDirEvents, topicConfigs, clientConfigs, userConfigs,
        brokerConfigs, ipConfigs,
    ]

    package static func topicDeletion(_ topic: String) -> String { "\(topicDeletions)/\(topic)" }
    package static func topicConfig(_ topic: String) -> String { "\(topicConfigs)/\(topic)" }

    package static func partitions(_ topic: String) -> String { "\(topics)/\(topic)/partitions" }
    package static func partition(_ partition: TopicPartition) -> String {
        "\(partitions(partition.topic))/\(partition.partition)"
    }

    /// Where consumers from before 0.9, and OffsetCommit v0, keep an offset: decimal text.
    package static func consumerOffset(group: String, _ partition: TopicPartition) -> String {
        "\(consumers)/\(group)/offsets/\(partition.topic)/\(partition.partition)"
    }

    /// The path above; `nil` for a node at the top.
    package static func parent(_ path: String) -> String? {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return nil }
        return String(path[..<slash])
    }

    /// The counter at the end of a sequential node's name; `nil` without one.
    package static func sequence(_ name: String) -> Int64? {
        guard let separator = name.lastIndex(of: "_") else { return nil }
        return Int64(name[name.index(after: separator)...])
    }
}
