/// The rules that the server has for paths, checked before a request leaves: the C client passes
/// some bad paths on, cuts others at a zero byte, and tells neither from a missing node.
package enum ZNodePath {
    /// Throws `.code(.badArguments)` unless `path` is one that the server accepts. The name of a
    /// `sequential` node may be empty, since the server completes it, but not that of one right below
    /// the root: the C client takes the path for the chroot itself.
    package static func validate(_ path: String, sequential: Bool = false)
        throws(ZooKeeperError)
    {
        let isAmbiguous = sequential && path == "/"
        if isAmbiguous || problem(sequential ? path + "0" : path) != nil {
            throw .code(.badArguments)
        }
    }

    /// What is wrong with `path`, `nil` if nothing is.
    package static func problem(_ path: String) -> String? {
        guard path.utf8.first == UInt8(ascii: "/") else { return "must start with /" }
        if path.utf8.count == 1 || isPlain(path) { return nil }
        for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            switch part {
            case "": return "has an empty name"
            case ".", "..": return "has a relative name"
            default: break
            }
        }
        return path.unicodeScalars.contains(where: isRefused) ? "has a forbidden character" : nil
    }

    /// Whether a path has only printable ASCII and no name that is empty or begins with a period: no
    /// more need be looked at. Nearly all paths are plain, and a large cluster has many.
    private static func isPlain(_ path: String) -> Bool {
        var before: UInt8 = 0
        for byte in path.utf8 {
            guard (0x20...0x7E).contains(byte) else { return false }
            if before == UInt8(ascii: "/"), byte == before || byte == UInt8(ascii: ".") {
                return false
            }
            before = byte
        }
        return before != UInt8(ascii: "/")
    }

    /// The parent of a valid path; `nil` for the root.
    package static func parent(_ path: String) -> String? {
        guard path != "/", let slash = path.lastIndex(of: "/") else { return nil }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The path itself and all its parents except the root, outermost first.
    package static func lineage(_ path: String) -> [String] {
        var paths: [String] = []
        var next: String? = path
        while let path = next, path != "/" {
            paths.append(path)
            next = parent(path)
        }
        return paths.reversed()
    }

    /// Control characters, private use, surrogates and specials (ZooKeeper's `PathUtils`).
    private static func isRefused(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0xD800...0xF8FF, 0xFFF0...0xFFFF: true
        default: false
        }
    }
}
