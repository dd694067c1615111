import KafkaModel
import KafkaProtocol

/// Reading committed offsets (group-and-transactions A10).
///
/// Version 2 brings all partitions of a group (no topics) and an error for the whole answer, 5 leader
/// epochs, 7 that offsets on their way count as unstable, 8 several groups at once. Version 0 reads
/// from ZooKeeper and never comes here.
extension GroupShard {
    func fetchOffsets(_ request: OffsetFetchRequest, version: Int16) -> OffsetFetchResponse {
        if version >= 8 {
            return OffsetFetchResponse(
                groups: request.groups.map { wanted in
                    group(wanted, requireStable: request.requireStable)
                })
        }
        let error = obstacle(for: request.groupId, allowsEmptyID: true)
        if let error, version >= 2 { return OffsetFetchResponse(errorCode: error) }
        let found = offsets(
            of: request.groupId,
            request.topics.map { $0.map { ($0.name, $0.partitionIndexes) } },
            requireStable: request.requireStable)
        return OffsetFetchResponse(
            topics: found.map { topic in
                .init(
                    name: topic.name,
                    partitions: topic.partitions.map { answer in
                        .init(
                            partitionIndex: answer.partition, committedOffset: answer.offset,
                            committedLeaderEpoch: answer.leaderEpoch, metadata: answer.metadata,
                            errorCode: error ?? answer.error)
                    })
            })
    }

    private func group(
        _ wanted: OffsetFetchRequest.OffsetFetchRequestGroup, requireStable: Bool
    ) -> OffsetFetchResponse.OffsetFetchResponseGroup {
        if let error = obstacle(for: wanted.groupId, allowsEmptyID: true) {
            return .init(groupId: wanted.groupId, errorCode: error)
        }
        let found = offsets(
            of: wanted.groupId, wanted.topics.map { $0.map { ($0.name, $0.partitionIndexes) } },
            requireStable: requireStable)
        return .init(
            groupId: wanted.groupId,
            topics: found.map { topic in
                .init(
                    name: topic.name,
                    partitions: topic.partitions.map { answer in
                        .init(
                            partitionIndex: answer.partition, committedOffset: answer.offset,
                            committedLeaderEpoch: answer.leaderEpoch, metadata: answer.metadata,
                            errorCode: answer.error)
                    })
            })
    }

    private struct Answer {
        var partition: Int32
        var offset = Offset.none
        var leaderEpoch = LeaderEpoch.none
        var metadata = ""
        var error = ErrorCode.none
    }

    /// The offsets of the partitions, in the order in which they are named; without topics all that
    /// the group has, sorted.
    private func offsets(
        of groupID: String, _ topics: [(String, [Int32])]?, requireStable: Bool
    ) -> [(name: String, partitions: [Answer])] {
        let offsets = groups[groupID].flatMap { $0.state == .dead ? nil : $0.offsets }
        let answer = { (partition: TopicPartition) -> Answer in
            guard let offsets else { return Answer(partition: partition.partition) }
            if requireStable && offsets.isPending(partition) {
                return Answer(partition: partition.partition, error: .unstableOffsetCommit)
            }
            guard let known = offsets.committed[partition]?.value else {
                return Answer(partition: partition.partition)
            }
            return Answer(
                partition: partition.partition, offset: known.offset,
                leaderEpoch: known.leaderEpoch, metadata: known.metadata)
        }
        if let topics {
            return topics.map { name, partitions in
                (name, partitions.map { answer(TopicPartition(name, $0)) })
            }
        }
        var all: [(name: String, partitions: [Answer])] = []
        for partition in (offsets?.committed.keys.sorted() ?? []) {
            if all.last?.name != partition.topic { all.append((partition.topic, [])) }
            all[all.count - 1].partitions.append(answer(partition))
        }
        return all
    }
}
