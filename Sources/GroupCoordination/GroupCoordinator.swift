import KafkaModel
import KafkaProtocol
import Scheduling

/// The coordinator of consumer groups with the classic protocol: one entry for each request, callable
/// from any thread. Answers come once, on the loop that owns the groups, at once or when others have
/// joined, the leader has assigned, or the log has the records (Kafka: GroupCoordinator).
///
/// Rights, and whether topics exist, are checked before: the broker passes in the partitions that it
/// refuses, and they are answered as it says.
package final class GroupCoordinator: Sendable {
    private let loop: any EventLoop
    private let shard: GroupShard

    package init(_ environment: GroupCoordinatorEnvironment) {
        loop = environment.loop
        shard = GroupShard(environment)
    }

    private func onLoop(_ job: @escaping @Sendable (GroupShard) -> Void) {
        if loop.isCurrent {
            shard.perform(job)
        } else {
            loop.execute { [shard] in shard.perform(job) }
        }
    }

    // MARK: Life

    /// Begins to answer. `partitionCount` is that of the topic of offsets, or, while there is none,
    /// the one that it will be created with. Until then requests get `COORDINATOR_NOT_AVAILABLE`.
    package func start(partitionCount: Int32) {
        precondition(partitionCount > 0)
        onLoop { $0.start(partitionCount: partitionCount) }
    }

    /// Ends timers; requests get `COORDINATOR_NOT_AVAILABLE`.
    package func stop() {
        onLoop { $0.stop() }
    }

    /// This broker leads a partition of the topic of offsets. Repeated and older orders change
    /// nothing.
    package func becomeLeader(of partition: Int32, epoch: LeaderEpoch) {
        onLoop { $0.becomeLeader(of: partition, epoch: epoch) }
    }

    /// This broker follows in, or (without an epoch) no longer has, a partition of the topic of
    /// offsets.
    package func resign(_ partition: Int32, epoch: LeaderEpoch?) {
        onLoop { $0.resign(partition, epoch: epoch) }
    }

    /// Partitions have been deleted: their offsets go.
    package func partitionsDeleted(_ partitions: [TopicPartition]) {
        onLoop { $0.partitionsDeleted(partitions) }
    }

    /// A marker was written to a partition of the topic of offsets.
    package func transactionEnded(
        of producer: ProducerID, in partition: Int32, isCommitted: Bool
    ) {
        onLoop { $0.transactionEnded(producer, in: partition, isCommitted: isCommitted) }
    }

    // MARK: Membership

    package func join(
        _ request: JoinGroupRequest, version: Int16, client: GroupClient,
        completion: @escaping @Sendable (JoinGroupResponse) -> Void
    ) {
        onLoop { shard in
            shard.join(
                JoinAttempt(request, version: version, client: client) { outcome in
                    completion(outcome.response(version: version))
                })
        }
    }

    package func sync(
        _ request: SyncGroupRequest, version: Int16,
        completion: @escaping @Sendable (SyncGroupResponse) -> Void
    ) {
        onLoop { shard in
            shard.sync(request) { completion($0.response(version: version)) }
        }
    }

    package func heartbeat(
        _ request: HeartbeatRequest,
        completion: @escaping @Sendable (HeartbeatResponse) -> Void
    ) {
        onLoop { completion(HeartbeatResponse(errorCode: $0.heartbeat(request))) }
    }

    package func leave(
        _ request: LeaveGroupRequest, version: Int16,
        completion: @escaping @Sendable (LeaveGroupResponse) -> Void
    ) {
        onLoop { completion($0.leave(request, version: version)) }
    }

    // MARK: Offsets

    /// Version 0 keeps offsets in ZooKeeper and is not served here.
    package func commit(
        _ request: OffsetCommitRequest, refused: [TopicPartition: ErrorCode] = [:],
        completion: @escaping @Sendable (OffsetCommitResponse) -> Void
    ) {
        onLoop { shard in
            shard.commit(OffsetCommitAttempt(request, now: shard.now, refused: refused)) {
                completion(request.response($0))
            }
        }
    }

    package func commit(
        _ request: TxnOffsetCommitRequest, version: Int16,
        refused: [TopicPartition: ErrorCode] = [:],
        completion: @escaping @Sendable (TxnOffsetCommitResponse) -> Void
    ) {
        onLoop { shard in
            shard.commit(OffsetCommitAttempt(request, now: shard.now, refused: refused)) {
                completion(request.response($0, version: version))
            }
        }
    }

    /// Version 0 reads from ZooKeeper and is not served here.
    package func fetchOffsets(
        _ request: OffsetFetchRequest, version: Int16,
        completion: @escaping @Sendable (OffsetFetchResponse) -> Void
    ) {
        onLoop { completion($0.fetchOffsets(request, version: version)) }
    }

    package func deleteOffsets(
        _ request: OffsetDeleteRequest, refused: [TopicPartition: ErrorCode] = [:],
        completion: @escaping @Sendable (OffsetDeleteResponse) -> Void
    ) {
        onLoop { $0.deleteOffsets(request, refused: refused, completion: completion) }
    }

    // MARK: Administration

    package func describe(
        _ request: DescribeGroupsRequest,
        completion: @escaping @Sendable (DescribeGroupsResponse) -> Void
    ) {
        onLoop { completion($0.describe(request)) }
    }

    package func list(
        _ request: ListGroupsRequest,
        completion: @escaping @Sendable (ListGroupsResponse) -> Void
    ) {
        onLoop { completion($0.list(request)) }
    }

    package func delete(
        _ request: DeleteGroupsRequest,
        completion: @escaping @Sendable (DeleteGroupsResponse) -> Void
    ) {
        onLoop { completion($0.delete(request)) }
    }
}
