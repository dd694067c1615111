import Bytes
import KafkaModel
import KafkaProtocol
import KafkaRecords
import Replication
import Scheduling
import Storage

/// Fetch: reads records for consumers and for the followers of partitions.
///
/// Versions 0–17. v3 limit of the whole answer, and the first batch always whole; v4 isolation, magic
/// 2; v5 log start; v7 sessions; v9 leader epoch; v10 zstd; v11 rack; v12 flexible, divergence; v13
/// topic ids; v15 replica state; v16 the current leader with an error; v17 directory ids (unused).
///
/// Old versions get their records in the form that they know (``FetchConversion``).
/// Source: controller-and-replication, section 14 (Kafka: KafkaApis.handleFetchRequest).
struct FetchHandler: LoopHandler {
    let records: RecordRead
    let cache: MetadataCache
    let sessions: FetchSessionCache
    let conversion: FetchConversion
    /// Where records are converted.
    let disk: BlockingExecutor
    /// `fetch.max.bytes` of the broker.
    let maximumBytes: Int

    func handle(
        _ request: FetchRequest, _ context: RequestContext, _ reply: Reply<FetchResponse>
    ) {
        let usesTopicIDs = context.version >= 13
        let plan: FetchSessionCache.Plan
        switch sessions.plan(request, usesTopicIDs: usesTopicIDs) {
        case .failure(let error): return reply(FetchResponse(errorCode: error.code))
        case .success(let found): plan = found
        }
        let targets = FetchTargets(plan.partitions, usesTopicIDs: usesTopicIDs, cache: cache)
        let parameters = parameters(request, context)
        records.fetch(targets.fetches, parameters, on: context.loop) { [self] results in
            guard FetchConversion.isWork(version: context.version, results) else {
                return reply(response(plan, targets, results, parameters, context))
            }
            // Conversion reads all records and compresses them anew: not on a loop.
            disk.execute { reply(response(plan, targets, results, parameters, context)) }
        }
    }

    private func response(
        _ plan: FetchSessionCache.Plan, _ targets: FetchTargets, _ results: [PartitionFetchResult],
        _ parameters: FetchParameters, _ context: RequestContext
    ) -> FetchResponse {
        let answers = answers(targets, results, context)
        let (sessionID, indices) = sessions.finish(
            plan, answers.partitions, isFollower: parameters.isFollower,
            usesTopicIDs: context.version >= 13)
        var response = FetchResponse(sessionId: sessionID)
        response.responses = group(plan.partitions, answers.partitions, indices)
        response.nodeEndpoints = answers.endpoints
        return response
    }

    private func parameters(_ request: FetchRequest, _ context: RequestContext) -> FetchParameters {
        let version = context.version
        var parameters = FetchParameters()
        parameters.replica = version >= 15 ? request.replicaState.replicaId : request.replicaId
        parameters.replicaEpoch = BrokerEpoch(request.replicaState.replicaEpoch)
        if parameters.isFollower {
            parameters.isolation = .logEnd
        } else if request.isolationLevel == IsolationLevel.readCommitted.rawValue {
            parameters.isolation = .committed
        }
        parameters.maxWait = .milliseconds(max(0, Int64(request.maxWaitMs)))
        parameters.minBytes = Int(request.minBytes)
        parameters.maxBytes = min(Int(max(0, request.maxBytes)), maximumBytes)
        parameters.allowsOversizedFirstBatch = version >= 3
        parameters.onlyFromLeader = version < 11 && parameters.replica == .consumer
        if !parameters.isFollower, !request.rackId.isEmpty {
            parameters.place = ConsumerPlace(rack: request.rackId, listener: context.listener)
        }
        return parameters
    }

    // MARK: Answers

    /// One answer for each partition of the request, in its order.
    private func answers(
        _ targets: FetchTargets, _ results: [PartitionFetchResult], _ context: RequestContext
    ) -> (partitions: [FetchResponse.PartitionData], endpoints: [FetchResponse.NodeEndpoint]) {
        var hints = LeaderHints(cache: cache, listener: context.listener)
        let answers = targets.places.map { place -> FetchResponse.PartitionData in
            switch place {
            case .fetch(let index):
                return answer(results[index], targets.fetches[index], context, &hints)
            case .unresolved(let partition):
                return Self.failure(partition, .unknownTopicId)
            }
        }
        let endpoints = hints.endpoints.map {
            FetchResponse.NodeEndpoint(nodeId: $0.id, host: $0.host, port: $0.port, rack: $0.rack)
        }
        return (answers, endpoints)
    }

    private static func failure(_ partition: Int32, _ code: ErrorCode)
        -> FetchResponse.PartitionData
    {
        .init(
            partitionIndex: partition, errorCode: code, highWatermark: .none,
            abortedTransactions: nil)
    }

    private func answer(
        _ result: PartitionFetchResult, _ fetch: PartitionFetch, _ context: RequestContext,
        _ hints: inout LeaderHints
    ) -> FetchResponse.PartitionData {
        let index = result.partition.partition
        var error = result.error
        var records = result.records
        if error == .none, context.version < FetchConversion.firstVersionWithout {
            switch conversion.convert(records, fetch, version: context.version) {
            case .success(let converted): records = converted
            case .failure(let failure): error = failure.code
            }
        }
        guard error == .none else {
            if error == .kafkaStorageError, context.version <= 5 { error = .notLeaderOrFollower }
            var answer = Self.failure(index, error)
            let isAboutLeader = error == .notLeaderOrFollower || error == .fencedLeaderEpoch
            if isAboutLeader, context.version >= 16,
                let hint = hints.leader(of: result.partition)
            {
                answer.currentLeader = .init(leaderId: hint.leader, leaderEpoch: hint.leaderEpoch)
            }
            return answer
        }
        var answer = FetchResponse.PartitionData(
            partitionIndex: index, highWatermark: result.highWatermark,
            lastStableOffset: result.lastStableOffset, logStartOffset: result.logStartOffset,
            abortedTransactions: result.abortedTransactions?.map {
                .init(producerId: $0.producerID, firstOffset: $0.firstOffset)
            }, records: records)
        answer.preferredReadReplica = result.preferredReadReplica
        if let divergence = result.divergence {
            answer.divergingEpoch = .init(
                epoch: divergence.epoch.rawValue, endOffset: divergence.endOffset)
        }
        return answer
    }

    /// The chosen answers, neighbours of one topic together.
    private func group(
        _ partitions: [FetchedPartition], _ answers: [FetchResponse.PartitionData],
        _ indices: [Int]
    ) -> [FetchResponse.FetchableTopicResponse] {
        var topics: [FetchResponse.FetchableTopicResponse] = []
        for index in indices {
            let partition = partitions[index]
            if let last = topics.last, last.topic == partition.topic,
                last.topicId == partition.topicID
            {
                topics[topics.count - 1].partitions.append(answers[index])
            } else {
                topics.append(
                    .init(
                        topic: partition.topic, topicId: partition.topicID,
                        partitions: [answers[index]]))
            }
        }
        return topics
    }
}

/// The partitions of a fetch under their names. Topics named by an id that this broker does not know
/// stay out.
private struct FetchTargets: Sendable {
    enum Place: Sendable {
        case fetch(Int)
        case unresolved(partition: Int32)
    }

    private(set) var fetches: [PartitionFetch] = []
    /// One for each partition of the request.
    private(set) var places: [Place] = []

    init(_ partitions: [FetchedPartition], usesTopicIDs: Bool, cache: MetadataCache) {
        let names = usesTopicIDs ? cache.current.topicNames : [:]
        fetches.reserveCapacity(partitions.count)
        places.reserveCapacity(partitions.count)
        for partition in partitions {
            let name = usesTopicIDs ? names[partition.topicID] : partition.topic
            guard let name else {
                places.append(.unresolved(partition: partition.partition))
                continue
            }
            var fetch = PartitionFetch(
                TopicPartition(name, partition.partition), fetchOffset: partition.fetchOffset,
                maxBytes: Int(max(0, partition.maxBytes)))
            fetch.topicID = partition.topicID
            fetch.logStartOffset = partition.logStartOffset
            fetch.currentLeaderEpoch = partition.currentLeaderEpoch
            fetch.lastFetchedEpoch = partition.lastFetchedEpoch
            fetch.toldHighWatermark = partition.toldHighWatermark
            places.append(.fetch(fetches.count))
            fetches.append(fetch)
        }
    }
}
