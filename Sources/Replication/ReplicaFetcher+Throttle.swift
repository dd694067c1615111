import KafkaModel
import Platform

extension ReplicaFetcher {
    /// Leaves out throttled partitions that are not in sync while their quota is used up, and limits
    /// what is asked of them to what is left of it (KIP-73; Kafka: shouldFollowerThrottle).
    func admit(_ ready: [FollowedPartition]) -> (
        partitions: [FollowedPartition], limits: [TopicPartition: Int32]
    ) {
        guard let quota, let throttled = quota.throttled() else { return (ready, [:]) }
        var room = quota.room
        var admitted: [FollowedPartition] = []
        var limits: [TopicPartition: Int32] = [:]
        for followed in ready {
            if throttled.contains(followed.id), followed.partition.isBehindLeader {
                guard room > 0 else {
                    hold(followed, quota)
                    continue
                }
                let limit = min(Int(settings.maxBytesPerPartition), room)
                limits[followed.id] = Int32(clamping: limit)
                room -= limit
            }
            admitted.append(followed)
        }
        return (admitted, limits)
    }

    private func hold(_ followed: FollowedPartition, _ quota: ReplicationQuota) {
        let pause = min(max(quota.pause, Self.shortestPause), Self.longestPause)
        let due = time.monotonic() + pause
        note(followed) { $0.dueAt = due }
    }

    /// So that partitions that share what is left are not asked for one batch at a time.
    private static let shortestPause = Duration.milliseconds(50)
    /// So that a throttle that is lifted is soon forgotten.
    private static let longestPause = Duration.milliseconds(500)

    /// Counts what has come for a throttled partition, in sync or not.
    func count(_ bytes: Int, of partition: TopicPartition) {
        guard let quota, let throttled = quota.throttled(), throttled.contains(partition) else {
            return
        }
        quota.note(bytes)
    }
}
