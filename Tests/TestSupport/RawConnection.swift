import Glibc
import Platform

/// A TCP connection to an IPv4 address, by default this machine's, for tests that speak to a server byte by byte. Every call blocks,
/// the waiting ones up to the limit given at the start; call them through ``onOwnThread(_:)``.
package final class RawConnection: Sendable {
    package let descriptor: Int32

    package init(
        host: String = "127.0.0.1", port: UInt16, within limit: Duration = .seconds(10)
    ) throws(SystemError) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError.last("socket") }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        setLimit(limit)
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(4))
        let result = withAddress(host, port) { connect(descriptor, $0, $1) }
        // The descriptor is closed by deinit, which runs in this case too.
        guard result == 0 else { throw SystemError.last("connect", "\(host):\(port)") }
    }

    /// Takes over a connected socket.
    init(adopting descriptor: Int32) { self.descriptor = descriptor }

    deinit { Glibc.close(descriptor) }

    package func send(_ bytes: [UInt8]) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw SystemError.last("send") }
            rest = rest.dropFirst(count)
        }
    }

    /// At least one byte, at most `count`; empty once the other side has closed or reset the
    /// connection. Throws EAGAIN when the time is over.
    package func receive(atMost count: Int = 64 << 10) throws(SystemError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        let got = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        if got < 0 && errno == ECONNRESET { return [] }
        guard got >= 0 else { throw SystemError.last("recv") }
        return Array(buffer[..<got])
    }

    /// Exactly `count` bytes, or fewer if the other side closes before.
    package func receive(exactly count: Int) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let part = try receive(atMost: count - bytes.count)
            if part.isEmpty { break }
            bytes += part
        }
        return bytes
    }

    /// The content of a frame that starts with its length in four bytes, as Kafka and ZooKeeper have
    /// it; `nil` if the other side closes before.
    package func receiveFrame() throws(SystemError) -> [UInt8]? {
        let prefix = try receive(exactly: 4)
        guard prefix.count == 4 else { return nil }
        let count = prefix.reduce(0) { $0 << 8 | Int($1) }
        let body = try receive(exactly: count)
        return body.count == count ? body : nil
    }

    package func sendFrame(_ body: [UInt8]) throws(SystemError) {
        try send(bigEndian(Int32(body.count)) + body)
    }

    /// Everything until the other side closes.
    package func receiveAll() throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let part = try receive()
            if part.isEmpty { return bytes }
            bytes += part
        }
    }

    /// Ends both directions; threads that wait for the connection return.
    package func shutdown() { Glibc.shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Ends the sending direction only.
    package func finishSending() { Glibc.shutdown(descriptor, Int32(SHUT_WR)) }

    package func setLimit(_ limit: Duration) {
        let milliseconds = limit.wholeMilliseconds
        var time = timeval(
            tv_sec: Int(milliseconds / 1000), tv_usec: Int(milliseconds % 1000) * 1000)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
    }
}

/// The bytes of an integer, most significant first.
package func bigEndian<I: FixedWidthInteger>(_ value: I) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
}

/// Calls `body` with the address of `port` on this machine.
func withLoopback<R>(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
    withAddress("127.0.0.1", port, body)
}

/// Calls `body` with the address of `port` at `host`, an IPv4 address in decimals.
private func withAddress<R>(
    _ host: String, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R
) -> R {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr(host)
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}
