import Bytes
import KafkaModel
import KafkaProtocol
import KafkaRecords
import Replication
import Scheduling
import Storage

/// Produce: appends records to partitions that this broker leads.
///
/// Versions 0–11. v1 throttle time, v2 timestamps, v3 transactional id and batches of magic 2 only,
/// v5 log start offset, v7 zstd, v8 record errors, v9 flexible, v10 the current leader with
/// NOT_LEADER_OR_FOLLOWER, v11 as v10.
///
/// With acks=0 there is no answer; a failure closes the connection, so that the producer asks for
/// metadata again. Source: controller-and-replication, section 13 (Kafka:
/// KafkaApis.handleProduceRequest).
struct ProduceHandler: LoopHandler {
    let records: RecordAppend
    let cache: MetadataCache

    func handle(
        _ request: ProduceRequest, _ context: RequestContext, _ reply: Reply<ProduceResponse>
    ) {
        let acks = Acknowledgements(rawValue: request.acks)
        var plan = ProducePlan(request, context)
        if plan.isUnreadable {
            plan.refuse(.corruptMessage)
        } else if acks == nil {
            plan.refuse(.invalidRequiredAcks)
        } else if request.transactionalId == nil, plan.hasTransactionalRecords {
            // Kafka's answer to whoever may not write under the transactional id, here under none.
            plan.refuse(.transactionalIdAuthorizationFailed)
        }
        let appends = plan.takeAppends()
        let planned = plan
        let cache = cache
        records.append(
            appends, acks: acks == .all ? .allInSync : .leader,
            origin: .client(produceVersion: context.version),
            timeout: .milliseconds(max(0, Int64(request.timeoutMs))), on: context.loop
        ) { results in
            if acks == Acknowledgements.none {
                if let failure = planned.failure(results) {
                    reply.fail(failure)
                } else {
                    reply.omit()
                }
            } else {
                reply(planned.response(results, cache: cache, context))
            }
        }
    }
}

/// What a Produce request comes to: appends, and the partitions that are answered without one.
private struct ProducePlan: Sendable {
    private var appends: [PartitionAppend] = []
    private(set) var hasTransactionalRecords = false
    /// The records of a partition do not even begin like a batch. Kafka stumbles over that while it
    /// looks for transactional records, so that every partition of the request is refused.
    private(set) var isUnreadable = false
    /// One answer for each partition of the request; those of `appends` are filled in later.
    private var answers: [ProduceResponse.TopicProduceResponse] = []
    /// Where the answer of each append belongs.
    private var places: [(topic: Int, partition: Int)] = []

    /// The size that a message of magic 0 without key and value declares.
    private static let smallestBatchSize: Int32 = 14
    /// The client that may write to internal topics.
    private static let adminClient = "__admin_client"

    init(_ request: ProduceRequest, _ context: RequestContext) {
        answers.reserveCapacity(request.topicData.count)
        for topic in request.topicData {
            let isRefused = TopicName.isInternal(topic.name) && context.clientID != Self.adminClient
            var partitions: [ProduceResponse.PartitionProduceResponse] = []
            partitions.reserveCapacity(topic.partitionData.count)
            for partition in topic.partitionData {
                var answer = Self.failure(partition.index, .none)
                if isRefused {
                    answer.errorCode = .invalidTopicException
                } else if let bytes = partition.records?.inMemory, !bytes.isEmpty {
                    note(bytes)
                    appends.append(
                        PartitionAppend(TopicPartition(topic.name, partition.index), bytes))
                    places.append((answers.count, partitions.count))
                } else if partition.records == nil || context.version >= 3 {
                    answer.errorCode = .invalidRecord
                }
                partitions.append(answer)
            }
            answers.append(.init(name: topic.name, partitionResponses: partitions))
        }
    }

    private mutating func note(_ bytes: SharedBytes) {
        // Too few bytes for a size, or for a magic, are an incomplete batch.
        guard bytes.count >= 12 else { return }
        let size = bytes.bigEndian(Int32.self, at: 8)
        if size < Self.smallestBatchSize { isUnreadable = true }
        guard bytes.count > 16 else { return }
        let magic = bytes.bigEndian(Int8.self, at: 16)
        if !(0...RecordBatch.magic).contains(magic) { isUnreadable = true }
        guard bytes.count >= RecordBatch.headerSize, magic == RecordBatch.magic else { return }
        let attributes = RecordBatchAttributes(rawValue: bytes.bigEndian(Int16.self, at: 21))
        if attributes.isTransactional { hasTransactionalRecords = true }
    }

    private static func failure(_ index: Int32, _ code: ErrorCode)
        -> ProduceResponse.PartitionProduceResponse
    {
        .init(index: index, errorCode: code, baseOffset: .none)
    }

    /// The appends, which the plan forgets: an answer may have to wait for long, and the records would
    /// keep the memory of their request.
    mutating func takeAppends() -> [PartitionAppend] {
        defer { appends = [] }
        return appends
    }

    /// Appends nothing and answers every partition with `code`.
    mutating func refuse(_ code: ErrorCode) {
        appends = []
        places = []
        for topic in answers.indices {
            for partition in answers[topic].partitionResponses.indices {
                answers[topic].partitionResponses[partition].errorCode = code
            }
        }
    }

    /// The first failure in words; `nil` if there is none.
    func failure(_ results: [PartitionAppendResult]) -> String? {
        for result in results {
            if case .failure(let error) = result.outcome {
                return "produce to \(result.partition) with acks=0 failed: \(error.code)"
            }
        }
        for topic in answers {
            for partition in topic.partitionResponses where partition.errorCode != .none {
                return "produce to \(topic.name)-\(partition.index) with acks=0 failed: "
                    + "\(partition.errorCode)"
            }
        }
        return nil
    }

    func response(
        _ results: [PartitionAppendResult], cache: MetadataCache, _ context: RequestContext
    ) -> ProduceResponse {
        var response = ProduceResponse(responses: answers)
        var leaders = LeaderHints(cache: cache, listener: context.listener)
        for (result, place) in zip(results, places) {
            var answer = Self.failure(result.partition.partition, .none)
            switch result.outcome {
            case .success(let appended):
                answer.baseOffset = appended.firstOffset
                answer.logAppendTimeMs = appended.logAppendTime
                answer.logStartOffset = appended.logStartOffset
            case .failure(let error):
                answer.errorCode = error.code
                answer.errorMessage = error.message
                answer.recordErrors = error.recordFaults.map {
                    .init(batchIndex: $0.batchIndex, batchIndexErrorMessage: $0.message)
                }
                if error.code == .notLeaderOrFollower, context.version >= 10,
                    let hint = leaders.leader(of: result.partition)
                {
                    answer.currentLeader = .init(
                        leaderId: hint.leader, leaderEpoch: hint.leaderEpoch)
                }
            }
            response.responses[place.topic].partitionResponses[place.partition] = answer
        }
        if context.version >= 10 {
            response.nodeEndpoints = leaders.endpoints.map {
                .init(nodeId: $0.id, host: $0.host, port: $0.port, rack: $0.rack)
            }
        }
        return response
    }
}
