import ZooKeeperClient
import ZooKeeperTree

extension SimulatedZooKeeperSession {
    package func create(_ path: String, _ data: [UInt8]?, _ mode: CreateMode, acl: [ZNodeACL])
        async throws(ZooKeeperError) -> (path: String, stat: ZNodeStat)
    {
        try await perform { (tree, session, time) throws(ZooKeeperError) in
            try tree.create(path, data, mode, acl: acl, by: session, at: time)
        }
    }

    package func get(_ path: String, watch: Bool) async throws(ZooKeeperError)
        -> (data: [UInt8]?, stat: ZNodeStat)
    {
        try await perform { (tree, session, time) throws(ZooKeeperError) in
            try tree.get(path, watch: watch, by: session, at: time)
        }
    }

    package func set(_ path: String, _ data: [UInt8]?, version: Int32)
        async throws(ZooKeeperError) -> ZNodeStat
    {
        try await perform { (tree, session, time) throws(ZooKeeperError) in
            try tree.set(path, data, version: version, by: session, at: time)
        }
    }

    package func delete(_ path: String, version: Int32) async throws(ZooKeeperError) {
        try await perform { (tree, session, time) throws(ZooKeeperError) in
            try tree.delete(path, version: version, by: session, at: time)
        }
    }

    package func exists(_ path: String, watch: Bool) async throws(ZooKeeperError) -> ZNodeStat? {
        try await perform { (tree, session, time) throws(ZooKeeperError) in
            try tree.exists(path, watch: watch, by: session, at: time)
        }
    }

    package func children(_ path: String, watch: Bool) async throws(ZooKeeperError)
        -> (names: [String], stat: ZNodeStat)
    {
        try await perform { (tree, session, time) throws(ZooKeeperError) in
            try tree.children(path, watch: watch, by: session, at: time)
        }
    }

    package func multi(_ operations: [ZooKeeperOperation]) async throws(ZooKeeperError)
        -> [ZooKeeperOperationResult]
    {
        let carriedOut = operations.map { operation -> ZooKeeperOperation in
            guard case .check(let path, _) = operation, path == server.unguarded else {
                return operation
            }
            return .check(path: path, version: -1)
        }
        return try await perform { (tree, session, time) throws(ZooKeeperError) in
            try tree.multi(carriedOut, by: session, at: time)
        }
    }

    package func getACL(_ path: String) async throws(ZooKeeperError)
        -> (acl: [ZNodeACL], stat: ZNodeStat)
    {
        try await perform { (tree, session, time) throws(ZooKeeperError) in
            try tree.getACL(path, by: session, at: time)
        }
    }

    package func setACL(_ path: String, _ acl: [ZNodeACL], version: Int32)
        async throws(ZooKeeperError) -> ZNodeStat
    {
        try await perform { (tree, session, time) throws(ZooKeeperError) in
            try tree.setACL(path, acl, version: version, by: session, at: time)
        }
    }

    package func sync(_ path: String) async throws(ZooKeeperError) {
        try await perform { (_, _, _) throws(ZooKeeperError) in }
    }
}
