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
        throw TopicError(.unknownServerError)
    }

    /// Gives a topic more partitions.
    package func createPartitions(
        _ creation: PartitionCreation, brokers: [PlacementBroker], validateOnly: Bool = false
    ) async throws(TopicError) {
        throw TopicError(.unknownServerError)
    }

    /// Asks for the deletion of a topic that exists. Asking again is no error.
    package func deleteTopic(_ name: String) async throws(TopicError) {
        throw TopicError(.unknownServerError)
    }
}
