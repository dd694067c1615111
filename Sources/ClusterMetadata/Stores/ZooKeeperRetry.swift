import Platform
import ZooKeeperClient

/// A ZooKeeper whose operations survive the loss of the connection: what every store stands on.
///
/// An operation that fails because the connection was lost is repeated for ever, after a pause, as
/// Kafka does; the session waits until it is connected again. All other errors are returned.
///
/// The lost answer may have been a success. When the repetition is then refused because the effect
/// is already there, the operation counts as done:
///
/// | operation | refused with | done if |
/// |---|---|---|
/// | create | NODEEXISTS | the node holds our data and, if ephemeral, is owned by our session |
/// | set with a version | BADVERSION | the node holds our data at the following version |
/// | delete | NONODE | always |
/// | multi | any of these | all its nodes are as the whole would have left them |
///
/// A repeated sequential create may leave two nodes; readers of notifications do not mind.
package struct ZooKeeperRetry: ZooKeeper {
    /// Keeps a session that fails at once from being asked in a tight loop.
    static let pause = Duration.milliseconds(50)

    private let base: any ZooKeeper
    private let time: any TimeSource

    package init(_ base: any ZooKeeper, time: any TimeSource) {
        self.base = base
        self.time = time
    }

    /// Whether the answer may have been lost, so that the operation is repeated.
    static func isRepeatable(_ error: ZooKeeperError) -> Bool {
        switch error.code {
        case .connectionLoss, .operationTimeout, .sessionMoved: true
        default: false
        }
    }

    private func repeated<T>(
        _ operation: () async throws(ZooKeeperError) -> T,
        ifRefused resolve: (ZooKeeperError) async throws(ZooKeeperError) -> T?
    ) async throws(ZooKeeperError) -> T {
        var answerWasLost = false
        while true {
            do throws(ZooKeeperError) {
                return try await operation()
            } catch {
                if Self.isRepeatable(error) {
                    answerWasLost = true
                    guard (try? await time.sleep(for: Self.pause)) != nil else { throw error }
                    continue
                }
                if answerWasLost, let value = try await resolve(error) { return value }
                throw error
            }
        }
    }

    private func repeated<T>(_ operation: () async throws(ZooKeeperError) -> T)
        async throws(ZooKeeperError) -> T
    {
        try await repeated(operation) { (_) async throws(ZooKeeperError) -> T? in nil }
    }

    /// `nil` for a node that does not exist.
    private func look(_ path: String) async throws(ZooKeeperError)
        -> (data: [UInt8]?, stat: ZNodeStat)?
    {
        do {
            return try await get(path, watch: false)
        } catch ZooKeeperError.noNode {
            return nil
        }
    }
}

extension ZooKeeperRetry {
    package func create(_ path: String, _ data: [UInt8]?, _ mode: CreateMode, acl: [ZNodeACL])
        async throws(ZooKeeperError) -> (path: String, stat: ZNodeStat)
    {
        try await repeated { () async throws(ZooKeeperError) -> (path: String, stat: ZNodeStat) in
            try await base.create(path, data, mode, acl: acl)
        } ifRefused: {
            (error) async throws(ZooKeeperError) -> (path: String, stat: ZNodeStat)? in
            guard error == .nodeExists, let node = try await look(path) else { return nil }
            let expected = ExpectedNode(data: data, version: 0, isEphemeral: mode == .ephemeral)
            guard expected.matches(node.data, node.stat, sessionID: sessionID) else { return nil }
            return (path, node.stat)
        }
    }

    package func get(_ path: String, watch: Bool) async throws(ZooKeeperError)
        -> (data: [UInt8]?, stat: ZNodeStat)
    {
        try await repeated { () async throws(ZooKeeperError) -> (data: [UInt8]?, stat: ZNodeStat) in
            try await base.get(path, watch: watch)
        }
    }

    package func get(_ paths: [String], watch: Bool) async
        -> [Result<ZNodeContent?, ZooKeeperError>]
    {
        var outcomes = await base.get(paths, watch: watch)
        while true {
            let lost = outcomes.indices.filter { index in
                guard case .failure(let error) = outcomes[index] else { return false }
                return Self.isRepeatable(error)
            }
            if lost.isEmpty { return outcomes }
            guard (try? await time.sleep(for: Self.pause)) != nil else { return outcomes }
            let again = await base.get(lost.map { paths[$0] }, watch: watch)
            for (index, outcome) in zip(lost, again) { outcomes[index] = outcome }
        }
    }

    package func set(_ path: String, _ data: [UInt8]?, version: Int32)
        async throws(ZooKeeperError) -> ZNodeStat
    {
        try await repeated { () async throws(ZooKeeperError) -> ZNodeStat in
            try await base.set(path, data, version: version)
        } ifRefused: { (error) async throws(ZooKeeperError) -> ZNodeStat? in
            guard error == .badVersion, let node = try await look(path) else { return nil }
            let expected = ExpectedNode(data: data, version: version &+ 1)
            return expected.matches(node.data, node.stat, sessionID: sessionID) ? node.stat : nil
        }
    }

    package func delete(_ path: String, version: Int32) async throws(ZooKeeperError) {
        try await repeated { () async throws(ZooKeeperError) in
            try await base.delete(path, version: version)
        } ifRefused: { (error) async throws(ZooKeeperError) -> Void? in
            error == .noNode ? () : nil
        }
    }

    package func exists(_ path: String, watch: Bool) async throws(ZooKeeperError) -> ZNodeStat? {
        try await repeated { () async throws(ZooKeeperError) -> ZNodeStat? in
            try await base.exists(path, watch: watch)
        }
    }

    package func children(_ path: String, watch: Bool) async throws(ZooKeeperError)
        -> (names: [String], stat: ZNodeStat)
    {
        try await repeated {
            () async throws(ZooKeeperError) -> (names: [String], stat: ZNodeStat) in
            try await base.children(path, watch: watch)
        }
    }

    package func multi(_ operations: [ZooKeeperOperation]) async throws(ZooKeeperError)
        -> [ZooKeeperOperationResult]
    {
        try await repeated { () async throws(ZooKeeperError) -> [ZooKeeperOperationResult] in
            try await base.multi(operations)
        } ifRefused: { (_) async throws(ZooKeeperError) -> [ZooKeeperOperationResult]? in
            try await resultsIfDone(operations)
        }
    }

    package func getACL(_ path: String) async throws(ZooKeeperError)
        -> (acl: [ZNodeACL], stat: ZNodeStat)
    {
        try await repeated {
            () async throws(ZooKeeperError) -> (acl: [ZNodeACL], stat: ZNodeStat) in
            try await base.getACL(path)
        }
    }

    package func setACL(_ path: String, _ acl: [ZNodeACL], version: Int32)
        async throws(ZooKeeperError) -> ZNodeStat
    {
        try await repeated { () async throws(ZooKeeperError) -> ZNodeStat in
            try await base.setACL(path, acl, version: version)
        }
    }

    package func sync(_ path: String) async throws(ZooKeeperError) {
        try await repeated { () async throws(ZooKeeperError) in try await base.sync(path) }
    }

    package func events() -> AsyncStream<ZooKeeperEvent> { base.events() }
    package var sessionID: Int64 { base.sessionID }
    package func close() async { await base.close() }
}

extension ZooKeeperRetry {
    /// The results of a multi operation that was carried out before; `nil` if it was not.
    private func resultsIfDone(_ operations: [ZooKeeperOperation]) async throws(ZooKeeperError)
        -> [ZooKeeperOperationResult]?
    {
        let expectations = ExpectedNode.after(operations)
        var stats: [String: ZNodeStat] = [:]
        for (path, expected) in expectations {
            let node = try await look(path)
            guard let expected else {
                if node != nil { return nil }
                continue
            }
            guard let node, expected.matches(node.data, node.stat, sessionID: sessionID) else {
                return nil
            }
            stats[path] = node.stat
        }
        return operations.map { operation in
            switch operation {
            case .create(let path, _, _, _): .created(path: path)
            case .set(let path, _, _): .set(stats[path] ?? ZNodeStat())
            case .delete: .deleted
            case .check: .checked
            }
        }
    }
}

/// How an operation leaves a node.
struct ExpectedNode: Equatable {
    var data: [UInt8]?
    /// -1 where it is not known.
    var version: Int32
    var isEphemeral = false

    func matches(_ data: [UInt8]?, _ stat: ZNodeStat, sessionID: Int64) -> Bool {
        (data ?? []) == (self.data ?? [])
            && (version == -1 || stat.version == version)
            && stat.ephemeralOwner == (isEphemeral ? sessionID : 0)
    }

    /// The nodes that `operations` change, in order, and how they leave them; `nil` for a node that
    /// is gone.
    static func after(_ operations: [ZooKeeperOperation]) -> [(path: String, node: ExpectedNode?)] {
        var order: [String] = []
        var nodes: [String: ExpectedNode?] = [:]
        for operation in operations {
            switch operation {
            case .create(let path, let data, let mode, _):
                order.append(path)
                nodes[path] = ExpectedNode(
                    data: data, version: 0, isEphemeral: mode == .ephemeral)
            case .set(let path, let data, let version):
                if nodes[path] == nil { order.append(path) }
                let isEphemeral = (nodes[path] ?? nil)?.isEphemeral ?? false
                nodes[path] = ExpectedNode(
                    data: data, version: version == -1 ? -1 : version &+ 1,
                    isEphemeral: isEphemeral)
            case .delete(let path, _):
                if nodes[path] == nil { order.append(path) }
                nodes[path] = .some(nil)
            case .check: break
            }
        }
        return order.map { (path: $0, node: nodes[$0] ?? nil) }
    }
}
