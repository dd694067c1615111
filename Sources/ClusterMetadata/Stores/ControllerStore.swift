import KafkaModel
import ZooKeeperClient

/// The result of an election.
package enum ElectionResult: Equatable, Sendable {
    /// This broker is controller. `guardVersion` is the version of `/controller_epoch` that all its
    /// writes are bound to.
    case won(ControllerEpoch, guardVersion: Int32)
    /// Another broker is; `nil` if it was gone again when looked at.
    case lost(to: BrokerID?)
}

/// The writes of the controller. Each is carried out only while the epoch of the controller is the
/// one of this store, so that a controller that was replaced cannot change anything.
///
/// A refused guard throws ``ClusterMetadataError/controllerMoved``. Callable from any task.
package struct ControllerStore: Sendable {
    package let store: ClusterStore
    package let epoch: ControllerEpoch
    private let guardVersion: Int32

    package init(_ store: ClusterStore, epoch: ControllerEpoch, guardVersion: Int32) {
        self.store = store
        self.epoch = epoch
        self.guardVersion = guardVersion
    }

    /// The result of `operation`, carried out under the guard. A failure of the operation itself is
    /// thrown as ``ClusterMetadataError/zooKeeper(_:)`` with a plain code.
    package func guarded(_ operation: ZooKeeperOperation) async throws(ClusterMetadataError)
        -> ZooKeeperOperationResult
    {
        do throws(ZooKeeperError) {
            let results = try await store.zooKeeper.multi([
                .check(path: ControllerEpochZNode.path, version: guardVersion), operation,
            ])
            guard results.count == 2 else { throw .code(.marshallingError) }
            return results[1]
        } catch {
            throw Self.translated(error)
        }
    }

    /// Several operations in one request under one guard: all of them or none.
    func guardedAtOnce(_ operations: ArraySlice<ZooKeeperOperation>)
        async throws(ClusterMetadataError) -> [ZooKeeperOperationResult]
    {
        do throws(ZooKeeperError) {
            let check = ZooKeeperOperation.check(
                path: ControllerEpochZNode.path, version: guardVersion)
            let results = try await store.zooKeeper.multi([check] + operations)
            guard results.count == operations.count + 1 else { throw .code(.marshallingError) }
            return Array(results.dropFirst())
        } catch {
            throw Self.translated(error)
        }
    }

    static func translated(_ error: ZooKeeperError) -> ClusterMetadataError {
        switch error {
        case .multi(index: 0, code: .badVersion), .multi(index: 0, code: .noNode): .controllerMoved
        case .multi(_, let code): .zooKeeper(.code(code))
        default: .zooKeeper(error)
        }
    }

    /// Many operations, pipelined, each under the guard; results in their order.
    package func guarded(_ operations: [ZooKeeperOperation]) async
        -> [Result<ZooKeeperOperationResult, ClusterMetadataError>]
    {
        await pipelined(operations) {
            operation -> Result<ZooKeeperOperationResult, ClusterMetadataError> in
            do throws(ClusterMetadataError) {
                return .success(try await guarded(operation))
            } catch {
                return .failure(error)
            }
        }
    }

    /// How many operations one request of the controller carries: enough to make the cost of a
    /// transaction small, and with paths and data of a few hundred bytes each far below what a server
    /// accepts.
    static let operationsAtOnce = 128

    /// Carries out all operations, many with each request, and throws the first failure whose code is
    /// not among `allowed`.
    private func perform(_ operations: [ZooKeeperOperation], allowing allowed: [ZooKeeperCode])
        async throws(ClusterMetadataError)
    {
        let parts = stride(from: 0, to: operations.count, by: Self.operationsAtOnce).map {
            operations[$0..<min($0 + Self.operationsAtOnce, operations.count)]
        }
        let results = await pipelined(parts) { part -> Result<Void, ClusterMetadataError> in
            do throws(ClusterMetadataError) {
                return .success(try await perform(part, allowing: allowed))
            } catch {
                return .failure(error)
            }
        }
        for result in results { try result.get() }
    }

    /// All in one request. If one of them is refused, so are the others, and each is tried by itself.
    private func perform(_ part: ArraySlice<ZooKeeperOperation>, allowing allowed: [ZooKeeperCode])
        async throws(ClusterMetadataError)
    {
        if part.count > 1 {
            do throws(ClusterMetadataError) {
                _ = try await guardedAtOnce(part)
                return
            } catch {
                guard let code = error.code, allowed.contains(code) else { throw error }
            }
        }
        for case .failure(let error) in await guarded(Array(part)) {
            if let code = error.code, allowed.contains(code) { continue }
            throw error
        }
    }
}

// Taking and leaving office.
extension ControllerStore {
    /// Tries to make `brokerID` the controller. One multi operation decides; an answer that was lost
    /// is found out by reading.
    package static func elect(_ brokerID: BrokerID, timestamp: Int64, _ store: ClusterStore)
        async throws(ClusterMetadataError) -> ElectionResult
    {
        let current = try await readOrCreateEpoch(store)
        let next = ControllerEpoch(current.epoch.rawValue &+ 1)
        let controller = ControllerZNode(brokerID: brokerID, timestamp: timestamp)
        do throws(ZooKeeperError) {
            let results = try await store.zooKeeper.multi([
                .create(
                    path: ControllerZNode.path, data: controller.encode(), mode: .ephemeral,
                    acl: .openUnsafe),
                .set(
                    path: ControllerEpochZNode.path, data: ControllerEpochZNode.encode(next),
                    version: current.version),
            ])
            guard case .set(let stat) = results.last else { throw .code(.marshallingError) }
            return .won(next, guardVersion: stat.version)
        } catch {
            guard error.code == .nodeExists || error.code == .badVersion else {
                throw .zooKeeper(error)
            }
            return try await outcome(brokerID, next, store)
        }
    }

    /// Who won an election that was not answered with success.
    private static func outcome(
        _ brokerID: BrokerID, _ next: ControllerEpoch, _ store: ClusterStore
    ) async throws(ClusterMetadataError) -> ElectionResult {
        guard let winner = try await store.controller(watch: true) else { return .lost(to: nil) }
        let epoch = try await store.controllerEpoch()
        if winner.znode.brokerID == brokerID, let epoch, epoch.epoch == next,
            winner.stat.ephemeralOwner == store.zooKeeper.sessionID
        {
            return .won(next, guardVersion: epoch.version)
        }
        return .lost(to: winner.znode.brokerID)
    }

    private static func readOrCreateEpoch(_ store: ClusterStore) async throws(ClusterMetadataError)
        -> (epoch: ControllerEpoch, version: Int32)
    {
        while true {
            if let known = try await store.controllerEpoch() { return known }
            let initial = ControllerEpochZNode.encode(.initial)
            if try await store.createIfMissing(ControllerEpochZNode.path, initial) {
                return (.initial, 0)
            }
        }
    }

    /// Gives the office back, so that others are elected at once.
    package func deleteController() async throws(ClusterMetadataError) {
        try await perform(
            [.delete(path: ControllerZNode.path, version: -1)], allowing: [.noNode])
    }

    /// Brings `/feature` to what `version` wants. Features that somebody enabled are kept.
    package func createOrUpdateFeature(for version: InterBrokerProtocolVersion)
        async throws(ClusterMetadataError)
    {
        var wanted = FeatureZNode(for: version)
        guard let existing = try await store.feature(watch: true) else {
            _ = try await store.createIfMissing(FeatureZNode.path, wanted.encode())
            return
        }
        if wanted.isEnabled { wanted.features = existing.znode.features }
        if wanted == existing.znode { return }
        _ = try await metadata { () async throws(ZooKeeperError) in
            try await store.zooKeeper.set(FeatureZNode.path, wanted.encode(), version: -1)
        }
    }
}

// Topics.
extension ControllerStore {
    package func setTopic(_ name: String, _ topic: TopicZNode) async throws(ClusterMetadataError) {
        _ = try await guarded(
            .set(path: TopicZNode.path(name), data: topic.encode(), version: -1))
    }

    /// Several topics, pipelined. Returns those that were not written, and why. Throws only if this
    /// is the controller no more.
    package func setTopics(_ topics: [(name: String, znode: TopicZNode)])
        async throws(ClusterMetadataError) -> [String: ClusterMetadataError]
    {
        let results = await guarded(
            topics.map {
                .set(path: TopicZNode.path($0.name), data: $0.znode.encode(), version: -1)
            })
        var failures: [String: ClusterMetadataError] = [:]
        for (topic, result) in zip(topics, results) {
            guard case .failure(let error) = result else { continue }
            if error == .controllerMoved { throw error }
            failures[topic.name] = error
        }
        return failures
    }

    /// What is left of the moves that somebody asked for in ZooKeeper; without any the node goes.
    package func setRequestedMoves(_ moves: [ReassignPartitionsZNode.Move])
        async throws(ClusterMetadataError)
    {
        let path = ReassignPartitionsZNode.path
        if moves.isEmpty { return try await delete([path]) }
        let data = ReassignPartitionsZNode(moves).encode()
        try await perform([.set(path: path, data: data, version: -1)], allowing: [.noNode])
    }

    /// Creates what is above the states of new partitions.
    package func createPartitionNodes(_ partitions: [TopicPartition])
        async throws(ClusterMetadataError)
    {
        let topics = Set(partitions.map(\.topic)).sorted()
        try await perform(
            topics.map { Self.creation(MetadataPath.partitions($0)) }, allowing: [.nodeExists])
        try await perform(
            partitions.map { Self.creation(MetadataPath.partition($0)) }, allowing: [.nodeExists])
    }

    private static func creation(_ path: String) -> ZooKeeperOperation {
        .create(path: path, data: nil, mode: .persistent, acl: .openUnsafe)
    }

    /// Removes all that is left of a topic, its request for deletion last, so that a controller that
    /// stops in between is followed by one that goes on.
    package func deleteTopic(_ name: String) async throws(ClusterMetadataError) {
        try await deleteTree(TopicZNode.path(name))
        try await perform(
            [.delete(path: MetadataPath.topicConfig(name), version: -1)], allowing: [.noNode])
        try await removeTopicDeletions([name])
    }

    package func removeTopicDeletions(_ topics: [String]) async throws(ClusterMetadataError) {
        try await delete(topics.map(MetadataPath.topicDeletion))
    }

    /// Children first, each level pipelined.
    private func deleteTree(_ path: String) async throws(ClusterMetadataError) {
        var levels = [[path]]
        while let level = levels.last, !level.isEmpty {
            let lists = await pipelined(level) {
                path -> Result<[String], ClusterMetadataError> in
                do throws(ClusterMetadataError) {
                    return .success(try await store.children(path).map { "\(path)/\($0)" })
                } catch {
                    return .failure(error)
                }
            }
            levels.append(try lists.allSuccesses().flatMap { $0 })
        }
        for level in levels.reversed() { try await delete(level) }
    }

    /// Deletes nodes; those that are gone already are no error.
    package func delete(_ paths: [String]) async throws(ClusterMetadataError) {
        try await perform(
            paths.map { .delete(path: $0, version: -1) }, allowing: [.noNode])
    }
}
