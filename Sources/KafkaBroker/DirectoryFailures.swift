import ClusterMetadata
import Platform
import Replication
import Scheduling
import Storage
import Telemetry

extension ReplicaParts {
    /// From now on the failure of a log directory takes its replicas out of service and is announced
    /// to the controller, which lets others lead. Called before the broker registers, so that it is
    /// never asked for a replica without that. Without any directory left the broker ends
    /// (Kafka: ReplicaManager.handleLogDirFailure).
    func watchDirectories(_ cluster: ClusterParts, _ world: BrokerWorld) {
        let logger = world.logger.named("LogDirectories")
        let (partitions, fetchers, logs, moves) = (partitions, fetchers, logs, moves)
        // Orders that wait for a log are carried out when it is open, one at a time like all others.
        logs.onLogSettled { [change, orders] partition in
            orders.execute { change.resume(partition) }
        }
        logs.onDirectoryFailure { directory in
            // The failure is met amid an append, with the partition's lock held: not on that thread.
            world.blocking.execute {
                let lost = partitions.markOffline(
                    logDirectory: directory, unless: { logs.log($0) != nil })
                for partition in lost {
                    fetchers.stopFetching(partition)
                    moves.rest(partition)
                }
                logger.error("\(lost.count) replicas in \(directory) are out of service")
                guard !logs.onlineDirectories.isEmpty else {
                    logger.error("no log directory is left: the broker ends")
                    return world.halt()
                }
                Task {
                    do throws(ClusterMetadataError) {
                        try await cluster.store.announceLogDirFailure(
                            of: cluster.identity.brokerID)
                    } catch {
                        logger.error("the controller does not hear of \(directory): \(error)")
                    }
                }
            }
        }
    }
}
