import Bytes
import Glibc
import Platform

/// Why many nodes could not be read over a connection of their own: the caller reads one by one.
struct MultiReadFailure: Error, Equatable {
    var reason: String
}

/// A connection for reading many nodes, hundreds with each request, in a session of its own that ends
/// with it. Reading a large cluster takes a tenth of the time that single requests take, since the
/// time of a request is the server's work around it.
///
/// It goes to the server of the main session and begins with a `sync`, so that what it reads is no
/// older than what the main session could read. All functions block: for a blocking thread only.
struct MultiReadConnection: ~Copyable {
    /// Requests on their way at a time, so that the server never waits for the next one.
    private static let requestsInFlight = 3

    private let descriptor: Int32
    private var lastID: Int32 = 0

    /// - Parameters:
    ///   - server: address and port as the C client tells them, such as `10.0.0.1:2181`.
    ///   - timeout: for each wait for the server.
    init(to server: String, timeout: Duration) throws(MultiReadFailure) {
        descriptor = try Self.open(server, timeout)
    }

    deinit { Glibc.close(descriptor) }

    /// Opens the session, which the server ends when it hears nothing for `timeout`.
    func begin(_ identities: [ZooKeeperAuthentication], timeout: Duration)
        throws(MultiReadFailure)
    {
        let milliseconds = Int32(clamping: timeout.wholeMilliseconds)
        try send(MultiReadMessages.connect(timeout: milliseconds))
        let answer = try receive()
        let isConnected = try Self.decoded { () throws(DecodeError) in
            try MultiReadMessages.isConnected(answer)
        }
        guard isConnected else { throw MultiReadFailure(reason: "the server opens no session") }
        for identity in identities {
            try send(MultiReadMessages.authenticate(identity))
            try expectAnswer(to: MultiReadMessages.authenticationID)
        }
    }

    /// Waits until the server has caught up with the leader.
    mutating func sync() throws(MultiReadFailure) {
        lastID += 1
        try send(MultiReadMessages.sync("/", id: lastID))
        try expectAnswer(to: lastID)
    }

    /// The nodes at `paths`, which hold the chroot, in the order asked.
    mutating func read(_ paths: [String]) throws(MultiReadFailure)
        -> [Result<ZNodeContent?, ZooKeeperError>]
    {
        var contents: [Result<ZNodeContent?, ZooKeeperError>] = []
        contents.reserveCapacity(paths.count)
        var parts: [(id: Int32, count: Int)] = []
        var sent = 0
        while contents.count < paths.count {
            while sent < paths.count, parts.count < Self.requestsInFlight {
                let part = paths[sent..<min(sent + MultiReadMessages.nodesAtOnce, paths.count)]
                lastID += 1
                try send(MultiReadMessages.read(part, id: lastID))
                parts.append((lastID, part.count))
                sent += part.count
            }
            let (id, count) = parts.removeFirst()
            let answer = try expectAnswer(to: id)
            contents += try Self.decoded { () throws(DecodeError) in
                try MultiReadMessages.contents(answer, count: count)
            }
        }
        return contents
    }

    /// Ends the session.
    mutating func close() throws(MultiReadFailure) {
        lastID += 1
        try send(MultiReadMessages.close(id: lastID))
        try expectAnswer(to: lastID)
    }

    // MARK: Messages

    @discardableResult
    private func expectAnswer(to id: Int32) throws(MultiReadFailure) -> SharedBytes {
        let answer = try receive()
        let header = try Self.decoded { () throws(DecodeError) in
            try MultiReadMessages.header(answer)
        }
        guard header.id == id, header.code == .ok else {
            throw MultiReadFailure(reason: "answer \(header.id) to request \(id): \(header.code)")
        }
        return answer
    }

    private static func decoded<T>(_ decode: () throws(DecodeError) -> T) throws(MultiReadFailure)
        -> T
    {
        do {
            return try decode()
        } catch {
            throw MultiReadFailure(reason: "malformed answer: \(error)")
        }
    }

    // MARK: Bytes

    private func send(_ bytes: SharedBytes) throws(MultiReadFailure) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    descriptor, buffer.baseAddress?.advanced(by: sent), bytes.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure("send") }
            sent += count
        }
    }

    private func receive() throws(MultiReadFailure) -> SharedBytes {
        let prefix = try receive(4)
        var reader = ByteReader(prefix)
        let length = try Self.decoded { () throws(DecodeError) in Int(try reader.int32()) }
        guard (0...MultiReadMessages.maximumAnswerBytes).contains(length) else {
            throw MultiReadFailure(reason: "an answer of \(length) bytes")
        }
        return try receive(length)
    }

    /// Memory is taken for what has arrived, not for what was announced.
    private func receive(_ count: Int) throws(MultiReadFailure) -> SharedBytes {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let room = min(count - bytes.count, max(64 << 10, bytes.count))
            let start = bytes.count
            bytes.append(contentsOf: repeatElement(0, count: room))
            let received = bytes.withUnsafeMutableBytes { buffer in
                recv(descriptor, buffer.baseAddress?.advanced(by: start), room, 0)
            }
            let isInterrupted = received < 0 && errno == EINTR
            guard received > 0 || isInterrupted else { throw Self.failure("recv") }
            bytes.removeLast(room - max(0, received))
        }
        return SharedBytes(copying: bytes)
    }

    private static func failure(_ call: String) -> MultiReadFailure {
        MultiReadFailure(reason: "\(SystemError.last(call))")
    }

    // MARK: Connecting

    private static func open(_ server: String, _ timeout: Duration) throws(MultiReadFailure)
        -> Int32
    {
        guard let colon = server.lastIndex(of: ":") else {
            throw MultiReadFailure(reason: "no address: \(server)")
        }
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let host = server[..<colon].filter { $0 != "[" && $0 != "]" }
        guard getaddrinfo(host, String(server[server.index(after: colon)...]), &hints, &found) == 0,
            let found
        else { throw MultiReadFailure(reason: "no address: \(server)") }
        defer { freeaddrinfo(found) }
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(found.pointee.ai_family, type, 0)
        guard descriptor >= 0 else { throw failure("socket") }
        let milliseconds = timeout.wholeMilliseconds
        var limit = timeval(
            tv_sec: Int(milliseconds / 1000), tv_usec: Int(milliseconds % 1000) * 1000)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        guard Glibc.connect(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0 else {
            defer { Glibc.close(descriptor) }
            throw failure("connect")
        }
        return descriptor
    }
}
