/// How a leader chooses the replica that a consumer should read from (`replica.selector.class`,
/// KIP-392). The classes that come with Kafka; others cannot be loaded.
package enum ReplicaSelector: String, CaseIterable, Sendable {
    /// Always the leader.
    case leader = "org.apache.kafka.common.replica.LeaderSelector"
    /// A replica in the rack of the consumer (`client.rack`), if there is one.
    case rackAware = "org.apache.kafka.common.replica.RackAwareReplicaSelector"
}
