import BrokerClient
import Bytes
import KafkaModel
import KafkaProtocol
import Platform
import Replication
import Storage

/// A leader in the same process: answers a follower's questions out of its partitions, as its request
/// handlers would.
final class DirectLeaderEndpoint: LeaderEndpoint {
    private let leader: TestReplica
    /// How long an answer takes: fetchers that run on their own must wait for something.
    private let delay: Duration?
    /// How often the connection would have been closed.
    let closings = Lock(0)
    /// Answers every question with this failure while it is set.
    let failure = Lock<BrokerClientError?>(nil)

    init(_ leader: TestReplica, delay: Duration? = nil) {
        self.leader = leader
        self.delay = delay
    }

    private func check() throws(BrokerClientError) {
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    func fetch(_ request: FetchRequest, version: Int16, timeout: Duration)
        async throws(BrokerClientError) -> FetchResponse
    {
        try check()
        if let delay { try? await Task.sleep(for: delay) }
        var parameters = FetchParameters()
        parameters.replica =
            version >= 15 ? request.replicaState.replicaId : request.replicaId
        parameters.isolation = .logEnd
        parameters.maxBytes = Int(request.maxBytes)
        var response = FetchResponse()
        for topic in request.topics {
            let fetches = topic.partitions.map { part in
                var fetch = PartitionFetch(
                    TopicPartition(topic.topic.isEmpty ? "t" : topic.topic, part.partition),
                    fetchOffset: part.fetchOffset,
                    maxBytes: Int(part.partitionMaxBytes))
                fetch.currentLeaderEpoch = part.currentLeaderEpoch
                fetch.lastFetchedEpoch = part.lastFetchedEpoch
                fetch.logStartOffset = part.logStartOffset
                fetch.topicID = topic.topicId
                return fetch
            }
            let box = Box<[PartitionFetchResult]>()
            leader.read.fetch(fetches, parameters, on: leader.loop) { box.fill($0) }
            let parts = (box.value ?? []).map(Self.answer)
            response.responses.append(
                .init(topic: topic.topic, topicId: topic.topicId, partitions: parts))
        }
        return response
    }

    private static func answer(_ result: PartitionFetchResult) -> FetchResponse.PartitionData {
        var part = FetchResponse.PartitionData(
            partitionIndex: result.partition.partition, errorCode: result.error,
            highWatermark: result.highWatermark, logStartOffset: result.logStartOffset)
        if let end = result.divergence {
            part.divergingEpoch = .init(epoch: end.epoch.rawValue, endOffset: end.endOffset)
        }
        part.records = (try? result.records.read()).map { .bytes($0) }
        return part
    }

    func listOffsets(_ request: ListOffsetsRequest, version: Int16)
        async throws(BrokerClientError) -> ListOffsetsResponse
    {
        try check()
        var response = ListOffsetsResponse()
        for topic in request.topics {
            var parts: [ListOffsetsResponse.ListOffsetsPartitionResponse] = []
            for part in topic.partitions {
                guard let partition = leader.partition,
                    let target = OffsetQuery.Target(wire: part.timestamp)
                else { continue }
                let found = try? partition.offset(for: OffsetQuery(target, isolation: .logEnd))
                parts.append(
                    .init(partitionIndex: part.partitionIndex, offset: found?.offset ?? .none))
            }
            response.topics.append(.init(name: topic.name, partitions: parts))
        }
        return response
    }

    func endOffsets(_ request: OffsetForLeaderEpochRequest, version: Int16)
        async throws(BrokerClientError) -> OffsetForLeaderEpochResponse
    {
        try check()
        var response = OffsetForLeaderEpochResponse()
        for topic in request.topics {
            var parts: [OffsetForLeaderEpochResponse.EpochEndOffset] = []
            for part in topic.partitions {
                let end = try? leader.partition?.endOffset(
                    of: part.leaderEpoch, currentLeaderEpoch: part.currentLeaderEpoch)
                parts.append(
                    .init(
                        errorCode: end == nil ? .notLeaderOrFollower : .none,
                        partition: part.partition, leaderEpoch: end?.epoch ?? .none,
                        endOffset: end?.endOffset ?? .none))
            }
            response.topics.append(.init(topic: topic.topic, partitions: parts))
        }
        return response
    }

    func close() { closings.withLock { $0 += 1 } }
}
