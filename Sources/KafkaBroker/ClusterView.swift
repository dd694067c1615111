import KafkaModel

/// What a broker knows of the cluster at one moment: the controller, the live brokers and every
/// partition's leader, as the controller last told it by UpdateMetadata. A value: whoever reads it
/// sees one consistent state.
package struct ClusterView: Sendable {
    package struct Broker: Sendable, Equatable {
        package var id: BrokerID
        package var rack: String?
        /// By listener name.
        package var endpoints: [String: Endpoint]

        package struct Endpoint: Sendable, Equatable {
            package var host: String
            package var port: Int32

            package init(host: String, port: Int32) {
                self.host = host
                self.port = port
            }
        }

        package init(id: BrokerID, rack: String?, endpoints: [String: Endpoint]) {
            self.id = id
            self.rack = rack
            self.endpoints = endpoints
        }
    }

    package struct Partition: Sendable, Equatable {
        package var leader: BrokerID
        package var leaderEpoch: LeaderEpoch
        package var controllerEpoch: ControllerEpoch
        package var partitionEpoch: PartitionEpoch
        package var replicas: [BrokerID]
        package var inSyncReplicas: [BrokerID]
        /// As the controller reported them; ``ClusterView/offlineReplicas(of:listener:)`` adds the
        /// brokers that have gone since.
        package var offlineReplicas: [BrokerID]

        package init(
            leader: BrokerID, leaderEpoch: LeaderEpoch, controllerEpoch: ControllerEpoch,
            partitionEpoch: PartitionEpoch, replicas: [BrokerID], inSyncReplicas: [BrokerID],
            offlineReplicas: [BrokerID]
        ) {
            self.leader = leader
            self.leaderEpoch = leaderEpoch
            self.controllerEpoch = controllerEpoch
            self.partitionEpoch = partitionEpoch
            self.replicas = replicas
            self.inSyncReplicas = inSyncReplicas
            self.offlineReplicas = offlineReplicas
        }
    }

    package struct Topic: Sendable, Equatable {
        /// ``UUID/zero`` in a cluster that gives no topic ids.
        package var id: UUID
        package var partitions: [Int32: Partition]

        package init(id: UUID, partitions: [Int32: Partition]) {
            self.id = id
            self.partitions = partitions
        }
    }

    package var controller: BrokerID = .none
    package var controllerEpoch: ControllerEpoch = .initial
    package var brokers: [BrokerID: Broker] = [:]
    package var topics: [String: Topic] = [:]
    package var topicNames: [UUID: String] = [:]

    package init() {}

    package func partition(_ partition: TopicPartition) -> Partition? {
        topics[partition.topic]?.partitions[partition.partition]
    }

    /// `UNKNOWN_TOPIC_OR_PARTITION` for each of `partitions` that is not there.
    func refusals(of partitions: some Sequence<TopicPartition>) -> [TopicPartition: ErrorCode] {
        var refusals: [TopicPartition: ErrorCode] = [:]
        for id in partitions where partition(id) == nil { refusals[id] = .unknownTopicOrPartition }
        return refusals
    }

    package func isAlive(_ broker: BrokerID) -> Bool { brokers[broker] != nil }

    /// Whether the controller has told of the cluster since the broker started.
    package var isInformed: Bool { !brokers.isEmpty }

    /// Live brokers in order of their ids.
    package var liveBrokers: [Broker] { brokers.values.sorted { $0.id < $1.id } }

    /// Replicas that a client of `listener` cannot reach, in the order of the replica list.
    package func offlineReplicas(of partition: Partition, listener: String) -> [BrokerID] {
        partition.replicas.filter { replica in
            partition.offlineReplicas.contains(replica)
                || brokers[replica]?.endpoints[listener] == nil
        }
    }
}
