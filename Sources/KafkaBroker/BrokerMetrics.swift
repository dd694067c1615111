import ClusterControl
import Replication
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
            partitions.count - partitions.allOnline.count
        }
        gauge("underreplicatedpartitions", "Led partitions with replicas out of sync") {
            partitions.allOnline.count { partition in
                guard partition.isLeader, let assignment = partition.assignment else {
                    return false
                }
                return partition.inSyncReplicas.count < assignment.replicas.count
            }
        }
        let controller = cluster.controller
        registry.gauge(
            "kafka_controller_kafkacontroller_activecontrollercount",
            help: "1 on the broker that is the controller"
        ) { controller.status.isActive ? 1 : 0 }
    }
}
