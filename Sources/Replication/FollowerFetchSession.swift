import KafkaModel
import KafkaProtocol

/// The follower's side of a fetch session (KIP-227): what the leader knows of this fetcher's
/// partitions already, so that a request tells only what has changed.
///
/// A value without I/O: ``request(for:usesTopicIDs:)`` before each fetch, then ``answered(_:)`` or
/// ``failed()``. Source: controller-and-replication 15 (Kafka: FetchSessionHandler).
package struct FollowerFetchSession: Sendable {
    private struct Place: Hashable {
        let topic: String
        let topicID: UUID
        let partition: Int32
    }

    /// 0 while the leader keeps no session.
    private var id: Int32 = 0
    /// 0 asks for a full fetch and a new session.
    private var epoch: Int32 = 0
    private var known: [Place: FetchRequest.FetchPartition] = [:]
    private var usesTopicIDs = false

    package init() {}

    /// The part of a request that depends on the session: its number, its epoch, and of `topics`
    /// (everything that is to be fetched) what the leader does not know yet.
    package mutating func request(
        for topics: [FetchRequest.FetchTopic], usesTopicIDs: Bool
    ) -> FetchRequest {
        if usesTopicIDs != self.usesTopicIDs { epoch = 0 }
        self.usesTopicIDs = usesTopicIDs
        var wanted: [Place: FetchRequest.FetchPartition] = [:]
        for topic in topics {
            for partition in topic.partitions {
                wanted[place(topic, partition.partition)] = partition
            }
        }
        var request = FetchRequest(sessionId: id, sessionEpoch: epoch)
        if epoch == 0 {
            request.topics = topics
        } else {
            request.topics = topics.compactMap { topic in
                var changed = topic
                changed.partitions.removeAll { known[place(topic, $0.partition)] == $0 }
                return changed.partitions.isEmpty ? nil : changed
            }
            request.forgottenTopicsData = forgotten(wanted)
        }
        known = wanted
        return request
    }

    private func place(_ topic: FetchRequest.FetchTopic, _ partition: Int32) -> Place {
        Place(
            topic: usesTopicIDs ? "" : topic.topic, topicID: usesTopicIDs ? topic.topicId : .zero,
            partition: partition)
    }

    private func forgotten(_ wanted: [Place: FetchRequest.FetchPartition])
        -> [FetchRequest.ForgottenTopic]
    {
        let gone = known.keys.filter { wanted[$0] == nil }.sorted {
            ($0.topic, $0.topicID, $0.partition) < ($1.topic, $1.topicID, $1.partition)
        }
        var topics: [FetchRequest.ForgottenTopic] = []
        for place in gone {
            if let last = topics.last, last.topic == place.topic, last.topicId == place.topicID {
                topics[topics.count - 1].partitions.append(place.partition)
            } else {
                topics.append(
                    .init(
                        topic: place.topic, topicId: place.topicID, partitions: [place.partition]))
            }
        }
        return topics
    }

    /// Takes in an answer, whatever its error.
    package mutating func answered(_ response: FetchResponse) {
        guard response.errorCode == .none else {
            if response.errorCode == .fetchSessionIdNotFound { id = 0 }
            return failed()
        }
        if epoch == 0 {
            id = response.sessionId
            epoch = id == 0 ? 0 : 1
        } else {
            epoch = epoch == .max ? 1 : epoch + 1
        }
    }

    /// The leader may have seen the request or not: the next one begins anew, and ends the session
    /// that the leader may still have.
    package mutating func failed() {
        epoch = 0
    }
}
