import KafkaModel
import KafkaProtocol
import Platform
import Storage

/// One fetch of a follower: the request, and the way back from the places of its answer to the
/// partitions. The request leaves out what the session has told the leader before.
struct FetchPlan: Sendable {
    struct Entry: Sendable {
        let followed: FollowedPartition
        /// The own log end when the request was made.
        let offset: Offset
    }

    let request: FetchRequest
    let version: Int16
    let entries: [Entry]
    private let places: [Place: Int]

    private struct Place: Hashable {
        let topic: String
        let topicID: UUID
        let partition: Int32
    }

    init(
        _ due: [FollowedPartition], settings: FetcherSettings, brokerEpoch: BrokerEpoch,
        session: inout FollowerFetchSession, limits: [TopicPartition: Int32] = [:]
    ) {
        let hasIDs = due.allSatisfy { $0.partition.log.topicID?.isZero == false }
        version = hasIDs ? settings.fetchVersion : min(settings.fetchVersion, 12)
        let namesByID = version >= 13
        var topics: [FetchRequest.FetchTopic] = []
        var indexes: [String: Int] = [:]
        var entries: [Entry] = []
        var places: [Place: Int] = [:]
        for followed in due {
            let id = followed.id
            let log = followed.partition.log
            let topicID = namesByID ? log.topicID ?? .zero : .zero
            let offsets = log.offsets
            let part = FetchRequest.FetchPartition(
                partition: id.partition, currentLeaderEpoch: followed.epoch,
                fetchOffset: offsets.end,
                lastFetchedEpoch: version >= 12 ? log.latestEpoch ?? .none : .none,
                logStartOffset: offsets.start,
                partitionMaxBytes: limits[id] ?? settings.maxBytesPerPartition)
            let index = indexes[id.topic] ?? topics.count
            if index == topics.count {
                indexes[id.topic] = index
                topics.append(.init(topic: id.topic, topicId: topicID))
            }
            topics[index].partitions.append(part)
            places[Self.place(id, topicID, namesByID)] = entries.count
            entries.append(Entry(followed: followed, offset: offsets.end))
        }
        self.entries = entries
        self.places = places
        var request =
            version >= 7
            ? session.request(for: topics, usesTopicIDs: namesByID)
            : FetchRequest(topics: topics)
        request.maxWaitMs = Int32(clamping: settings.maxWait.wholeMilliseconds)
        request.minBytes = settings.minBytes
        request.maxBytes = settings.maxBytesPerResponse
        if version >= 15 {
            request.replicaState = .init(
                replicaId: settings.brokerID, replicaEpoch: brokerEpoch.rawValue)
        } else {
            request.replicaId = settings.brokerID
        }
        self.request = request
    }

    /// The entry that an answer is for; `nil` for partitions that were not asked for.
    func entry(
        _ topic: FetchResponse.FetchableTopicResponse, _ part: FetchResponse.PartitionData
    ) -> Entry? {
        let id = TopicPartition(topic.topic, part.partitionIndex)
        return places[Self.place(id, topic.topicId, version >= 13)].map { entries[$0] }
    }

    private static func place(_ id: TopicPartition, _ topicID: UUID, _ byID: Bool) -> Place {
        Place(
            topic: byID ? "" : id.topic, topicID: byID ? topicID : .zero, partition: id.partition)
    }
}
