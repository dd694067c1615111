import KafkaModel
import ZooKeeperClient

/// What brokers tell the controller by way of ZooKeeper: nodes with a counter in their name, which
/// the controller reads and removes.
extension ClusterStore {
    /// A log directory of a broker is lost; the controller will ask which replicas are.
    package func announceLogDirFailure(of broker: BrokerID) async throws(ClusterMetadataError) {
        try await announce(
            LogDirEventZNode.pathPrefix, LogDirEventZNode(brokerID: broker).encode())
    }

    /// A leader wrote other in-sync replicas itself (IBP below 2.7-IV2).
    package func announceISRChanges(_ partitions: [TopicPartition])
        async throws(ClusterMetadataError)
    {
        try await announce(
            PartitionListZNode.isrChangePrefix, PartitionListZNode(partitions).encode())
    }

    private func announce(_ prefix: String, _ data: [UInt8]) async throws(ClusterMetadataError) {
        _ = try await metadata { () async throws(ZooKeeperError) in
            try await zooKeeper.create(
                prefix, data, .persistentSequential, acl: .openUnsafe)
        }
    }
}
