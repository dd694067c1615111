import CLinux
import Glibc
import Platform

/// Calls on socket descriptors.
enum Socket {
    /// A non-blocking stream socket.
    static func open(_ family: Int32, _ options: SocketOptions) throws(SystemError) -> Int32 {
        let flags = Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | flags, 0)
        guard descriptor >= 0 else { throw .last("socket") }
        if let size = options.sendBuffer { set(descriptor, SOL_SOCKET, SO_SNDBUF, size) }
        if let size = options.receiveBuffer { set(descriptor, SOL_SOCKET, SO_RCVBUF, size) }
        return descriptor
    }

    static func listen(
        _ descriptor: Int32, _ address: ResolvedAddress, subject: String, _ backlog: Int32
    ) throws(SystemError) {
        set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        if address.family == AF_INET6 { set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0) }
        guard address.withPointer({ bind(descriptor, $0, $1) }) == 0 else {
            throw .last("bind", subject)
        }
        guard Glibc.listen(descriptor, backlog) == 0 else { throw .last("listen", subject) }
    }

    /// For connected sockets: requests and answers are not held back to fill packets.
    static func prepareConnected(_ descriptor: Int32) {
        set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        set(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
    }

    /// The error of a connection attempt that has come to its end; 0 for success.
    static func pendingError(_ descriptor: Int32) -> Int32 {
        var number: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &length) == 0 else {
            return errno
        }
        return number
    }

    /// Options are wishes: a system that refuses one still has a working socket.
    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
