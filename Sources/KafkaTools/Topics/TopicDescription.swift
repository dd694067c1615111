import KafkaModel

/// A topic as `topics --describe` shows it.
package struct TopicDescription: Equatable, Sendable {
    package var name: String
    package var id: UUID
    package var partitions: [PartitionDescription]
    /// Settings that differ from the default, in the order to print.
    package var configs: [ConfigSetting] = []
    package var isMarkedForDeletion = false

    package init(name: String, id: UUID, partitions: [PartitionDescription]) {
        self.name = name
        self.id = id
        self.partitions = partitions
    }

    /// `Topic: <name>` and the numbers of the whole topic.
    package var summaryLine: String {
        var line = "Topic: \(name)"
        if !id.isZero { line += "\tTopicId: \(id)" }
        line += "\tPartitionCount: \(partitions.count)"
        line += "\tReplicationFactor: \(partitions.first?.replicationFactor ?? 0)"
        line += "\tConfigs: " + configs.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
        return line + deletionMark
    }

    /// The line of one partition; brokers of a cluster with ZooKeeper know nothing of eligible
    /// leader replicas, which newer tools print all the same.
    package func line(of partition: PartitionDescription, withEligibleReplicas: Bool) -> String {
        var line = "\tTopic: \(name)\tPartition: \(partition.index)"
        line += "\tLeader: " + (partition.leader.map(\.description) ?? "none")
        line += "\tReplicas: " + text(partition.replicas)
        line += "\tIsr: " + text(partition.inSyncReplicas)
        if let change = partition.reassignment {
            line += "\tAdding Replicas: " + text(change.adding)
            line += "\tRemoving Replicas: " + text(change.removing)
        }
        if withEligibleReplicas { line += "\tElr: N/A\tLastKnownElr: N/A" }
        return line + deletionMark
    }

    private var deletionMark: String { isMarkedForDeletion ? "\tMarkedForDeletion: true" : "" }

    private func text(_ brokers: [BrokerID]) -> String {
        brokers.map(\.description).joined(separator: ",")
    }
}

package struct PartitionDescription: Equatable, Sendable {
    package var index: Int32
    package var leader: BrokerID?
    package var replicas: [BrokerID]
    package var inSyncReplicas: [BrokerID]
    package var reassignment: Reassignment?

    package struct Reassignment: Equatable, Sendable {
        package var adding: [BrokerID]
        package var removing: [BrokerID]

        package init(adding: [BrokerID], removing: [BrokerID]) {
            self.adding = adding
            self.removing = removing
        }
    }

    package init(
        index: Int32, leader: BrokerID?, replicas: [BrokerID], inSyncReplicas: [BrokerID],
        reassignment: Reassignment? = nil
    ) {
        self.index = index
        self.leader = leader
        self.replicas = replicas
        self.inSyncReplicas = inSyncReplicas
        self.reassignment = reassignment
    }

    /// Replicas, without those that a reassignment is only just adding.
    package var replicationFactor: Int {
        replicas.count - (reassignment?.adding.count ?? 0)
    }
}

package struct ConfigSetting: Equatable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// Which lines `--describe` prints: everything, or only topics or partitions of some kind.
package struct DescribeFilter: Sendable, Equatable {
    package var underReplicated = false
    package var unavailable = false
    package var underMinimumInSync = false
    package var atMinimumInSync = false
    package var withOverrides = false

    package init() {}

    init(_ options: Options) {
        underReplicated = options.has("under-replicated-partitions")
        unavailable = options.has("unavailable-partitions")
        underMinimumInSync = options.has("under-min-isr-partitions")
        atMinimumInSync = options.has("at-min-isr-partitions")
        withOverrides = options.has("topics-with-overrides")
    }

    private var filtersPartitions: Bool {
        underReplicated || unavailable || underMinimumInSync || atMinimumInSync
    }

    package func showsSummary(of topic: TopicDescription) -> Bool {
        !filtersPartitions && (!withOverrides || !topic.configs.isEmpty)
    }

    /// `liveBrokers` are those that answer; `minimumInSync` is the topic's `min.insync.replicas`.
    package func shows(
        _ partition: PartitionDescription, liveBrokers: Set<BrokerID>, minimumInSync: Int
    ) -> Bool {
        let inSync = partition.inSyncReplicas.count
        if !filtersPartitions { return !withOverrides }
        if underReplicated, inSync < partition.replicationFactor { return true }
        if unavailable, partition.leader.map({ !liveBrokers.contains($0) }) ?? true { return true }
        if underMinimumInSync, partition.leader == nil || inSync < minimumInSync { return true }
        return atMinimumInSync && inSync == minimumInSync
    }
}
