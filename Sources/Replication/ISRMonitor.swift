import KafkaModel
import Platform

/// Drops followers that have fallen behind from the in-sync replicas, in rounds of half the allowed
/// lag (Kafka: the `isr-expiration` job).
package struct ISRMonitor: Sendable {
    private let partitions: HostedPartitions
    private let settings: ReplicationSettings
    private let time: any TimeSource

    package init(
        _ partitions: HostedPartitions, settings: ReplicationSettings, time: any TimeSource
    ) {
        self.partitions = partitions
        self.settings = settings
        self.time = time
    }

    /// Runs until cancelled.
    package func run() async {
        while !Task.isCancelled {
            do { try await time.sleep(for: settings.replicaLagTimeMax / 2) } catch { return }
            check()
        }
    }

    /// One round over all partitions that this broker leads. Any thread.
    package func check() {
        let now = time.monotonic()
        for partition in partitions.allOnline { partition.shrinkInSyncReplicas(now: now) }
    }
}
