import Glibc
import Platform

/// Everything on a ``SimulatedDisk`` at one moment, as a value: the tree of names and the bytes of
/// every file, each as the page cache has it and as far as it is durable.
///
/// A copy costs next to nothing until it is changed, so that a test can keep the image of every
/// moment and let the process or the power fail at each; see `DiskImage+Crash`.
package struct DiskImage: Sendable {
    typealias NodeID = Int

    enum Node: Sendable {
        case file(FileNode)
        case directory(DirectoryNode)
    }

    struct FileNode: Sendable {
        var content = FileContent()
        /// Milliseconds since 1970.
        var modificationTime: Int64
        /// Bytes set aside; counts against the capacity, not for the size.
        var reserved = 0
        /// Open files of this program.
        var handles = 0
        var isLocked = false
    }

    struct DirectoryNode: Sendable {
        /// What lookups see.
        var names: [String: NodeID] = [:]
        /// What is certain to be there after a power loss.
        var durableNames: [String: NodeID] = [:]
        var modificationTime: Int64
    }

    /// A name that was put, replaced or removed, and is not durable yet.
    struct NameChange: Sendable {
        var directory: NodeID
        var name: String
        /// `nil`: removed.
        var node: NodeID?
        /// Changes with the same number are atomic: the two sides of a rename.
        var group: Int
    }

    static let root: NodeID = 0

    var nodes: [NodeID: Node]
    var nextNode: NodeID = 1
    /// In the order in which they were made, as a journal has them.
    var nameChanges: [NameChange] = []
    var nextGroup = 0
    /// Nodes that were left when the unreachable ones were dropped last.
    private var reachable = 1

    /// An empty disk.
    package init() {
        nodes = [Self.root: .directory(DirectoryNode(modificationTime: 0))]
    }

    // MARK: Nodes

    func file(_ id: NodeID) -> FileNode? {
        if case .file(let file) = nodes[id] { return file }
        return nil
    }

    func directory(_ id: NodeID) -> DirectoryNode? {
        if case .directory(let directory) = nodes[id] { return directory }
        return nil
    }

    mutating func changeFile(_ id: NodeID, _ body: (inout FileNode) -> Void) {
        guard case .file(var file) = nodes[id] else { return }
        // Taken out, so that the bytes are changed in place.
        nodes[id] = nil
        body(&file)
        nodes[id] = .file(file)
    }

    mutating func changeDirectory(_ id: NodeID, _ body: (inout DirectoryNode) -> Void) {
        guard case .directory(var directory) = nodes[id] else { return }
        nodes[id] = nil
        body(&directory)
        nodes[id] = .directory(directory)
    }

    mutating func add(_ node: Node) -> NodeID {
        defer { nextNode += 1 }
        nodes[nextNode] = node
        return nextNode
    }

    // MARK: Names

    static func parts(_ path: String) -> [String] {
        path.split(separator: "/").map(String.init).filter { $0 != "." }
    }

    /// What a path leads to. Throws ENOTDIR if a file stands in the middle of it.
    func find(_ path: String, for call: String) throws(SystemError) -> NodeID? {
        var at = Self.root
        for part in Self.parts(path) {
            guard let directory = directory(at) else {
                throw SystemError(call, path, number: ENOTDIR)
            }
            guard let next = directory.names[part] else { return nil }
            at = next
        }
        return at
    }

    /// The directory in which the last part of `path` is a name, and that name.
    /// Throws ENOENT or ENOTDIR if there is no such directory.
    func place(_ path: String, for call: String, subject: String? = nil) throws(SystemError)
        -> (directory: NodeID, name: String)
    {
        let parts = Self.parts(path)
        guard let name = parts.last else {
            throw SystemError(call, subject ?? path, number: EBUSY)
        }
        var at = Self.root
        for part in parts.dropLast() {
            guard let next = directory(at)?.names[part] else {
                let number = directory(at) == nil ? ENOTDIR : ENOENT
                throw SystemError(call, subject ?? path, number: number)
            }
            at = next
        }
        guard directory(at) != nil else {
            throw SystemError(call, subject ?? path, number: ENOTDIR)
        }
        return (at, name)
    }

    /// The names in a directory, sorted; none if there is no such directory.
    package func names(in path: String) -> [String] {
        guard let id = try? find(path, for: "list"), let found = directory(id) else { return [] }
        return found.names.keys.sorted()
    }

    /// Puts or removes names; all of one call are atomic.
    mutating func setNames(_ changes: [(directory: NodeID, name: String, node: NodeID?)]) {
        for change in changes {
            changeDirectory(change.directory) { $0.names[change.name] = change.node }
            nameChanges.append(
                NameChange(
                    directory: change.directory, name: change.name, node: change.node,
                    group: nextGroup))
        }
        nextGroup += 1
    }

    /// Makes the names in a directory durable.
    mutating func synchronizeNames(_ id: NodeID) {
        // A rename out of another directory is one with its other side.
        let groups = Set(nameChanges.filter { $0.directory == id }.map(\.group))
        for change in nameChanges where groups.contains(change.group) { makeDurable(change) }
        nameChanges.removeAll { groups.contains($0.group) }
        // Looking for them costs as much as there is on the disk.
        if nodes.count > 2 * reachable { removeUnreachable() }
    }

    mutating func makeDurable(_ change: NameChange) {
        changeDirectory(change.directory) { $0.durableNames[change.name] = change.node }
    }

    /// Drops the nodes that no name and no open file leads to.
    mutating func removeUnreachable() {
        var reached: Set<NodeID> = [Self.root]
        var next = [Self.root] + nameChanges.compactMap(\.node)
        for (id, node) in nodes {
            if case .file(let file) = node, file.handles > 0 { reached.insert(id) }
        }
        while let id = next.popLast() {
            reached.insert(id)
            guard let directory = directory(id) else { continue }
            next += directory.names.values
            next += directory.durableNames.values
        }
        for id in nodes.keys where !reached.contains(id) { nodes[id] = nil }
        reachable = nodes.count
    }

    // MARK: Space

    /// Bytes taken by files that have a name or are open.
    var usedSpace: Int {
        var named: Set<NodeID> = []
        for case .directory(let directory) in nodes.values {
            named.formUnion(directory.names.values)
        }
        return nodes.reduce(0) { sum, entry in
            guard case .file(let file) = entry.value, named.contains(entry.key) || file.handles > 0
            else { return sum }
            return sum + max(file.content.cached.count, file.reserved)
        }
    }

    /// The bytes of every file by its path, as the page cache has them.
    package var files: [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        var next: [(path: String, id: NodeID)] = [("", Self.root)]
        while let (path, id) = next.popLast() {
            switch nodes[id] {
            case .file(let file): found[path] = file.content.cached
            case .directory(let directory):
                next += directory.names.map { ("\(path)/\($0.key)", $0.value) }
            case nil: break
            }
        }
        return found
    }
}
