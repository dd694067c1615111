import KafkaModel
import Replication

/// Passes on that this broker leads a partition or no longer does.
struct RoleChanges: LeadershipObserver {
    func becameLeader(_ partition: Partition, epoch: LeaderEpoch) {}
    func resigned(_ partition: TopicPartition, epoch: LeaderEpoch) {}
}
