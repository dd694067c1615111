import Bytes
import KafkaModel
import KafkaProtocol
import Platform
import Replication

/// One partition as a Fetch request asks for it.
struct FetchedPartition: Sendable {
    /// Empty in requests that name topics by id.
    var topic: String
    /// ``UUID/zero`` in requests that name topics by name.
    var topicID: UUID
    var partition: Int32
    var currentLeaderEpoch: LeaderEpoch
    var fetchOffset: Offset
    var lastFetchedEpoch: LeaderEpoch
    var logStartOffset: Offset
    var maxBytes: Int32
    /// The high watermark of the session's last answer for it; ``Offset/none`` if there was none.
    var toldHighWatermark = Offset.none

    init(_ topic: FetchRequest.FetchTopic, _ partition: FetchRequest.FetchPartition) {
        self.topic = topic.topic
        topicID = topic.topicId
        self.partition = partition.partition
        currentLeaderEpoch = partition.currentLeaderEpoch
        fetchOffset = partition.fetchOffset
        lastFetchedEpoch = partition.lastFetchedEpoch
        logStartOffset = partition.logStartOffset
        maxBytes = partition.partitionMaxBytes
    }

    var key: FetchSession.Key { .init(topic: topic, topicID: topicID, partition: partition) }
}

/// What a client fetches again and again, remembered so that it need only tell what changes, and is
/// only told what has changed (KIP-227; Kafka: FetchSession).
// Sendable because the mutable state is only touched with the lock held.
final class FetchSession: Sendable {
    struct Key: Hashable, Sendable {
        var topic: String
        var topicID: UUID
        var partition: Int32
    }

    let id: Int32
    /// Sessions of followers may displace those of consumers.
    let isPrivileged: Bool
    let usesTopicIDs: Bool
    let created: MonotonicTime
    private let state: Lock<State>

    fileprivate struct State {
        /// The epoch that the next request must have.
        var epoch: Int32 = 1
        var entries: [Key: Entry] = [:]
        /// In the order in which partitions are served; those with data go to the end.
        var order: [Entry] = []
    }

    fileprivate final class Entry {
        var request: FetchedPartition
        var sentHighWatermark = Offset.none
        var sentLogStart = Offset.none

        init(_ request: FetchedPartition) { self.request = request }

        /// What is fetched next, with what the reader knows.
        var current: FetchedPartition {
            var current = request
            current.toldHighWatermark = sentHighWatermark
            return current
        }

        /// Takes in what is to be sent. Returns whether it says anything new.
        func note(_ answer: FetchResponse.PartitionData) -> Bool {
            var isNews = (answer.records?.count ?? 0) > 0 || answer.preferredReadReplica.isBroker
            if answer.highWatermark != sentHighWatermark {
                sentHighWatermark = answer.highWatermark
                isNews = true
            }
            if answer.logStartOffset != sentLogStart {
                sentLogStart = answer.logStartOffset
                isNews = true
            }
            if answer.errorCode != .none || answer.divergingEpoch.endOffset != .none {
                // So that the end of the error is news, or what holds after the truncation: until then
                // the reader can do nothing with a high watermark.
                sentHighWatermark = .none
                isNews = true
            }
            return isNews
        }
    }

    init(id: Int32, isPrivileged: Bool, usesTopicIDs: Bool, created: MonotonicTime) {
        self.id = id
        self.isPrivileged = isPrivileged
        self.usesTopicIDs = usesTopicIDs
        self.created = created
        state = Lock(State())
    }

    var count: Int { state.withLock { $0.order.count } }

    /// Fills a new session with the partitions of a full fetch and what is answered for them.
    func fill(_ partitions: [FetchedPartition], _ answers: [FetchResponse.PartitionData]) {
        state.withLock { state in
            for (partition, answer) in zip(partitions, answers) {
                let entry = state.add(partition)
                _ = entry.note(answer)
            }
        }
    }

    /// Takes in the changes of an incremental request. Returns the partitions to fetch, in order, or
    /// why the request does not fit.
    func advance(_ request: FetchRequest, usesTopicIDs: Bool) -> Result<
        [FetchedPartition], FetchSessionError
    > {
        state.withLock { state in
            guard state.epoch == request.sessionEpoch else { return .failure(.invalidEpoch) }
            guard usesTopicIDs == self.usesTopicIDs else { return .failure(.topicIDs) }
            state.epoch = state.epoch == .max ? 1 : state.epoch + 1
            for topic in request.topics {
                for partition in topic.partitions { state.add(FetchedPartition(topic, partition)) }
            }
            state.forget(request.forgottenTopicsData)
            return .success(state.order.map(\.current))
        }
    }

    /// Picks the answers that say something new, as indices into `answers`; those with records move
    /// their partitions to the end. `partitions` are what ``advance(_:usesTopicIDs:)`` returned.
    func news(
        _ partitions: [FetchedPartition], _ answers: [FetchResponse.PartitionData]
    ) -> [Int] {
        state.withLock { state in
            var news: [Int] = []
            var moved: Set<ObjectIdentifier> = []
            for index in answers.indices {
                guard let entry = state.entries[partitions[index].key] else { continue }
                if entry.note(answers[index]) { news.append(index) }
                if (answers[index].records?.count ?? 0) > 0 {
                    moved.insert(ObjectIdentifier(entry))
                }
            }
            if !moved.isEmpty {
                state.order =
                    state.order.filter { !moved.contains(ObjectIdentifier($0)) }
                    + state.order.filter { moved.contains(ObjectIdentifier($0)) }
            }
            return news
        }
    }
}

extension FetchSession.State {
    @discardableResult
    fileprivate mutating func add(_ partition: FetchedPartition) -> FetchSession.Entry {
        if let entry = entries[partition.key] {
            // A follower drops answers that reach it in another epoch than it asked in.
            if entry.request.currentLeaderEpoch != partition.currentLeaderEpoch {
                entry.sentHighWatermark = .none
            }
            entry.request = partition
            return entry
        }
        let entry = FetchSession.Entry(partition)
        entries[partition.key] = entry
        order.append(entry)
        return entry
    }

    fileprivate mutating func forget(_ topics: [FetchRequest.ForgottenTopic]) {
        var removed: Set<ObjectIdentifier> = []
        for topic in topics {
            for partition in topic.partitions {
                let key = FetchSession.Key(
                    topic: topic.topic, topicID: topic.topicId, partition: partition)
                if let entry = entries.removeValue(forKey: key) {
                    removed.insert(ObjectIdentifier(entry))
                }
            }
        }
        if !removed.isEmpty { order.removeAll { removed.contains(ObjectIdentifier($0)) } }
    }
}

/// Why an incremental fetch does not fit its session.
enum FetchSessionError: Error, Equatable {
    case notFound
    case invalidEpoch
    /// Topics were named by id before and by name now, or the other way round.
    case topicIDs

    var code: ErrorCode {
        switch self {
        case .notFound: .fetchSessionIdNotFound
        case .invalidEpoch: .invalidFetchSessionEpoch
        case .topicIDs: .fetchSessionTopicIdError
        }
    }
}
