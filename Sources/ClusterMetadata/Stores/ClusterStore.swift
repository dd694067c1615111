import KafkaModel
import Telemetry
import ZooKeeperClient

/// A broker that is registered now.
package struct RegisteredBroker: Equatable, Sendable {
    package var id: BrokerID
    package var epoch: BrokerEpoch
    package var registration: BrokerZNode

    package init(id: BrokerID, epoch: BrokerEpoch, registration: BrokerZNode) {
        self.id = id
        self.epoch = epoch
        self.registration = registration
    }
}

/// A partition's state together with its version.
package struct VersionedPartitionState: Equatable, Sendable {
    package var state: PartitionStateZNode
    package var epoch: PartitionEpoch

    package init(_ state: PartitionStateZNode, epoch: PartitionEpoch) {
        self.state = state
        self.epoch = epoch
    }
}

/// Reads of the cluster's metadata. Reads of many nodes are pipelined.
///
/// Callable from any task. Give it a ``ZooKeeperRetry``. Watches are one-shot: their events arrive
/// through `ZooKeeper.events()`. Where many nodes are read, one with content that does not belong
/// there is told to the log and passed over, so that it does not hide the others.
package struct ClusterStore: Sendable {
    package let zooKeeper: any ZooKeeper
    private let logger: Logger

    package init(
        _ zooKeeper: any ZooKeeper, logger: Logger = Logger("metadata", sink: NullLogSink())
    ) {
        self.zooKeeper = zooKeeper
        self.logger = logger
    }

    /// Data and version of a node; `nil` if it does not exist.
    package func node(_ path: String, watch: Bool = false) async throws(ClusterMetadataError)
        -> (data: [UInt8]?, stat: ZNodeStat)?
    {
        do throws(ZooKeeperError) {
            return try await zooKeeper.get(path, watch: watch)
        } catch {
            if error == .noNode { return nil }
            throw .zooKeeper(error)
        }
    }

    /// Names of children in ascending order; none if there is no such node.
    package func children(_ path: String, watch: Bool = false) async throws(ClusterMetadataError)
        -> [String]
    {
        do throws(ZooKeeperError) {
            return try await zooKeeper.children(path, watch: watch).names.sorted()
        } catch {
            if error == .noNode { return [] }
            throw .zooKeeper(error)
        }
    }

    /// The children of `path` that end in a counter, by that counter.
    package func sequentialChildren(_ path: String, watch: Bool = false)
        async throws(ClusterMetadataError) -> [(sequence: Int64, path: String)]
    {
        try await children(path, watch: watch)
            .compactMap { name in MetadataPath.sequence(name).map { ($0, "\(path)/\(name)") } }
            .sorted { $0.0 < $1.0 }
    }

    /// Several nodes, in the order asked.
    package func nodes(_ paths: [String], watch: Bool = false) async throws(ClusterMetadataError)
        -> [(data: [UInt8]?, stat: ZNodeStat)?]
    {
        var nodes: [ZNodeContent?] = []
        nodes.reserveCapacity(paths.count)
        for result in await zooKeeper.get(paths, watch: watch) {
            do throws(ZooKeeperError) {
                nodes.append(try result.get())
            } catch {
                throw .zooKeeper(error)
            }
        }
        return nodes
    }
}

// Brokers and the controller.
extension ClusterStore {
    /// Ids of the live brokers, ascending. Names that are no numbers are passed over.
    package func brokerIDs(watch: Bool = false) async throws(ClusterMetadataError) -> [BrokerID] {
        try await children(MetadataPath.brokerIDs, watch: watch)
            .compactMap { Int32($0).map { BrokerID($0) } }.sorted()
    }

    /// The live brokers by ascending id. With `watch`, for changes of the list, not of the nodes.
    package func brokers(watch: Bool = false) async throws(ClusterMetadataError)
        -> [RegisteredBroker]
    {
        let ids = try await brokerIDs(watch: watch)
        let nodes = try await nodes(ids.map(BrokerZNode.path))
        var brokers: [RegisteredBroker] = []
        for (id, node) in zip(ids, nodes) {
            guard let node else { continue }
            do throws(ClusterMetadataError) {
                brokers.append(try Self.broker(id, node.data, node.stat))
            } catch {
                logger.error("the registration of broker \(id) is passed over: \(error)")
            }
        }
        return brokers
    }

    /// `nil` if it is not registered.
    package func broker(_ id: BrokerID, watch: Bool = false) async throws(ClusterMetadataError)
        -> RegisteredBroker?
    {
        guard let node = try await node(BrokerZNode.path(id), watch: watch) else { return nil }
        return try Self.broker(id, node.data, node.stat)
    }

    private static func broker(_ id: BrokerID, _ data: [UInt8]?, _ stat: ZNodeStat)
        throws(ClusterMetadataError) -> RegisteredBroker
    {
        let registration = try decoded(BrokerZNode.path(id)) { () throws(ZNodeDecodeError) in
            try BrokerZNode(decoding: data)
        }
        return RegisteredBroker(
            id: id, epoch: BrokerEpoch(stat.czxid), registration: registration)
    }

    /// `nil` while there is no controller.
    package func controller(watch: Bool = false) async throws(ClusterMetadataError)
        -> (znode: ControllerZNode, stat: ZNodeStat)?
    {
        guard let node = try await node(ControllerZNode.path, watch: watch) else { return nil }
        let znode = try decoded(ControllerZNode.path) { () throws(ZNodeDecodeError) in
            try ControllerZNode(decoding: node.data)
        }
        return (znode, node.stat)
    }

    /// The epoch and the version of its node; `nil` if no broker was ever controller.
    package func controllerEpoch() async throws(ClusterMetadataError)
        -> (epoch: ControllerEpoch, version: Int32)?
    {
        guard let node = try await node(ControllerEpochZNode.path) else { return nil }
        let epoch = try decoded(ControllerEpochZNode.path) { () throws(ZNodeDecodeError) in
            try ControllerEpochZNode.decode(node.data)
        }
        return (epoch, node.stat.version)
    }

    /// `nil` if there is no node. The version is the epoch of the finalized features.
    package func feature(watch: Bool = false) async throws(ClusterMetadataError)
        -> (znode: FeatureZNode, version: Int32)?
    {
        guard let node = try await node(FeatureZNode.path, watch: watch) else { return nil }
        let znode = try decoded(FeatureZNode.path) { () throws(ZNodeDecodeError) in
            try FeatureZNode(decoding: node.data)
        }
        return (znode, node.stat.version)
    }
}

// Topics and partitions.
extension ClusterStore {
    /// All topics, ascending, also those marked for deletion.
    package func topicNames(watch: Bool = false) async throws(ClusterMetadataError) -> [String] {
        try await children(MetadataPath.topics, watch: watch)
    }

    /// `nil` if there is no such topic.
    package func topic(_ name: String, watch: Bool = false) async throws(ClusterMetadataError)
        -> TopicZNode?
    {
        guard let node = try await node(TopicZNode.path(name), watch: watch) else { return nil }
        return try decoded(TopicZNode.path(name)) { () throws(ZNodeDecodeError) in
            try TopicZNode(decoding: node.data)
        }
    }

    /// Those of the topics that exist, in the order asked. With `watch`, for changes of each.
    package func topics(_ names: [String], watch: Bool = false)
        async throws(ClusterMetadataError) -> [(name: String, znode: TopicZNode)]
    {
        let nodes = try await nodes(names.map(TopicZNode.path), watch: watch)
        var topics: [(name: String, znode: TopicZNode)] = []
        for (name, node) in zip(names, nodes) {
            guard let node else { continue }
            do throws(ZNodeDecodeError) {
                topics.append((name, try TopicZNode(decoding: node.data)))
            } catch {
                logger.error("topic \(name) is malformed and passed over: \(error)")
            }
        }
        return topics
    }

    package func topicExists(_ name: String) async throws(ClusterMetadataError) -> Bool {
        try await exists(TopicZNode.path(name))
    }

    package func isMarkedForDeletion(_ topic: String) async throws(ClusterMetadataError) -> Bool {
        try await exists(MetadataPath.topicDeletion(topic))
    }

    /// Topics whose deletion was asked for, ascending.
    package func topicDeletions(watch: Bool = false) async throws(ClusterMetadataError)
        -> [String]
    {
        try await children(MetadataPath.topicDeletions, watch: watch)
    }

    package func exists(_ path: String, watch: Bool = false) async throws(ClusterMetadataError)
        -> Bool
    {
        try await metadata { () async throws(ZooKeeperError) in
            try await zooKeeper.exists(path, watch: watch)
        } != nil
    }

    /// The states of those partitions that have one. With `watch`, for changes of each.
    package func partitionStates(_ partitions: [TopicPartition], watch: Bool = false)
        async throws(ClusterMetadataError) -> [TopicPartition: VersionedPartitionState]
    {
        let parts = stride(from: 0, to: partitions.count, by: Self.statesAtOnce).map {
            partitions[$0..<min($0 + Self.statesAtOnce, partitions.count)]
        }
        let read = await pipelined(parts, atOnce: 2) {
            part -> Result<[VersionedPartitionState?], ClusterMetadataError> in
            do throws(ClusterMetadataError) {
                return .success(try await readStates(part, watch: watch))
            } catch {
                return .failure(error)
            }
        }
        var states: [TopicPartition: VersionedPartitionState] = [:]
        states.reserveCapacity(partitions.count)
        for (part, found) in zip(parts, try read.allSuccesses()) {
            for (partition, state) in zip(part, found) { states[partition] = state }
        }
        return states
    }
    /// One part is decoded while the next is on its way, and no more than two lie in memory as text.
    private static let statesAtOnce = 16_384

    /// In the order asked; `nil` for those without a state.
    private func readStates(_ partitions: ArraySlice<TopicPartition>, watch: Bool)
        async throws(ClusterMetadataError) -> [VersionedPartitionState?]
    {
        let nodes = try await nodes(partitions.map(PartitionStateZNode.path), watch: watch)
        return zip(partitions, nodes).map { partition, node in
            guard let node else { return nil }
            do throws(ZNodeDecodeError) {
                return VersionedPartitionState(
                    try PartitionStateZNode(decoding: node.data),
                    epoch: PartitionEpoch(node.stat.version))
            } catch {
                logger.error("the state of \(partition) is malformed and passed over: \(error)")
                return nil
            }
        }
    }
}
