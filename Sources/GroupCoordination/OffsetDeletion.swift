import CoordinatorRuntime
import KafkaModel
import KafkaProtocol

/// Deleting offsets: by request, and with their topics (group-and-transactions A1, A11).
extension GroupShard {
    /// `refused` holds partitions that the broker refuses for reasons of its own.
    func deleteOffsets(
        _ request: OffsetDeleteRequest, refused: [TopicPartition: ErrorCode],
        completion: @escaping @Sendable (OffsetDeleteResponse) -> Void
    ) {
        let (group, error) = groupForDeletion(request.groupId)
        guard let group, error == nil else {
            return completion(OffsetDeleteResponse(errorCode: error ?? .groupIdNotFound))
        }
        var results = refused
        var deletable: [TopicPartition] = []
        for topic in request.topics {
            for partition in topic.partitions {
                let id = TopicPartition(topic.name, partition.partitionIndex)
                guard results[id] == nil else { continue }
                if isSubscribed(group, to: topic.name) {
                    results[id] = .groupSubscribedToTopic
                } else {
                    results[id] = ErrorCode.none
                    deletable.append(id)
                }
            }
        }
        let (decided, removed) = (results, deletable)
        removeOffsets(removed, of: group) { error in
            guard let error else { return completion(request.response(decided)) }
            let failed = Dictionary(uniqueKeysWithValues: Set(removed).map { ($0, error) })
            completion(request.response(decided.merging(failed) { $1 }))
        }
        removeIfEmptied(group)
    }

    private func groupForDeletion(_ groupID: String) -> (ClassicGroup?, ErrorCode?) {
        if let error = obstacle(for: groupID) { return (nil, error) }
        guard let group = groups[groupID], group.state != .dead else {
            return (nil, .groupIdNotFound)
        }
        if group.state != .empty && group.protocolType != "consumer" {
            return (nil, .nonEmptyGroup)
        }
        return (group, nil)
    }

    /// Where the subscriptions are not known, every topic counts as subscribed.
    private func isSubscribed(_ group: ClassicGroup, to topic: String) -> Bool {
        guard group.state != .empty else { return false }
        return group.subscribedTopics?.contains(topic) ?? true
    }

    /// Partitions are gone from the cluster; so go their offsets.
    func partitionsDeleted(_ partitions: [TopicPartition]) {
        for id in groups.keys.sorted() {
            guard let group = groups[id], group.state != .dead else { continue }
            removeOffsets(partitions, of: group) { _ in }
            removeIfEmptied(group)
        }
    }

    /// Forgets offsets and writes their tombstones. What fails to be written is written again when the
    /// offsets, loaded once more, expire.
    func removeOffsets(
        _ partitions: some Sequence<TopicPartition>, of group: ClassicGroup,
        completion: @escaping @Sendable (ErrorCode?) -> Void
    ) {
        let removed = group.offsets.remove(partitions)
        guard !removed.isEmpty else { return completion(nil) }
        let keys = removed.map { GroupRecordKey.offset(group: group.id, $0) }
        writeTombstones(keys, of: group.id, completion: completion)
    }

    func writeTombstones(
        _ keys: [GroupRecordKey], of groupID: String,
        completion: @escaping @Sendable (ErrorCode?) -> Void
    ) {
        guard !keys.isEmpty else { return completion(nil) }
        var tombstones: [CoordinatorRecord] = []
        do throws(CoordinatorLogError) {
            for key in keys { tombstones.append(try GroupRecords.tombstone(key)) }
        } catch {
            return completion(Self.groupError(error.code))
        }
        append(tombstones, of: groupID, acks: Acknowledgements.none) { result in
            guard case .failure(let error) = result else { return completion(nil) }
            completion(Self.groupError(error.code))
        }
    }

    /// Ends a group that has neither members nor offsets. One that never had members has no record.
    func removeIfEmptied(_ group: ClassicGroup) {
        guard group.state == .empty, group.offsets.isEmpty, !group.hasPendingMembers else { return }
        bury(group)
        guard group.generation > 0 else { return }
        writeTombstones([.group(group.id)], of: group.id) { _ in }
    }

    /// Takes a group out of the table; whoever still holds it sees that it is dead.
    func bury(_ group: ClassicGroup) {
        group.cancelTimers()
        group.transition(to: .dead, at: now)
        groups[group.id] = nil
    }
}

extension OffsetDeleteRequest {
    fileprivate func response(_ results: [TopicPartition: ErrorCode]) -> OffsetDeleteResponse {
        OffsetDeleteResponse(
            topics: topics.map { topic in
                .init(
                    name: topic.name,
                    partitions: topic.partitions.map { partition in
                        let id = TopicPartition(topic.name, partition.partitionIndex)
                        return .init(
                            partitionIndex: partition.partitionIndex,
                            errorCode: results[id] ?? .none)
                    })
            })
    }
}
