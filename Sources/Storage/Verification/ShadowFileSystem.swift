import Glibc
import Platform

/// A file system that shows a real one and keeps every change to itself, in memory: what happens in it
/// tells what would happen to the real files. Callable from any thread.
final class ShadowFileSystem: FileSystem {
    private enum Node {
        case file(ShadowContent)
        case removed
    }

    private struct State {
        var nodes: [String: Node] = [:]
        var directories: Set<String> = []
    }

    private let real: any FileSystem
    private let now: Int64
    private let state = Lock(State())

    /// `now` is the time at which files are changed, milliseconds since 1970.
    init(over real: any FileSystem, now: Int64) {
        self.real = real
        self.now = now
    }

    /// What stands at `path`; `nil` if nothing does.
    private func content(_ path: String) throws(SystemError) -> ShadowContent? {
        try state.withLock { (state) throws(SystemError) in
            switch state.nodes[path] {
            case .removed: return nil
            case .file(let content): return content
            case nil: break
            }
            guard let attributes = try real.attributes(path), !attributes.isDirectory else {
                return nil
            }
            let content = try ShadowContent(
                try real.open(path, .readOnly), modificationTime: attributes.modificationTime)
            state.nodes[path] = .file(content)
            return content
        }
    }

    func open(_ path: String, _ mode: FileOpenMode) throws(SystemError) -> any File {
        let existing = try content(path)
        switch (mode, existing) {
        case (.readOnly, let content?):
            return ShadowFile(path, content, isReadOnly: true)
        case (.existing, let content?), (.createIfMissing, let content?):
            return ShadowFile(path, content, isReadOnly: false)
        case (.new, .some):
            throw SystemError("open", path, number: EEXIST)
        case (.new, nil), (.createIfMissing, nil):
            let content = ShadowContent(modificationTime: now)
            state.withLock { $0.nodes[path] = .file(content) }
            return ShadowFile(path, content, isReadOnly: false)
        case (.readOnly, nil), (.existing, nil):
            throw SystemError("open", path, number: ENOENT)
        }
    }

    func createDirectory(_ path: String) {
        state.withLock { _ = $0.directories.insert(path) }
    }

    func list(_ path: String) throws(SystemError) -> [DirectoryEntry] {
        let isOwn = state.withLock { $0.directories.contains(path) }
        var entries: [DirectoryEntry] = []
        do throws(SystemError) {
            entries = try real.list(path)
        } catch {
            guard isOwn, error.isNotFound else { throw error }
        }
        return state.withLock { state in
            var names = Set(entries.map(\.name))
            entries.removeAll {
                if case .removed = state.nodes["\(path)/\($0.name)"] { true } else { false }
            }
            for (place, node) in state.nodes {
                guard case .file = node, let slash = place.lastIndex(of: "/"),
                    place[..<slash] == path
                else { continue }
                let name = String(place[place.index(after: slash)...])
                if names.insert(name).inserted {
                    entries.append(DirectoryEntry(name: name, isDirectory: false))
                }
            }
            return entries
        }
    }

    func attributes(_ path: String) throws(SystemError) -> FileAttributes? {
        if let content = try content(path) {
            return FileAttributes(
                size: content.size, isDirectory: false, modificationTime: content.modificationTime)
        }
        let (isRemoved, isDirectory) = state.withLock { state in
            (state.nodes[path] != nil, state.directories.contains(path))
        }
        if isDirectory {
            return FileAttributes(size: 0, isDirectory: true, modificationTime: now)
        }
        return isRemoved ? nil : try real.attributes(path)
    }

    func rename(_ source: String, to target: String) throws(SystemError) {
        guard let content = try content(source) else {
            throw SystemError("rename", source, number: ENOENT)
        }
        state.withLock { state in
            state.nodes[target] = .file(content)
            state.nodes[source] = .removed
        }
    }

    func remove(_ path: String) {
        state.withLock { $0.nodes[path] = .removed }
    }

    func removeTree(_ path: String) throws(SystemError) {
        for entry in try list(path) {
            let inner = "\(path)/\(entry.name)"
            if entry.isDirectory { try removeTree(inner) } else { remove(inner) }
        }
        remove(path)
    }

    func synchronizeDirectory(_ path: String) {}

    func lock(_ path: String) -> any FileLock { ShadowLock() }

    func freeSpace(_ path: String) throws(SystemError) -> Int64 { try real.freeSpace(path) }
    func totalSpace(_ path: String) throws(SystemError) -> Int64 { try real.totalSpace(path) }
}

/// Nobody else uses the shadow.
private final class ShadowLock: FileLock {
    func release() {}
}
