import Glibc

/// The name of this machine.
package enum HostName {
    /// The name under which the resolver knows this machine, or its plain name where the resolver does
    /// not know it. Blocks.
    package static func canonical() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        let own = text(buffer)
        var hints = addrinfo()
        hints.ai_flags = AI_CANONNAME
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(own, nil, &hints, &found) == 0, let found else { return own }
        defer { freeaddrinfo(found) }
        guard let name = found.pointee.ai_canonname else { return own }
        return String(cString: name)
    }

    private static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
