import CZooKeeper
import Platform

extension ZooKeeperSession {
    package func create(
        _ path: String, _ data: [UInt8]?, _ mode: CreateMode, acl: [ZNodeACL]
    ) async throws(ZooKeeperError) -> (path: String, stat: ZNodeStat) {
        try ZNodePath.validate(path, sequential: mode.isSequential)
        let list = ACLVector(acl)
        let size = RequestSize.create(path, data, acl)
        return try await call(size: size) { handle, context in
            withBytes(data) { bytes, count in
                zoo_acreate2(
                    handle, path, bytes, count, list.pointer, mode.rawValue, pathAndStatArrived,
                    context)
            }
        }
    }

    package func get(_ path: String, watch: Bool) async throws(ZooKeeperError)
        -> (data: [UInt8]?, stat: ZNodeStat)
    {
        try ZNodePath.validate(path)
        return try await call { handle, context in
            zoo_awget(handle, path, watcher(watch), watchContext(handle), dataArrived, context)
        }
    }

    package func set(_ path: String, _ data: [UInt8]?, version: Int32)
        async throws(ZooKeeperError) -> ZNodeStat
    {
        try ZNodePath.validate(path)
        return try await call(size: RequestSize.set(path, data)) { handle, context in
            withBytes(data) { bytes, count in
                zoo_aset(handle, path, bytes, count, version, statArrived, context)
            }
        }
    }

    package func delete(_ path: String, version: Int32) async throws(ZooKeeperError) {
        try ZNodePath.validate(path)
        try await call { handle, context in
            zoo_adelete(handle, path, version, voidArrived, context)
        } as Void
    }

    package func exists(_ path: String, watch: Bool) async throws(ZooKeeperError) -> ZNodeStat? {
        try ZNodePath.validate(path)
        do throws(ZooKeeperError) {
            return try await call { handle, context in
                zoo_awexists(
                    handle, path, watcher(watch), watchContext(handle), statArrived, context)
            } as ZNodeStat
        } catch .noNode {
            return nil
        }
    }

    package func children(_ path: String, watch: Bool) async throws(ZooKeeperError)
        -> (names: [String], stat: ZNodeStat)
    {
        try ZNodePath.validate(path)
        return try await call { handle, context in
            zoo_awget_children2(
                handle, path, watcher(watch), watchContext(handle), childrenArrived, context)
        }
    }

    package func multi(_ operations: [ZooKeeperOperation]) async throws(ZooKeeperError)
        -> [ZooKeeperOperationResult]
    {
        guard !operations.isEmpty else { return [] }
        for operation in operations {
            try ZNodePath.validate(operation.path, sequential: operation.isSequential)
        }
        let request = MultiRequest(operations, chroot: settings.connect.chroot)
        do throws(ZooKeeperError) {
            try await call(size: RequestSize.multi(operations)) { handle, context in
                request.send(on: handle, context)
            } as Void
        } catch .code(let code) {
            guard let failure = request.failure(), code != .connectionLoss else {
                throw .code(code)
            }
            throw .multi(index: failure.index, code: failure.code)
        }
        return request.values()
    }

    package func getACL(_ path: String) async throws(ZooKeeperError)
        -> (acl: [ZNodeACL], stat: ZNodeStat)
    {
        try ZNodePath.validate(path)
        return try await call { handle, context in
            zoo_aget_acl(handle, path, aclArrived, context)
        }
    }

    package func setACL(_ path: String, _ acl: [ZNodeACL], version: Int32)
        async throws(ZooKeeperError) -> ZNodeStat
    {
        try ZNodePath.validate(path)
        let list = ACLVector(acl)
        try await call(size: path.utf8.count + acl.encodedSize) { handle, context in
            zoo_aset_acl(handle, path, version, list.pointer, voidArrived, context)
        } as Void
        // The C client drops the numbers that come with the answer.
        guard let stat = try await exists(path, watch: false) else { throw .noNode }
        return stat
    }

    package func sync(_ path: String) async throws(ZooKeeperError) {
        try ZNodePath.validate(path)
        try await call { handle, context in
            zoo_async(handle, path, pathArrived, context)
        } as Void
    }

    /// Presents a further identity, now and on every later connection. Throws `.code(.authFailed)` if
    /// the server refuses it, after which no call works until the session has been closed.
    package func authenticate(_ identity: ZooKeeperAuthentication)
        async throws(ZooKeeperError)
    {
        core.withLock { $0.authentication.append(identity) }
        try await call { handle, context in
            Self.present(identity, on: handle, voidArrived, context)
        } as Void
    }
}

extension CreateMode {
    package var isSequential: Bool {
        self == .persistentSequential || self == .ephemeralSequential
    }

    package var isEphemeral: Bool { self == .ephemeral || self == .ephemeralSequential }
}

extension ZooKeeperOperation {
    package var path: String {
        switch self {
        case .create(let path, _, _, _), .set(let path, _, _), .delete(let path, _),
            .check(let path, _):
            path
        }
    }

    fileprivate var isSequential: Bool {
        if case .create(_, _, let mode, _) = self { return mode.isSequential }
        return false
    }
}

/// How many bytes a request takes, within a few: names, data and rights with their lengths, and the
/// fixed parts rounded up.
enum RequestSize {
    private static let fixedPart = 32

    static func create(_ path: String, _ data: [UInt8]?, _ acl: [ZNodeACL]) -> Int {
        fixedPart + path.utf8.count + (data?.count ?? 0) + acl.encodedSize
    }

    static func set(_ path: String, _ data: [UInt8]?) -> Int {
        fixedPart + path.utf8.count + (data?.count ?? 0)
    }

    static func multi(_ operations: [ZooKeeperOperation]) -> Int {
        operations.reduce(fixedPart) { sum, operation in
            switch operation {
            case .create(let path, let data, _, let acl): sum + create(path, data, acl)
            case .set(let path, let data, _): sum + set(path, data)
            case .delete(let path, _), .check(let path, _): sum + set(path, nil)
            }
        }
    }
}

func watcher(_ isWanted: Bool) -> watcher_fn? {
    isWanted ? watchFired : nil
}

/// The context of every watch is that of its handle.
func watchContext(_ handle: OpaquePointer) -> UnsafeMutableRawPointer? {
    UnsafeMutableRawPointer(mutating: zoo_get_context(handle))
}

/// The library tells a node without data by a count of -1.
private func withBytes<R>(_ data: [UInt8]?, _ body: (UnsafePointer<CChar>?, Int32) -> R) -> R {
    guard let data else { return body(nil, -1) }
    return data.withUnsafeBytes { bytes in
        body(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
    }
}
