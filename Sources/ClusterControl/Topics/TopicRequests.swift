import KafkaModel

/// A topic that somebody wants.
package struct TopicCreation: Equatable, Sendable {
    package var name: String
    /// -1 for `num.partitions`.
    package var partitionCount: Int32
    /// -1 for `default.replication.factor`.
    package var replicationFactor: Int16
    /// By partition number; empty to let the broker choose.
    package var assignments: [(partition: Int32, replicas: [BrokerID])]
    package var configs: [(key: String, value: String?)]

    package init(
        name: String, partitionCount: Int32 = -1, replicationFactor: Int16 = -1,
        assignments: [(partition: Int32, replicas: [BrokerID])] = [],
        configs: [(key: String, value: String?)] = []
    ) {
        self.name = name
        self.partitionCount = partitionCount
        self.replicationFactor = replicationFactor
        self.assignments = assignments
        self.configs = configs
    }

    package static func == (a: TopicCreation, b: TopicCreation) -> Bool {
        a.name == b.name && a.partitionCount == b.partitionCount
            && a.replicationFactor == b.replicationFactor
            && a.assignments.elementsEqual(b.assignments, by: ==)
            && a.configs.elementsEqual(b.configs, by: ==)
    }
}

/// A topic that was created, or would have been.
package struct CreatedTopic: Equatable, Sendable {
    package var topicID: UUID
    package var partitionCount: Int32
    package var replicationFactor: Int16
}

/// More partitions for a topic.
package struct PartitionCreation: Equatable, Sendable {
    package var topic: String
    /// How many there shall be in all.
    package var totalCount: Int32
    /// The replicas of each new partition; `nil` to let the broker choose.
    package var assignments: [[BrokerID]]?

    package init(topic: String, totalCount: Int32, assignments: [[BrokerID]]? = nil) {
        self.topic = topic
        self.totalCount = totalCount
        self.assignments = assignments
    }
}

/// Why a change of topics was refused, as clients are told.
package struct TopicError: Error, Equatable, Sendable {
    package var code: ErrorCode
    package var message: String?

    package init(_ code: ErrorCode, _ message: String? = nil) {
        self.code = code
        self.message = message
    }
}
