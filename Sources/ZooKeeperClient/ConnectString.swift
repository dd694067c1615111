/// Where the ensemble is: `host1:port1,host2:port2/path`, as in `zookeeper.connect`. The path, if
/// there is one, stands once at the end and becomes the root of all paths (the chroot).
package struct ConnectString: Sendable, Equatable, CustomStringConvertible {
    /// Each with its port; at least one.
    package let hosts: [String]
    /// Starts with `/` and does not end with one; empty if there is none.
    package let chroot: String

    /// Throws if a host is missing, a port is no number in 1...65535 or the chroot is no valid path.
    package init(_ text: String) throws(InvalidConnectString) {
        let slash = text.firstIndex(of: "/") ?? text.endIndex
        var path = String(text[slash...])
        while path.hasSuffix("/") { path.removeLast() }
        if !path.isEmpty, let problem = ZNodePath.problem(path) {
            throw InvalidConnectString(text: text, reason: "chroot \(path): \(problem)")
        }
        chroot = path
        var hosts: [String] = []
        for part in text[..<slash].split(separator: ",", omittingEmptySubsequences: false) {
            hosts.append(try Self.host(part, of: text))
        }
        self.hosts = hosts
    }

    private init(hosts: [String], chroot: String) {
        self.hosts = hosts
        self.chroot = chroot
    }

    /// The same servers, seen from their root.
    package var withoutChroot: ConnectString { ConnectString(hosts: hosts, chroot: "") }

    package var description: String { hosts.joined(separator: ",") + chroot }

    private static func host(_ part: Substring, of text: String) throws(InvalidConnectString)
        -> String
    {
        let trimmed = part.filter { $0 != " " }
        guard let colon = trimmed.lastIndex(of: ":"), trimmed.last != "]" else {
            guard !trimmed.isEmpty else {
                throw InvalidConnectString(text: text, reason: "a host is missing")
            }
            return "\(trimmed):2181"
        }
        guard colon > trimmed.startIndex else {
            throw InvalidConnectString(text: text, reason: "a host is missing")
        }
        guard let port = UInt16(trimmed[trimmed.index(after: colon)...]), port > 0 else {
            throw InvalidConnectString(text: text, reason: "\(trimmed) has no port in 1...65535")
        }
        return String(trimmed)
    }
}

/// A connect string that names no servers.
package struct InvalidConnectString: Error, Equatable, Sendable, CustomStringConvertible {
    package let text: String
    package let reason: String

    package var description: String { "invalid ZooKeeper connect string \"\(text)\": \(reason)" }
}
