import Bytes

/// ZooKeeper's wire format, as far as a connection needs it that reads many nodes with one request:
/// `multiRead` of ZooKeeper 3.6 and later, which the C client does not have. Lengths and numbers are
/// big-endian; every message follows its length. Source: `zookeeper.jute`, `MultiOperationRecord`.
enum MultiReadMessages {
    private enum OperationCode {
        static let getData: Int32 = 4
        static let sync: Int32 = 9
        static let multiRead: Int32 = 22
        static let authenticate: Int32 = 100
        static let closeSession: Int32 = -11
    }

    /// Answers to identities carry this number.
    static let authenticationID: Int32 = -4
    /// Nodes in one request: enough to make the cost of a request small, and few enough for the
    /// server's other clients.
    static let nodesAtOnce = 256
    /// No answer is larger: so many nodes of the size that a server accepts at most by default.
    static let maximumAnswerBytes = nodesAtOnce << 20

    // MARK: Requests

    /// Opens a session. `timeout` in milliseconds.
    static func connect(timeout: Int32) -> SharedBytes {
        message { writer in
            writer.int32(0)
            writer.int64(0)
            writer.int32(timeout)
            writer.int64(0)
            writer.int32(16)
            writer.bytes([UInt8](repeating: 0, count: 16))
            writer.bool(false)
        }
    }

    static func authenticate(_ identity: ZooKeeperAuthentication) -> SharedBytes {
        message { writer in
            writer.int32(authenticationID)
            writer.int32(OperationCode.authenticate)
            writer.int32(0)
            text(identity.scheme, &writer)
            writer.int32(Int32(clamping: identity.credentials.count))
            writer.bytes(identity.credentials)
        }
    }

    static func sync(_ path: String, id: Int32) -> SharedBytes {
        message { writer in
            writer.int32(id)
            writer.int32(OperationCode.sync)
            text(path, &writer)
        }
    }

    /// Reads the nodes at `paths`, which hold the chroot.
    static func read(_ paths: ArraySlice<String>, id: Int32) -> SharedBytes {
        message { writer in
            writer.int32(id)
            writer.int32(OperationCode.multiRead)
            for path in paths {
                header(OperationCode.getData, isLast: false, &writer)
                text(path, &writer)
                writer.bool(false)
            }
            header(-1, isLast: true, &writer)
        }
    }

    static func close(id: Int32) -> SharedBytes {
        message { writer in
            writer.int32(id)
            writer.int32(OperationCode.closeSession)
        }
    }

    private static func message(_ body: (inout ByteWriter) -> Void) -> SharedBytes {
        var writer = ByteWriter(capacity: 1024)
        writer.int32(0)
        body(&writer)
        writer.patch(Int32(clamping: writer.memoryPosition - 4), at: 0)
        return writer.finish()
    }

    private static func text(_ text: String, _ writer: inout ByteWriter) {
        writer.int32(Int32(clamping: text.utf8.count))
        writer.text(text)
    }

    private static func header(_ type: Int32, isLast: Bool, _ writer: inout ByteWriter) {
        writer.int32(type)
        writer.bool(isLast)
        writer.int32(-1)
    }

    // MARK: Answers, without their length

    /// Whether the server has opened a session.
    static func isConnected(_ answer: SharedBytes) throws(DecodeError) -> Bool {
        var reader = ByteReader(answer)
        _ = try reader.int32()
        return try reader.int32() > 0
    }

    /// The number of the request and what became of it.
    static func header(_ answer: SharedBytes) throws(DecodeError)
        -> (id: Int32, code: ZooKeeperCode)
    {
        var reader = ByteReader(answer)
        let id = try reader.int32()
        _ = try reader.int64()
        return (id, ZooKeeperCode(rawValue: try reader.int32()))
    }

    /// What was found for each of `count` nodes; `nil` where there is none.
    static func contents(_ answer: SharedBytes, count: Int) throws(DecodeError)
        -> [Result<ZNodeContent?, ZooKeeperError>]
    {
        var reader = ByteReader(answer)
        try reader.skip(16)
        var contents: [Result<ZNodeContent?, ZooKeeperError>] = []
        for _ in 0..<count {
            let type = try reader.int32()
            try reader.skip(5)
            if type == OperationCode.getData {
                contents.append(.success(try content(&reader)))
                continue
            }
            let code = ZooKeeperCode(rawValue: try reader.int32())
            contents.append(code == .noNode ? .success(nil) : .failure(.code(code)))
        }
        return contents
    }

    private static func content(_ reader: inout ByteReader) throws(DecodeError) -> ZNodeContent {
        let length = Int(try reader.int32())
        let data = length < 0 ? nil : try reader.bytes(length).array
        return (
            data,
            ZNodeStat(
                czxid: try reader.int64(), mzxid: try reader.int64(), ctime: try reader.int64(),
                mtime: try reader.int64(), version: try reader.int32(),
                cversion: try reader.int32(), aversion: try reader.int32(),
                ephemeralOwner: try reader.int64(), dataLength: try reader.int32(),
                numberOfChildren: try reader.int32(), pzxid: try reader.int64())
        )
    }
}
