import Glibc
import Platform

/// A disk in memory that can lose power.
///
/// It answers like ``LocalFileSystem``, and keeps apart what the page cache has and what is durable:
/// the data of a file is durable after its `synchronize`, a name after the `synchronizeDirectory` of
/// the directory that holds it. Every operation that may change something has a number; a test can
/// watch them (``onOperation(_:)``), make some fail (``fail(_:)``), or limit the space.
///
/// A crash is a function of ``image``: `afterKill` and `afterPowerLoss` give another image, with
/// which a new disk is made for the program's next life. Nothing here depends on time, order of
/// dictionaries or chance, so the same calls give the same disk. All calls may be made from any
/// thread; the order of calls of several threads is theirs.
///
/// Not simulated: permissions, links, sizes of directories, bytes lost within a sector.
package final class SimulatedDisk: FileSystem {
    struct State {
        var image: DiskImage
        var operations = 0
        var observer: (@Sendable (DiskOperation, DiskImage) -> Void)?
        var fault: (@Sendable (DiskOperation) -> Int32?)?
    }

    /// More than any test writes.
    package static let unlimited = 1 << 40

    private let time: any TimeSource
    private let capacity: Int
    private let state: Lock<State>

    /// A disk with the content of `image`. `time` gives modification times; `capacity` is in bytes of
    /// file content.
    package init(
        _ image: DiskImage = DiskImage(), time: any TimeSource, capacity: Int = unlimited
    ) {
        self.time = time
        self.capacity = capacity
        state = Lock(State(image: image))
    }

    /// Everything on the disk now.
    package var image: DiskImage { state.withLock { $0.image } }

    /// Forgets everything: nobody uses this disk any more, though those who did may never be freed.
    package func discard() { state.withLock { $0 = State(image: DiskImage()) } }

    /// How many operations there have been.
    package var operationCount: Int { state.withLock { $0.operations } }

    /// `body` is called with every operation and the image before it. It may not use the disk.
    package func onOperation(_ body: (@Sendable (DiskOperation, DiskImage) -> Void)?) {
        state.withLock { $0.observer = body }
    }

    /// An operation for which `body` gives an error number fails with it; `nil` lets it work. Of a
    /// failing write the first half is done. A failing sync of a file drops what it should have made
    /// durable: it never will be.
    package func fail(_ body: (@Sendable (DiskOperation) -> Int32?)?) {
        state.withLock { $0.fault = body }
    }

    // MARK: Names

    package func open(_ path: String, _ mode: FileOpenMode) throws(SystemError) -> any File {
        let node = try state.withLock { (state) throws(SystemError) in
            let found = try state.image.find(path, for: "open")
            if let found {
                if mode == .new { throw SystemError("open", path, number: EEXIST) }
                guard state.image.file(found) != nil else {
                    throw SystemError("open", path, number: EISDIR)
                }
                try state.begin(.open, path, "open")
                state.image.changeFile(found) { $0.handles += 1 }
                return found
            }
            guard mode == .new || mode == .createIfMissing else {
                throw SystemError("open", path, number: ENOENT)
            }
            let created = try state.create(path, "open", now: now)
            state.image.changeFile(created) { $0.handles += 1 }
            return created
        }
        return SimulatedFile(path: path, self, node, isWritable: mode != .readOnly)
    }

    package func createDirectory(_ path: String) throws(SystemError) {
        try state.withLock { (state) throws(SystemError) in
            let absolute = path.hasPrefix("/") ? "/" : ""
            let parts = DiskImage.parts(path)
            for count in parts.indices.map({ $0 + 1 }) {
                // The real calls begin with the last part and name a parent only if it is missing.
                let part = absolute + parts[..<count].joined(separator: "/")
                let subject = count == parts.count ? path : part
                if let found = try state.image.find(part, for: "mkdir") {
                    if state.image.directory(found) != nil { continue }
                    let number = count == parts.count ? EEXIST : ENOTDIR
                    throw SystemError("mkdir", path, number: number)
                }
                try state.begin(.createDirectory, subject, "mkdir")
                let place = try state.image.place(part, for: "mkdir")
                let id = state.image.add(
                    .directory(DiskImage.DirectoryNode(modificationTime: now)))
                state.image.setNames([(place.directory, place.name, id)])
            }
        }
    }

    package func list(_ path: String) throws(SystemError) -> [DirectoryEntry] {
        try state.withLock { (state) throws(SystemError) in
            guard let id = try state.image.find(path, for: "opendir") else {
                throw SystemError("opendir", path, number: ENOENT)
            }
            guard let directory = state.image.directory(id) else {
                throw SystemError("opendir", path, number: ENOTDIR)
            }
            // The same order in every run, but none that anybody could rely upon.
            return directory.names.map { ($0.key, $0.value) }
                .sorted { (Self.scattered($0.0), $0.0) < (Self.scattered($1.0), $1.0) }
                .map { name, node in
                    DirectoryEntry(
                        name: name, isDirectory: state.image.directory(node) != nil)
                }
        }
    }

    private static func scattered(_ name: String) -> UInt64 {
        name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    package func attributes(_ path: String) throws(SystemError) -> FileAttributes? {
        try state.withLock { (state) throws(SystemError) in
            guard let id = try state.image.find(path, for: "stat") else { return nil }
            if let file = state.image.file(id) {
                return FileAttributes(
                    size: Int64(file.content.cached.count), isDirectory: false,
                    modificationTime: file.modificationTime)
            }
            return FileAttributes(
                size: 0, isDirectory: true,
                modificationTime: state.image.directory(id)?.modificationTime ?? 0)
        }
    }

    package func rename(_ source: String, to target: String) throws(SystemError) {
        try state.withLock { (state) throws(SystemError) in
            try state.rename(source, to: target)
        }
    }

    package func remove(_ path: String) throws(SystemError) {
        try state.withLock { (state) throws(SystemError) in try state.remove(path) }
    }

    package func removeTree(_ path: String) throws(SystemError) {
        let isDirectory = try state.withLock { (state) throws(SystemError) in
            try state.image.find(path, for: "lstat").map { state.image.directory($0) != nil }
        }
        guard let isDirectory else { return }
        if isDirectory {
            for entry in try list(path) { try removeTree("\(path)/\(entry.name)") }
        }
        try remove(path)
    }

    package func synchronizeDirectory(_ path: String) throws(SystemError) {
        try state.withLock { (state) throws(SystemError) in
            guard let id = try state.image.find(path, for: "open") else {
                throw SystemError("open", path, number: ENOENT)
            }
            guard state.image.directory(id) != nil else {
                throw SystemError("open", path, number: ENOTDIR)
            }
            try state.begin(.synchronizeDirectory, path, "fsync")
            state.image.synchronizeNames(id)
        }
    }

    package func lock(_ path: String) throws(SystemError) -> any FileLock {
        let node = try state.withLock { (state) throws(SystemError) in
            let node: DiskImage.NodeID
            if let found = try state.image.find(path, for: "open") {
                node = found
            } else {
                node = try state.create(path, "open", now: now)
            }
            guard let file = state.image.file(node) else {
                throw SystemError("open", path, number: EISDIR)
            }
            guard !file.isLocked else { throw SystemError("flock", path, number: EWOULDBLOCK) }
            try state.begin(.lock, path, "flock")
            state.image.changeFile(node) { $0.isLocked = true }
            return node
        }
        return SimulatedFileLock(self, node)
    }

    package func freeSpace(_ path: String) throws(SystemError) -> Int64 {
        try state.withLock { (state) throws(SystemError) in
            guard try state.image.find(path, for: "statvfs") != nil else {
                throw SystemError("statvfs", path, number: ENOENT)
            }
            return Int64(max(capacity - state.image.usedSpace, 0))
        }
    }

    package func totalSpace(_ path: String) throws(SystemError) -> Int64 { Int64(capacity) }

    // MARK: What open files ask

    private var now: Int64 { time.wallMilliseconds() }

    func size(_ node: DiskImage.NodeID) -> Int64 {
        state.withLock { Int64($0.image.file(node)?.content.cached.count ?? 0) }
    }

    func read(
        _ node: DiskImage.NodeID, into target: UnsafeMutableRawBufferPointer, at position: Int64,
        path: String
    ) throws(SystemError) -> Int {
        state.withLock { state in
            let bytes = state.image.file(node)?.content.cached ?? []
            guard position < bytes.count else { return 0 }
            let count = min(target.count, bytes.count - Int(position))
            target.copyBytes(from: bytes[Int(position)..<(Int(position) + count)])
            return count
        }
    }

    func write(_ write: DiskOperation.Write, path: String) throws(SystemError) {
        try state.withLock { (state) throws(SystemError) in
            do throws(SystemError) {
                try state.begin(.write(write), path, "write")
            } catch {
                state.put(write, count: write.bytes.count / 2, now: now)
                throw error
            }
            let room = state.room(for: write, capacity)
            state.put(write, count: room, now: now)
            if room < write.bytes.count { throw SystemError("write", path, number: ENOSPC) }
        }
    }

    func truncate(_ node: DiskImage.NodeID, to size: Int64, path: String) throws(SystemError) {
        try state.withLock { (state) throws(SystemError) in
            try state.begin(.truncate(size: size), path, "ftruncate")
            state.image.changeFile(node) { file in
                file.content.change(.truncate(size: Int(size)))
                file.reserved = min(file.reserved, Int(size))
                file.modificationTime = now
            }
        }
    }

    func reserve(_ node: DiskImage.NodeID, _ size: Int64, path: String) {
        state.withLock { state in
            do throws(SystemError) {
                try state.begin(.reserve(size: size), path, "fallocate")
            } catch {
                return
            }
            let held = state.image.file(node).map { max($0.content.cached.count, $0.reserved) } ?? 0
            guard state.image.usedSpace - held + Int(size) <= capacity else { return }
            state.image.changeFile(node) { $0.reserved = max($0.reserved, Int(size)) }
        }
    }

    func setModificationTime(_ node: DiskImage.NodeID, _ milliseconds: Int64, path: String)
        throws(SystemError)
    {
        try state.withLock { (state) throws(SystemError) in
            try state.begin(.setModificationTime, path, "futimens")
            state.image.changeFile(node) { $0.modificationTime = milliseconds }
        }
    }

    func synchronize(_ node: DiskImage.NodeID, path: String) throws(SystemError) {
        try state.withLock { (state) throws(SystemError) in
            do throws(SystemError) {
                try state.begin(.synchronize, path, "fdatasync")
            } catch {
                state.image.changeFile(node) { $0.content.dropPending() }
                throw error
            }
            state.image.changeFile(node) { $0.content.synchronize() }
        }
    }

    func release(_ node: DiskImage.NodeID) {
        state.withLock { state in state.image.changeFile(node) { $0.handles -= 1 } }
    }

    func unlock(_ node: DiskImage.NodeID) {
        state.withLock { state in state.image.changeFile(node) { $0.isLocked = false } }
    }
}
