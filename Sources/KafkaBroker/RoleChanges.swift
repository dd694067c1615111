import GroupCoordination
import KafkaModel
import Replication

/// Tells the coordinators when this broker leads a partition of their topics, or no longer does.
struct RoleChanges: LeadershipObserver {
    let groups: GroupCoordinator

    func becameLeader(_ partition: Partition, epoch: LeaderEpoch) {
        let id = partition.topicPartition
        if id.topic == TopicName.consumerOffsets {
            groups.becomeLeader(of: id.partition, epoch: epoch)
        }
    }

    func resigned(_ partition: TopicPartition, epoch: LeaderEpoch?) {
        if partition.topic == TopicName.consumerOffsets {
            groups.resign(partition.partition, epoch: epoch)
        }
    }
}
