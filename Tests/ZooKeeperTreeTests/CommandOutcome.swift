import ZooKeeperClient

/// What came of a command, in a form that can be compared between two servers.
enum CommandOutcome: Equatable {
    case failed(ZooKeeperError)
    case deleted
    case absent
    case created(String, ZNodeStat)
    case stat(ZNodeStat)
    case data([UInt8]?, ZNodeStat)
    case names([String], ZNodeStat)
    case acl([ZNodeACL], ZNodeStat)
    case results([ZooKeeperOperationResult])

    /// Carries `command` out.
    init(_ command: RandomCommand, on zooKeeper: any ZooKeeper) async {
        do throws(ZooKeeperError) {
            self = try await Self.run(command, zooKeeper)
        } catch {
            self = .failed(error)
        }
    }

    private static func run(_ command: RandomCommand, _ zooKeeper: any ZooKeeper)
        async throws(ZooKeeperError) -> CommandOutcome
    {
        switch command {
        case .get(let path, let watch):
            let (data, stat) = try await zooKeeper.get(path, watch: watch)
            return .data(data, stat)
        case .exists(let path, let watch):
            return try await zooKeeper.exists(path, watch: watch).map { .stat($0) } ?? .absent
        case .children(let path, let watch):
            let (names, stat) = try await zooKeeper.children(path, watch: watch)
            return .names(names.sorted(), stat)
        case .getACL(let path):
            let (acl, stat) = try await zooKeeper.getACL(path)
            return .acl(acl, stat)
        case .setACL(let path, let acl, let version):
            return .stat(try await zooKeeper.setACL(path, acl, version: version))
        case .write(let operation): return try await write(operation, zooKeeper)
        case .multi(let operations): return .results(try await zooKeeper.multi(operations))
        }
    }

    private static func write(_ operation: ZooKeeperOperation, _ zooKeeper: any ZooKeeper)
        async throws(ZooKeeperError) -> CommandOutcome
    {
        switch operation {
        case .create(let path, let data, let mode, let acl):
            let (created, stat) = try await zooKeeper.create(path, data, mode, acl: acl)
            return .created(created, stat)
        case .set(let path, let data, let version):
            return .stat(try await zooKeeper.set(path, data, version: version))
        case .delete(let path, let version):
            try await zooKeeper.delete(path, version: version)
            return .deleted
        case .check: return .results(try await zooKeeper.multi([operation]))
        }
    }

    /// With every stat passed through `body`.
    func mapStats(_ body: (ZNodeStat) -> ZNodeStat) -> CommandOutcome {
        switch self {
        case .failed, .deleted, .absent: self
        case .created(let path, let stat): .created(path, body(stat))
        case .stat(let stat): .stat(body(stat))
        case .data(let data, let stat): .data(data, body(stat))
        case .names(let names, let stat): .names(names, body(stat))
        case .acl(let acl, let stat): .acl(acl, body(stat))
        case .results(let results):
            .results(
                results.map { result in
                    if case .set(let stat) = result { return .set(body(stat)) }
                    return result
                })
        }
    }
}
