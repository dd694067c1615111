import ClusterMetadata
import KafkaModel
import KafkaProtocol

/// The orders of one round, gathered while states change and sent together at its end: to each
/// broker LeaderAndIsr, then UpdateMetadata, then StopReplica, each only with what changed.
///
/// A value without I/O; ``orders(_:_:)`` gives what is to be sent.
struct BrokerRequestBatch {
    private struct Stop {
        var deletes: Bool
        var leaderEpoch: LeaderEpoch
    }

    private var leaderAndIsr: [BrokerID: [TopicPartition: Bool]] = [:]
    /// Whether all brokers are to be sent UpdateMetadata, or some.
    private var informsAll = false
    private var metadataBrokers: Set<BrokerID> = []
    private var metadataPartitions: Set<TopicPartition> = []
    private var stops: [BrokerID: [TopicPartition: Stop]] = [:]

    var isEmpty: Bool {
        leaderAndIsr.isEmpty && !informsAll && metadataBrokers.isEmpty && stops.isEmpty
    }

    /// `replicas` shall learn who leads the partition, and all brokers shall know. With `isNew`, they
    /// may create the replica.
    mutating func addLeaderAndIsr(
        _ partition: TopicPartition, to replicas: [BrokerID], isNew: Bool
    ) {
        for id in replicas where id.isBroker {
            Self.note(isNew, &leaderAndIsr[id, default: [:]][partition, default: false])
        }
        informsAll = true
        metadataPartitions.insert(partition)
    }

    private static func note(_ isNew: Bool, _ known: inout Bool) { known = known || isNew }

    /// `brokers` shall know the live brokers and these partitions; all brokers if none are named.
    mutating func addMetadata(_ partitions: [TopicPartition], to brokers: [BrokerID]? = nil) {
        if let brokers { metadataBrokers.formUnion(brokers) } else { informsAll = true }
        metadataPartitions.formUnion(partitions)
    }

    /// The broker shall stop to fetch, and with `deletes` also remove, its replica. `epoch` is
    /// ``ControllerContext/stopEpoch(_:)``.
    mutating func addStopReplica(_ replica: Replica, deletes: Bool, epoch: LeaderEpoch) {
        let before = stops[replica.broker]?[replica.partition]?.deletes ?? false
        stops[replica.broker, default: [:]][replica.partition] = Stop(
            deletes: before || deletes, leaderEpoch: epoch)
    }

    /// What each broker is to be sent, by ascending id, each list in the order of sending. Brokers
    /// that are not registered get nothing.
    func orders(_ context: ControllerContext, _ settings: ControllerSettings)
        -> [(broker: BrokerID, orders: [BrokerOrder])]
    {
        let writer = BrokerOrderWriter(context: context, settings: settings)
        // The same for all brokers but for their epoch: built once.
        let informsNone = !informsAll && metadataBrokers.isEmpty
        let metadata = informsNone ? nil : writer.updateMetadata(metadataPartitions)
        return context.liveOrShuttingDown.compactMap { id in
            guard let broker = context.brokers[id] else { return nil }
            var orders: [BrokerOrder] = []
            if let partitions = leaderAndIsr[id] {
                orders += writer.leaderAndIsr(partitions, broker.epoch)
            }
            if var metadata, informsAll || metadataBrokers.contains(id) {
                metadata.brokerEpoch = broker.epoch
                let version = settings.protocolVersion.updateMetadataVersion
                orders.append(.updateMetadata(metadata, version: version))
            }
            if let partitions = stops[id] {
                let values = partitions.mapValues { (deletes: $0.deletes, epoch: $0.leaderEpoch) }
                orders += writer.stopReplica(values, to: id, broker.epoch)
            }
            return orders.isEmpty ? nil : (id, orders)
        }
    }
}
