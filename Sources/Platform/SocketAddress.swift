/// Where a socket listens or connects to: a host name or numeric address, and a port.
package struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name, an IPv4 or an IPv6 address without brackets. Empty for every local address.
    package var host: String
    /// 0 lets the kernel choose when listening.
    package var port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// `host:port`; an IPv6 address stands in brackets.
    package var description: String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
