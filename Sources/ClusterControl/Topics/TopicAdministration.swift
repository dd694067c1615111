import ClusterMetadata
import KafkaModel
import Platform
import ZooKeeperClient

/// Carries out what clients ask about topics by writing znodes; the controller, which may be another
/// broker, hears of them by its watches.
///
/// CreateTopics and its kin come to the active controller's broker, creation of topics on demand to
/// any. Callable from any task. Waiting until brokers know the change is the caller's.
package struct TopicAdministration: Sendable {
    /// What the broker's configuration says; read for each request, since it may change.
    package struct Defaults: Sendable {
        /// `num.partitions`.
        package var partitionCount: Int32
        /// `default.replication.factor`.
        package var replicationFactor: Int16
        package var protocolVersion: InterBrokerProtocolVersion
        /// `delete.topic.enable`.
        package var allowsTopicDeletion: Bool

        package init(
            partitionCount: Int32 = 1, replicationFactor: Int16 = 1,
            protocolVersion: InterBrokerProtocolVersion = .default,
            allowsTopicDeletion: Bool = true
        ) {
            self.partitionCount = partitionCount
            self.replicationFactor = replicationFactor
            self.protocolVersion = protocolVersion
            self.allowsTopicDeletion = allowsTopicDeletion
        }
    }

    /// Checks the settings of a topic; throws INVALID_CONFIG with the reason.
    package typealias ConfigCheck =
        @Sendable (_ topic: String, _ configs: [(key: String, value: String)]) throws(TopicError) ->
        Void

    private let store: ClusterStore
    private let topics: TopicStore
    private let random: any RandomSource
    private let defaults: @Sendable () -> Defaults
    private let checkConfig: ConfigCheck

    package init(
        _ store: ClusterStore, random: any RandomSource,
        defaults: @escaping @Sendable () -> Defaults, checkConfig: @escaping ConfigCheck
    ) {
        self.store = store
        self.topics = TopicStore(store)
        self.random = random
        self.defaults = defaults
        self.checkConfig = checkConfig
    }

    /// Creates a topic. With `validateOnly` nothing is written.
    ///
    /// - Parameter brokers: the live brokers.
    package func createTopic(
        _ creation: TopicCreation, brokers: [PlacementBroker], validateOnly: Bool = false
    ) async throws(TopicError) -> CreatedTopic {
        try await checkName(creation.name)
        let configs = try checkedConfigs(creation)
        let defaults = self.defaults()
        let assignments = try TopicAssignment.ofNewTopic(
            creation,
            partitionCount: creation.partitionCount == -1
                ? defaults.partitionCount : creation.partitionCount,
            replicationFactor: creation.replicationFactor == -1
                ? defaults.replicationFactor : creation.replicationFactor,
            brokers: brokers, random: { random.next(below: $0) })
        try checkConfig(creation.name, configs)
        let id = defaults.protocolVersion.usesTopicIDs ? UUID.random { random.next() } : nil
        if !validateOnly {
            let znode = TopicZNode(
                topicID: id,
                assignments: Dictionary(
                    assignments.map { ($0.partition, ReplicaAssignment($0.replicas)) },
                    uniquingKeysWith: { $1 }))
            let isNew = try await told { () async throws(ClusterMetadataError) in
                try await topics.create(creation.name, znode, ConfigZNode(configs))
            }
            guard isNew else { throw Self.exists(creation.name) }
        }
        return CreatedTopic(
            topicID: validateOnly ? .zero : id ?? .zero, partitionCount: Int32(assignments.count),
            replicationFactor: Int16(clamping: assignments.first?.replicas.count ?? 0))
    }

    /// Gives a topic more partitions.
    ///
    /// - Parameter brokers: the live brokers.
    package func createPartitions(
        _ creation: PartitionCreation, brokers: [PlacementBroker], validateOnly: Bool = false
    ) async throws(TopicError) {
        let name = creation.topic
        if try await isMarkedForDeletion(name) {
            throw TopicError(.invalidTopicException, "The topic is queued for deletion.")
        }
        guard
            var znode = try await told({ () async throws(ClusterMetadataError) in
                try await store.topic(name)
            })
        else { throw TopicError(.unknownTopicOrPartition, "The topic '\(name)' does not exist.") }
        guard !znode.assignments.values.contains(where: \.isBeingReassigned) else {
            throw TopicError(
                .reassignmentInProgress,
                "A partition reassignment is in progress for the topic '\(name)'.")
        }
        let new = try TopicAssignment.ofNewPartitions(
            creation, existing: znode.assignments.mapValues(\.replicas), brokers: brokers)
        if validateOnly { return }
        for (partition, replicas) in new {
            znode.assignments[partition] = ReplicaAssignment(replicas)
        }
        let grown = znode
        try await told { () async throws(ClusterMetadataError) in
            try await topics.addPartitions(name, grown)
        }
    }

    /// Asks for the deletion of a topic that exists. Asking again is no error.
    package func deleteTopic(_ name: String) async throws(TopicError) {
        guard defaults().allowsTopicDeletion else {
            throw TopicError(.topicDeletionDisabled, "Topic deletion is disabled.")
        }
        let exists = try await told { () async throws(ClusterMetadataError) in
            try await store.topicExists(name)
        }
        guard exists else { throw TopicError(.unknownTopicOrPartition) }
        _ = try await told { () async throws(ClusterMetadataError) in
            try await topics.requestDeletion(name)
        }
    }
}

extension TopicAdministration {
    /// Throws if the name is not legal, taken, or too near to one that is taken.
    private func checkName(_ name: String) async throws(TopicError) {
        if let fault = TopicName.problem(of: name) {
            throw TopicError(.invalidTopicException, fault)
        }
        if try await isMarkedForDeletion(name) {
            throw TopicError(.topicAlreadyExists, "Topic '\(name)' is marked for deletion.")
        }
        let exists = try await told { () async throws(ClusterMetadataError) in
            try await store.topicExists(name)
        }
        if exists { throw Self.exists(name) }
        guard TopicName.hasCollisionCharacters(name) else { return }
        let all = try await told { () async throws(ClusterMetadataError) in
            try await store.topicNames()
        }
        let colliding = all.filter { TopicName.collide($0, name) }
        if colliding.isEmpty { return }
        throw TopicError(
            .invalidTopicException,
            "Topic '\(name)' collides with existing topics: \(colliding.joined(separator: ", "))")
    }

    private static func exists(_ name: String) -> TopicError {
        TopicError(.topicAlreadyExists, "Topic '\(name)' already exists.")
    }

    private func isMarkedForDeletion(_ name: String) async throws(TopicError) -> Bool {
        try await told { () async throws(ClusterMetadataError) in
            try await store.isMarkedForDeletion(name)
        }
    }

    private func checkedConfigs(_ creation: TopicCreation) throws(TopicError)
        -> [(key: String, value: String)]
    {
        let nulls = creation.configs.filter { $0.value == nil }.map(\.key)
        guard nulls.isEmpty else {
            throw TopicError(
                .invalidConfig,
                "Null value not supported for topic configs: \(nulls.joined(separator: ","))")
        }
        return creation.configs.map { (key: $0.key, value: $0.value ?? "") }
    }

    /// Runs reads and writes with errors as clients are told.
    private func told<T>(_ work: () async throws(ClusterMetadataError) -> T)
        async throws(TopicError) -> T
    {
        do throws(ClusterMetadataError) {
            return try await work()
        } catch {
            switch error {
            case .noController, .controllerMoved, .migratingToKRaft:
                throw TopicError(.notController, "There is no controller, or it changed.")
            default: throw TopicError(.unknownServerError, "ZooKeeper failed: \(error)")
            }
        }
    }
}
