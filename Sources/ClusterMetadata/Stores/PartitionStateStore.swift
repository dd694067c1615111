import KafkaModel
import ZooKeeperClient

/// A state to be written over one of a known version.
package struct PartitionStateUpdate: Equatable, Sendable {
    package var partition: TopicPartition
    package var state: PartitionStateZNode
    /// The version that must be there.
    package var expected: PartitionEpoch

    package init(
        _ partition: TopicPartition, _ state: PartitionStateZNode, over expected: PartitionEpoch
    ) {
        self.partition = partition
        self.state = state
        self.expected = expected
    }
}

/// What became of one write.
package enum PartitionStateWrite: Equatable, Sendable {
    /// Written; the new version.
    case written(PartitionEpoch)
    /// Somebody wrote in between, or the node exists already: read and decide again.
    case conflict
    case failed(ClusterMetadataError)
}

/// Conditional writes of partition states, pipelined.
package struct PartitionStateStore: Sendable {
    private let store: ClusterStore
    private let controller: ControllerStore?

    /// The controller's writes, under its guard.
    package init(_ controller: ControllerStore) {
        self.store = controller.store
        self.controller = controller
    }

    /// A leader's own writes, for IBP below 2.7-IV2.
    package init(_ store: ClusterStore) {
        self.store = store
        self.controller = nil
    }

    /// Creates the states of new partitions; answers in their order.
    ///
    /// Throws `controllerMoved` if the guard was refused for any.
    package func create(_ states: [(partition: TopicPartition, state: PartitionStateZNode)])
        async throws(ClusterMetadataError) -> [PartitionStateWrite]
    {
        try await write(
            states.map {
                .create(
                    path: PartitionStateZNode.path($0.partition), data: $0.state.encode(),
                    mode: .persistent, acl: .openUnsafe)
            })
    }

    /// Writes each state if its version is still the expected one; answers in their order.
    ///
    /// Throws `controllerMoved` if the guard was refused for any.
    package func update(_ updates: [PartitionStateUpdate]) async throws(ClusterMetadataError)
        -> [PartitionStateWrite]
    {
        try await write(
            updates.map {
                .set(
                    path: PartitionStateZNode.path($0.partition), data: $0.state.encode(),
                    version: $0.expected.rawValue)
            })
    }

    /// A leader's write. When the version is another one but the content is what was to be written,
    /// the write counts as done.
    package func updateAsLeader(_ update: PartitionStateUpdate) async throws(ClusterMetadataError)
        -> PartitionStateWrite
    {
        let result = try await self.update([update])[0]
        guard result == .conflict else { return result }
        let stored = try await store.partitionStates([update.partition])[update.partition]
        guard let stored, stored.state == update.state else { return .conflict }
        return .written(stored.epoch)
    }

    private func write(_ operations: [ZooKeeperOperation]) async throws(ClusterMetadataError)
        -> [PartitionStateWrite]
    {
        guard let controller else { return try await writeEach(operations[...]) }
        let atOnce = ControllerStore.operationsAtOnce
        let starts = Array(stride(from: 0, to: operations.count, by: atOnce))
        let results = await pipelined(starts) {
            start -> Result<[PartitionStateWrite], ClusterMetadataError> in
            let end = min(start + atOnce, operations.count)
            do throws(ClusterMetadataError) {
                return .success(try await write(operations[start..<end], of: controller))
            } catch {
                return .failure(error)
            }
        }
        return try results.allSuccesses().flatMap { $0 }
    }

    /// All in one request. If that is refused, the one that is to blame is found by trying each.
    private func write(_ operations: ArraySlice<ZooKeeperOperation>, of controller: ControllerStore)
        async throws(ClusterMetadataError) -> [PartitionStateWrite]
    {
        guard operations.count > 1 else { return try await writeEach(operations) }
        do throws(ClusterMetadataError) {
            return try await controller.guardedAtOnce(operations).map(Self.outcome)
        } catch {
            switch error {
            case .controllerMoved: throw error
            case .zooKeeper(.badVersion), .zooKeeper(.nodeExists), .zooKeeper(.noNode):
                return try await writeEach(operations)
            default: return operations.map { _ in .failed(error) }
            }
        }
    }

    private func writeEach(_ operations: ArraySlice<ZooKeeperOperation>)
        async throws(ClusterMetadataError) -> [PartitionStateWrite]
    {
        let results = await pipelined(Array(operations)) {
            operation -> Result<PartitionStateWrite, ClusterMetadataError> in
            do throws(ClusterMetadataError) {
                return .success(Self.outcome(try await perform(operation)))
            } catch {
                switch error {
                case .controllerMoved: return .failure(error)
                case .zooKeeper(.badVersion), .zooKeeper(.nodeExists): return .success(.conflict)
                default: return .success(.failed(error))
                }
            }
        }
        return try results.allSuccesses()
    }

    private func perform(_ operation: ZooKeeperOperation) async throws(ClusterMetadataError)
        -> ZooKeeperOperationResult
    {
        if let controller { return try await controller.guarded(operation) }
        do throws(ZooKeeperError) {
            guard let result = try await store.zooKeeper.multi([operation]).first else {
                throw .code(.marshallingError)
            }
            return result
        } catch {
            throw ControllerStore.unguarded(error)
        }
    }

    private static func outcome(_ result: ZooKeeperOperationResult) -> PartitionStateWrite {
        if case .set(let stat) = result { return .written(PartitionEpoch(stat.version)) }
        return .written(0)
    }
}

extension ControllerStore {
    /// The error of an operation that had no guard before it.
    static func unguarded(_ error: ZooKeeperError) -> ClusterMetadataError {
        if case .multi(_, let code) = error { return .zooKeeper(.code(code)) }
        return .zooKeeper(error)
    }
}
