import Bytes
import KafkaModel
import Platform
import Storage

/// What a fetch asks of all its partitions.
package struct FetchParameters: Sendable {
    /// ``BrokerID/consumer``, ``BrokerID/debuggingConsumer``, or the follower.
    package var replica: BrokerID = .consumer
    package var replicaEpoch: BrokerEpoch = .none
    package var isolation: ReadIsolation = .highWatermark
    package var maxWait: Duration = .zero
    package var minBytes = 0
    package var maxBytes = Int.max
    /// Versions up to 2 cut batches at the limit; later ones return the first batch whole.
    package var allowsOversizedFirstBatch = true
    /// Consumers before version 11 read from the leader only.
    package var onlyFromLeader = true
    /// Where a consumer is, if it can be sent to a replica near to it (version 11).
    package var place: ConsumerPlace?

    package init() {}

    package var isFollower: Bool { replica.isBroker }
}

/// What a fetch asks of one partition.
package struct PartitionFetch: Sendable {
    package var partition: TopicPartition
    /// ``UUID/zero`` where the client named the topic.
    package var topicID: UUID = .zero
    package var fetchOffset: Offset
    package var logStartOffset: Offset = .none
    package var maxBytes: Int
    package var currentLeaderEpoch: LeaderEpoch = .none
    package var lastFetchedEpoch: LeaderEpoch = .none
    /// The high watermark that the last answer of the fetch session told; ``Offset/none`` where
    /// there was none.
    package var toldHighWatermark: Offset = .none

    package init(_ partition: TopicPartition, fetchOffset: Offset, maxBytes: Int) {
        self.partition = partition
        self.fetchOffset = fetchOffset
        self.maxBytes = maxBytes
    }
}

package struct PartitionFetchResult: Sendable {
    package var partition: TopicPartition
    package var error: ErrorCode = .none
    package var highWatermark: Offset = .none
    package var lastStableOffset: Offset = .none
    package var logStartOffset: Offset = .none
    package var records: Payload = .empty
    /// `nil` unless committed records were asked for.
    package var abortedTransactions: [AbortedTransaction]?
    /// Where the follower's log has left the leader's.
    package var divergence: EpochEndOffset?
    /// The follower from which the consumer should read instead; ``BrokerID/none``: from here.
    package var preferredReadReplica: BrokerID = .none

    package init(_ partition: TopicPartition) {
        self.partition = partition
    }

    /// Something that the client should know at once.
    var isUrgent: Bool {
        error != .none || divergence != nil || preferredReadReplica.isBroker
    }
}
