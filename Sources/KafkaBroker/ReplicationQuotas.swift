import Configuration
import KafkaModel
import Platform
import Replication

/// The two limits of replication traffic of this broker, by the settings in force (KIP-73).
struct ReplicationQuotas: Sendable {
    /// What leaders here send.
    let leader: ReplicationQuota
    /// What followers here fetch.
    let follower: ReplicationQuota

    init(_ cluster: ClusterParts, _ time: any TimeSource) {
        let configuration = cluster.configuration
        let settings = configuration.broker.replication
        func quota(
            _ rate: @escaping @Sendable (ReplicationConfig) -> Int64,
            _ replicas: @escaping @Sendable () -> ThrottledReplicas
        ) -> ReplicationQuota {
            ReplicationQuota(
                brokerID: cluster.identity.brokerID, samples: settings.quotaSamples,
                of: settings.quotaSampleLength, time: time,
                limit: { rate(configuration.broker.replication) }, replicas: replicas)
        }
        leader = quota({ $0.leaderThrottledRate }) { configuration.throttledReplicas.leader }
        follower = quota({ $0.followerThrottledRate }) { configuration.throttledReplicas.follower }
    }
}
