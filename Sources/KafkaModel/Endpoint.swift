/// The name of a listener, in upper case: names are compared without regard to case.
package struct ListenerName: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let value: String

    package init(_ name: String) { value = name.uppercased() }

    package static let plaintext = ListenerName("PLAINTEXT")

    /// What stands before the listener's own settings: `listener.name.<lower case>.`.
    package var configPrefix: String { "listener.name.\(value.lowercased())." }

    package var description: String { value }
    package static func < (a: ListenerName, b: ListenerName) -> Bool { a.value < b.value }
}

/// One address at which a broker listens or is reached: `LISTENER://host:port`.
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    package var listener: ListenerName
    /// Without the brackets of an IPv6 address. Empty: the default interface.
    package var host: String
    /// 0 in a listener to bind: any free port.
    package var port: UInt16
    package var securityProtocol: SecurityProtocol

    package init(
        listener: ListenerName, host: String, port: UInt16,
        securityProtocol: SecurityProtocol = .plaintext
    ) {
        self.listener = listener
        self.host = host
        self.port = port
        self.securityProtocol = securityProtocol
    }

    /// Reads `NAME://host:port`, the host blank, a name, an IPv4 address or an IPv6 address in
    /// brackets. `securityProtocols` maps listener names to protocols; `nil` for any other text or a
    /// name that is not in the map.
    package init?(
        _ text: String, securityProtocols: [ListenerName: SecurityProtocol] = Self.ownProtocols
    ) {
        guard let split = Self.split(text),
            let securityProtocol = securityProtocols[ListenerName(split.name)]
        else { return nil }
        self.init(
            listener: ListenerName(split.name), host: split.host, port: split.port,
            securityProtocol: securityProtocol)
    }

    /// The map of a broker that sets none: each protocol is the name of a listener.
    package static let ownProtocols = Dictionary(
        uniqueKeysWithValues: SecurityProtocol.allCases.map { (ListenerName($0.name), $0) })

    /// The parts of `NAME://host:port`, the name as written.
    package static func split(_ text: String) -> (name: String, host: String, port: UInt16)? {
        guard let scheme = text.firstIndex(of: ":") else { return nil }
        let name = String(text[..<scheme])
        var rest = text[scheme...]
        guard !name.isEmpty, name.utf8.allSatisfy(isNameCharacter), rest.hasPrefix("://") else {
            return nil
        }
        rest = rest.dropFirst(3)
        guard let address = HostPort(String(rest), allowsBlankHost: true) else { return nil }
        return (name, address.host, address.port)
    }

    private static func isNameCharacter(_ character: UInt8) -> Bool {
        switch character {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default:
            false
        }
    }

    package var description: String { "\(listener)://\(HostPort(host: host, port: port))" }
}

/// A host and a port, written `host:port` or `[IPv6 address]:port`.
package struct HostPort: Hashable, Sendable, CustomStringConvertible {
    package var host: String
    package var port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads `host:port`. An IPv6 address may stand in brackets; without them the last colon parts
    /// host and port, as Kafka's clients read it.
    package init?(_ text: String, allowsBlankHost: Bool = false) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { return nil }
        }
        let digits = text[text.index(after: colon)...]
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits),
            allowsBlankHost || !host.isEmpty,
            host.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x2F && $0 != 0x5B && $0 != 0x5D })
        else { return nil }
        self.init(host: String(host), port: port)
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
