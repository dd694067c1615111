import Glibc
import Platform

/// A socket address in the form of the system.
struct ResolvedAddress {
    var storage = sockaddr_storage()
    var length: socklen_t

    var family: Int32 { Int32(storage.ss_family) }

    private init(_ address: UnsafePointer<sockaddr>, _ length: socklen_t) {
        self.length = length
        withUnsafeMutableBytes(of: &storage) { target in
            target.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(length)))
        }
    }

    /// The addresses that a host has, in the system's order of preference. Blocks, unless the host
    /// is numeric. `forListening` allows the empty host, which means every local address.
    static func resolve(_ address: SocketAddress, forListening: Bool, numericOnly: Bool = false)
        throws(TransportError) -> [ResolvedAddress]
    {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        if forListening { hints.ai_flags |= AI_PASSIVE }
        if numericOnly { hints.ai_flags |= AI_NUMERICHOST }
        var list: UnsafeMutablePointer<addrinfo>?
        let host: String? = address.host.isEmpty ? nil : address.host
        let result = getaddrinfo(host, String(address.port), &hints, &list)
        guard result == 0 else {
            throw .unresolvable(address, String(cString: gai_strerror(result)))
        }
        defer { freeaddrinfo(list) }
        var found: [ResolvedAddress] = []
        var next = list
        while let entry = next {
            if let address = entry.pointee.ai_addr {
                found.append(ResolvedAddress(address, entry.pointee.ai_addrlen))
            }
            next = entry.pointee.ai_next
        }
        return found
    }

    /// The own (`getsockname`) or the other end's (`getpeername`) address of a socket.
    static func of(
        _ descriptor: Int32,
        _ call: (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32
    ) -> SocketAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard call(descriptor, address, &length) == 0 else {
                    return SocketAddress(host: "", port: 0)
                }
                return SocketAddress(address, length)
            }
        }
    }

    /// Calls `body` with the address as C functions want it.
    func withPointer<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}

extension SocketAddress {
    /// In numbers; an IPv4 address that arrived over an IPv6 socket is shown as IPv4.
    fileprivate init(_ address: UnsafePointer<sockaddr>, _ length: socklen_t) {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        let result = getnameinfo(
            address, length, &host, socklen_t(host.count), &port, socklen_t(port.count),
            NI_NUMERICHOST | NI_NUMERICSERV)
        guard result == 0 else {
            self.init(host: "", port: 0)
            return
        }
        let text = Self.text(host)
        let mapped = "::ffff:"
        let isMapped = text.hasPrefix(mapped) && text.utf8.contains(UInt8(ascii: "."))
        self.init(
            host: isMapped ? String(text.dropFirst(mapped.count)) : text,
            port: UInt16(Self.text(port)) ?? 0)
    }

    private static func text(_ characters: [CChar]) -> String {
        let bytes = characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
