import ClusterControl
import Platform
import Replication
import Storage
import Telemetry

/// What operators watch first of a broker, under the names that they know from Kafka.
enum BrokerMetrics {
    static func export(
        _ cluster: ClusterParts, _ replicas: ReplicaParts, to registry: MetricRegistry
    ) {
        let partitions = replicas.partitions
        func gauge(_ name: String, _ help: String, _ read: @Sendable @escaping () -> Int) {
            registry.gauge("kafka_server_replicamanager_\(name)", help: help) { Double(read()) }
        }
        gauge("partitioncount", "Replicas on this broker") { partitions.count }
        gauge("leadercount", "Partitions that this broker leads") {
            partitions.allOnline.count(where: \.isLeader)
        }
        gauge("offlinereplicacount", "Replicas in log directories that failed") {
            partitions.offlineCount
        }
        gauge("underreplicatedpartitions", "Led partitions with replicas out of sync") {
            partitions.allOnline.count { partition in
                guard partition.isLeader, let assignment = partition.assignment else {
                    return false
                }
                return partition.inSyncReplicas.count < assignment.replicas.count
            }
        }
        registry.gauge(
            "kafka_server_leaderreplication_byte_rate",
            help: "Bytes in a second sent of throttled replicas"
        ) { [quota = replicas.quotas.leader] in quota.rate }
        registry.gauge(
            "kafka_server_followerreplication_byte_rate",
            help: "Bytes in a second fetched by throttled replicas"
        ) { [quota = replicas.quotas.follower] in quota.rate }
        registry.gauge(
            "needletail_replica_moves",
            help: "Replicas that are being moved between log directories"
        ) { [moves = replicas.moves] in Double(moves.count) }
        exportCleaner(replicas.cleaner, to: registry)
        let controller = cluster.controller
        registry.gauge(
            "kafka_controller_kafkacontroller_activecontrollercount",
            help: "1 on the broker that is the controller"
        ) { controller.status.isActive ? 1 : 0 }
    }

    /// Compaction. Shares are in percent, as Kafka tells them.
    private static func exportCleaner(_ cleaner: LogCleaner, to registry: MetricRegistry) {
        func gauge(
            _ type: String, _ name: String, _ help: String,
            _ read: @Sendable @escaping () -> Double
        ) {
            registry.gauge("kafka_log_\(type)_\(name)", help: help, read)
        }
        gauge(
            "logcleaner", "max_buffer_utilization_percent",
            "How full the map of keys of the last cleaning was"
        ) { cleaner.progress.lastMapUtilization * 100 }
        gauge(
            "logcleaner", "cleaner_recopy_percent", "Bytes that the last cleaning kept"
        ) { cleaner.progress.lastRecopyRatio * 100 }
        gauge(
            "logcleaner", "max_clean_time_secs", "Seconds that the last cleaning took"
        ) { Double(cleaner.progress.lastDuration.wholeMilliseconds) / 1000 }
        gauge(
            "logcleaner", "deadthreadcount",
            "Cleaner threads that have ended: 0, since none can end alone"
        ) { 0 }
        gauge(
            "logcleanermanager", "max_dirty_percent", "Dirty bytes of the dirtiest log"
        ) { cleaner.progress.maximumDirtyRatio * 100 }
        gauge(
            "logcleanermanager", "time_since_last_run_ms",
            "Milliseconds since the cleaner looked for work"
        ) { Double(cleaner.timeSinceLastRun.wholeMilliseconds) }
        gauge(
            "logcleanermanager", "uncleanable_partitions_count",
            "Partitions that cannot be compacted"
        ) { Double(cleaner.uncleanable.count) }
        gauge(
            "logcleanermanager", "uncleanable_bytes",
            "Bytes of the partitions that cannot be compacted"
        ) { Double(cleaner.uncleanableBytes) }
    }
}
