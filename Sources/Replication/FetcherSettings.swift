import KafkaModel
import Platform

/// How followers fetch.
package struct FetcherSettings: Sendable {
    package var brokerID: BrokerID
    /// `num.replica.fetchers`: parallel fetches from each leader broker.
    package var fetchersPerLeader = 1
    /// `replica.fetch.max.bytes`: most bytes of one partition in an answer.
    package var maxBytesPerPartition: Int32 = 1_048_576
    /// `replica.fetch.response.max.bytes`: most bytes of an answer.
    package var maxBytesPerResponse: Int32 = 10_485_760
    /// `replica.fetch.min.bytes`.
    package var minBytes: Int32 = 1
    /// `replica.fetch.wait.max.ms`: how long the leader holds an empty answer back.
    package var maxWait: Duration = .milliseconds(500)
    /// `replica.fetch.backoff.ms`: the longest pause after an error. The first pauses are shorter,
    /// since most errors are a leader that has not heard of its role yet.
    package var maxBackoff: Duration = .milliseconds(1000)
    package var firstBackoff: Duration = .milliseconds(20)
    /// The version of Fetch by `inter.broker.protocol.version`; 12 is used where a topic has no id.
    package var fetchVersion: Int16 = 17
    /// The version of ListOffsets: one that every broker has that speaks with leader epochs.
    package var listOffsetsVersion: Int16 = 5
    /// The version of OffsetForLeaderEpoch: asked only of brokers so old that they know this one.
    package var epochVersion: Int16 = 3
    /// For proofs only.
    package var brokenRule: BrokenRule?

    package init(brokerID: BrokerID) {
        self.brokerID = brokerID
    }

    /// Whether Fetch itself tells where logs diverge (version 12).
    package var truncatesOnFetch: Bool { fetchVersion >= 12 }

    /// The pause after so many failures in a row, at least one.
    package func backoff(failures: Int) -> Duration {
        let doublings = min(max(failures - 1, 0), 10)
        return min(maxBackoff, firstBackoff * (1 << doublings))
    }
}
