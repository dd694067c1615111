import ClusterMetadata
import GroupCoordination
import KafkaModel
import KafkaProtocol

/// OffsetCommit. Versions 0–9: v0 writes to ZooKeeper, without a coordinator; v1 generation and
/// member; v2–v4 retention; v6 leader epochs; v7 static members.
struct OffsetCommitHandler: LoopHandler {
    let groups: GroupCoordinator
    let cache: MetadataCache
    let znodes: OffsetZNodes

    func handle(
        _ request: OffsetCommitRequest, _ context: RequestContext,
        _ reply: Reply<OffsetCommitResponse>
    ) {
        let wanted = request.topics.flatMap { topic in
            topic.partitions.map { TopicPartition(topic.name, $0.partitionIndex) }
        }
        let refused = cache.current.refusals(of: wanted)
        if context.version > 0 { return groups.commit(request, refused: refused) { reply($0) } }
        Task { reply(await znodes.commit(request, refused: refused)) }
    }
}

/// OffsetFetch. Versions 0–9: v0 reads from ZooKeeper; v2 null for all partitions; v7 only stable
/// offsets on request; v8 several groups.
struct OffsetFetchHandler: LoopHandler {
    let groups: GroupCoordinator
    let znodes: OffsetZNodes

    func handle(
        _ request: OffsetFetchRequest, _ context: RequestContext,
        _ reply: Reply<OffsetFetchResponse>
    ) {
        if context.version > 0 {
            return groups.fetchOffsets(request, version: context.version) { reply($0) }
        }
        Task { reply(await znodes.fetch(request)) }
    }
}

/// Offsets as consumers before 0.9 keep them: decimal text under `/consumers/<group>/offsets`.
struct OffsetZNodes: Sendable {
    let store: ConsumerOffsetStore

    func commit(_ request: OffsetCommitRequest, refused: [TopicPartition: ErrorCode]) async
        -> OffsetCommitResponse
    {
        var response = OffsetCommitResponse()
        for topic in request.topics {
            var partitions: [OffsetCommitResponse.OffsetCommitResponsePartition] = []
            for partition in topic.partitions {
                let id = TopicPartition(topic.name, partition.partitionIndex)
                var error = refused[id] ?? .none
                if error == .none {
                    error = await write(partition.committedOffset, request.groupId, id)
                }
                partitions.append(.init(partitionIndex: id.partition, errorCode: error))
            }
            response.topics.append(.init(name: topic.name, partitions: partitions))
        }
        return response
    }

    private func write(_ offset: Offset, _ group: String, _ id: TopicPartition) async -> ErrorCode {
        // A group's name becomes a part of a path here.
        guard !group.isEmpty, !group.contains("/") else { return .invalidGroupId }
        do throws(ClusterMetadataError) {
            try await store.write(group: group, id, offset)
            return .none
        } catch {
            return .unknownServerError
        }
    }

    func fetch(_ request: OffsetFetchRequest) async -> OffsetFetchResponse {
        var response = OffsetFetchResponse()
        for topic in request.topics ?? [] {
            var partitions: [OffsetFetchResponse.OffsetFetchResponsePartition] = []
            for index in topic.partitionIndexes {
                let id = TopicPartition(topic.name, index)
                let offset = await read(request.groupId, id)
                partitions.append(
                    .init(
                        partitionIndex: index, committedOffset: offset ?? .none, metadata: "",
                        errorCode: offset == nil ? .unknownTopicOrPartition : .none))
            }
            response.topics.append(.init(name: topic.name, partitions: partitions))
        }
        return response
    }

    private func read(_ group: String, _ id: TopicPartition) async -> Offset? {
        guard !group.isEmpty, !group.contains("/") else { return nil }
        return try? await store.read(group: group, id)
    }
}
