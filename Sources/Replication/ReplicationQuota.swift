import KafkaModel
import Platform
import Telemetry

/// The limit of one side of replication traffic, and what has been used of it (KIP-73; Kafka:
/// ReplicationQuotaManager). Callable from any thread.
///
/// It is there for replicas that are being filled: the traffic of throttled replicas counts as long as
/// they are throttled, but only those that are not in sync are held back by it.
package final class ReplicationQuota: Sendable {
    private let brokerID: BrokerID
    private let meter: Lock<RateMeter>
    private let time: any TimeSource
    private let limit: @Sendable () -> Int64
    private let replicas: @Sendable () -> ThrottledReplicas

    /// - Parameters:
    ///   - samples: `replication.quota.window.num`.
    ///   - sampleLength: `replication.quota.window.size.seconds`.
    ///   - limit: the rate in force, bytes in a second.
    ///   - replicas: the throttled replicas in force. Both are asked for at each use, and must not
    ///     block.
    package init(
        brokerID: BrokerID, samples: Int, of sampleLength: Duration, time: any TimeSource,
        limit: @escaping @Sendable () -> Int64,
        replicas: @escaping @Sendable () -> ThrottledReplicas
    ) {
        self.brokerID = brokerID
        meter = Lock(RateMeter(samples: samples, of: sampleLength))
        self.time = time
        self.limit = limit
        self.replicas = replicas
    }

    /// The throttled replicas of this broker at one moment; `nil` if there are none.
    package func throttled() -> Throttled? {
        let replicas = replicas()
        return replicas.isEmpty ? nil : Throttled(replicas: replicas, brokerID: brokerID)
    }

    package struct Throttled: Sendable {
        fileprivate let replicas: ThrottledReplicas
        fileprivate let brokerID: BrokerID

        package func contains(_ partition: TopicPartition) -> Bool {
            replicas.contains(partition, on: brokerID)
        }
    }

    /// Bytes that may go over now; not positive while the quota is used up.
    package var room: Int {
        let (limit, now) = (Double(limit()), time.monotonic())
        return Int(meter.withLock { $0.room(under: limit, at: now) }.clamped)
    }

    /// How long nothing may go over.
    package var pause: Duration {
        let (limit, now) = (Double(limit()), time.monotonic())
        return meter.withLock { $0.timeUntil(rate: limit, at: now) }
    }

    /// Counts bytes of throttled replicas that have gone over.
    package func note(_ bytes: Int) {
        let now = time.monotonic()
        meter.withLock { $0.note(Double(bytes), at: now) }
    }

    /// Bytes in a second, as of now.
    package var rate: Double {
        let now = time.monotonic()
        return meter.withLock { $0.rate(at: now) }
    }
}

extension Double {
    /// Far from what an Int cannot hold.
    fileprivate var clamped: Double { Swift.min(Swift.max(self, -1e15), 1e15) }
}
