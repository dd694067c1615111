import KafkaModel
import KafkaProtocol
import Replication
import Scheduling
import Storage

/// ListOffsets: the first or last offset of partitions, or the first at or after a time.
///
/// Versions 0–9. v0 answers a list of offsets, v1 one with its timestamp, v2 isolation, v4 leader
/// epoch, v7 largest timestamp (-3), v8 first local offset (-4), v9 last tiered offset (-5).
/// Source: controller-and-replication, section 18 (Kafka: KafkaApis.handleListOffsetRequest).
struct ListOffsetsHandler: ControlHandler {
    let partitions: HostedPartitions
    let cache: MetadataCache
    /// Where look-ups read files.
    let disk: BlockingExecutor

    func handle(_ request: ListOffsetsRequest, _ context: RequestContext) async
        -> ListOffsetsResponse
    {
        let readsFiles =
            context.version == 0
            || request.topics.contains { topic in
                topic.partitions.contains { $0.timestamp >= 0 || $0.timestamp == -3 }
            }
        guard readsFiles else { return response(to: request, context.version) }
        return await disk.run { response(to: request, context.version) }
    }

    private func response(to request: ListOffsetsRequest, _ version: Int16)
        -> ListOffsetsResponse
    {
        let repeated = Self.repeated(request)
        let topics = request.topics.map { topic in
            ListOffsetsResponse.ListOffsetsTopicResponse(
                name: topic.name,
                partitions: topic.partitions.map { wanted in
                    let partition = TopicPartition(topic.name, wanted.partitionIndex)
                    if version == 0 { return oldAnswer(wanted, partition, request) }
                    if repeated.contains(partition) {
                        return Self.failure(wanted.partitionIndex, .invalidRequest)
                    }
                    return answer(wanted, partition, request, version)
                })
        }
        return ListOffsetsResponse(topics: topics)
    }

    private static func repeated(_ request: ListOffsetsRequest) -> Set<TopicPartition> {
        var seen: Set<TopicPartition> = []
        var repeated: Set<TopicPartition> = []
        for topic in request.topics {
            for partition in topic.partitions {
                let id = TopicPartition(topic.name, partition.partitionIndex)
                if !seen.insert(id).inserted { repeated.insert(id) }
            }
        }
        return repeated
    }

    private static func failure(_ index: Int32, _ code: ErrorCode)
        -> ListOffsetsResponse.ListOffsetsPartitionResponse
    {
        .init(partitionIndex: index, errorCode: code)
    }

    /// The first version that knows a special timestamp.
    private static func firstVersion(of timestamp: Int64) -> Int16 {
        switch timestamp {
        case -3: 7
        case -4: 8
        case -5: 9
        default: 0
        }
    }

    private func answer(
        _ wanted: ListOffsetsRequest.ListOffsetsPartition, _ id: TopicPartition,
        _ request: ListOffsetsRequest, _ version: Int16
    ) -> ListOffsetsResponse.ListOffsetsPartitionResponse {
        guard let target = OffsetQuery.Target(wire: wanted.timestamp),
            version >= Self.firstVersion(of: wanted.timestamp)
        else { return Self.failure(wanted.partitionIndex, .unsupportedVersion) }
        var query = OffsetQuery(target, isolation: isolation(request))
        query.currentLeaderEpoch = wanted.currentLeaderEpoch
        query.onlyFromLeader = request.replicaId != .debuggingConsumer
        do throws(PartitionError) {
            let isKnown = cache.current.partition(id) != nil
            let partition = try partitions.find(id, isKnownToCluster: isKnown)
            let found = try partition.offset(for: query)
            return .init(
                partitionIndex: wanted.partitionIndex, timestamp: found?.timestamp ?? -1,
                offset: found?.offset ?? .none,
                leaderEpoch: version >= 4 ? found?.leaderEpoch ?? .none : .none)
        } catch {
            let isTooNew = error.code == .offsetNotAvailable && version < 5
            return Self.failure(
                wanted.partitionIndex, isTooNew ? .leaderNotAvailable : error.code)
        }
    }

    private func isolation(_ request: ListOffsetsRequest) -> ReadIsolation {
        if request.replicaId != .consumer { return .logEnd }
        return request.isolationLevel == IsolationLevel.readCommitted.rawValue
            ? .committed : .highWatermark
    }

    /// Version 0: where segments begin, from the newest to the oldest.
    private func oldAnswer(
        _ wanted: ListOffsetsRequest.ListOffsetsPartition, _ id: TopicPartition,
        _ request: ListOffsetsRequest
    ) -> ListOffsetsResponse.ListOffsetsPartitionResponse {
        do throws(PartitionError) {
            let isKnown = cache.current.partition(id) != nil
            let offsets = try partitions.find(id, isKnownToCluster: isKnown).segmentOffsets(
                before: wanted.timestamp, maximum: Int(wanted.maxNumOffsets),
                isConsumer: request.replicaId == .consumer,
                onlyFromLeader: request.replicaId != .debuggingConsumer)
            return .init(
                partitionIndex: wanted.partitionIndex, oldStyleOffsets: offsets.map(\.rawValue))
        } catch {
            return Self.failure(wanted.partitionIndex, error.code)
        }
    }
}
