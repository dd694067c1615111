import ClusterMetadata
import Configuration
import KafkaModel
import Platform
import Storage
import ZooKeeperClient

/// Who this broker is, and to which cluster it belongs.
package struct BrokerIdentity: Equatable, Sendable {
    package var brokerID: BrokerID
    package var clusterID: String
}

extension BrokerIdentity {
    /// Settles both between the configuration, the log directories and ZooKeeper. What the
    /// directories say may not be contradicted: their data are of that broker of that cluster.
    /// Source: zookeeper-layout, section 5.
    static func settle(
        _ config: BrokerIdentityConfig, stored: LogDirectoryIdentity?, _ store: ClusterIDStore,
        random: any RandomSource, steps: StartSteps
    ) async throws(BrokerStartError) -> BrokerIdentity {
        let clusterID = try await steps.run { () async throws(ClusterMetadataError) in
            try await store.createOrRead(random)
        }
        if let known = stored?.clusterID, known != clusterID {
            throw BrokerStartError(
                "the log directories belong to cluster \(known) (meta.properties), but "
                    + "zookeeper.connect leads to cluster \(clusterID)")
        }
        if let id = config.id, let known = stored?.brokerID, known != id {
            throw BrokerStartError(
                "broker.id is \(id), but the log directories belong to broker \(known) "
                    + "(meta.properties)")
        }
        if let known = config.id ?? stored?.brokerID {
            return BrokerIdentity(brokerID: known, clusterID: clusterID)
        }
        guard config.isGenerated else {
            throw BrokerStartError(
                "broker.id is not set, and broker.id.generation.enable is false")
        }
        let drawn = try await steps.run { () async throws(ClusterMetadataError) in
            try await store.generateBrokerID(reservedMaximum: config.reservedMaximumID)
        }
        return BrokerIdentity(brokerID: drawn, clusterID: clusterID)
    }
}
