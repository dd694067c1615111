import Glibc
import Platform

/// The real disk, until a test makes it cold: then nothing is in memory, and who reads waits until the
/// test warms it up again.
package final class ColdFileSystem: FileSystem {
    fileprivate struct State {
        var isCold = false
        /// Reads that wait now.
        var waiting = 0
    }

    private let disk = LocalFileSystem()
    fileprivate let state = Lock(State())

    package init() {}

    package var isCold: Bool { state.withLock { $0.isCold } }
    /// Reads that wait for the disk now.
    package var waiting: Int { state.withLock { $0.waiting } }

    package func freeze() { state.withLock { $0.isCold = true } }
    package func thaw() { state.withLock { $0.isCold = false } }

    package func open(_ path: String, _ mode: FileOpenMode) throws(SystemError) -> any File {
        ColdFile(try disk.open(path, mode), self)
    }
    package func createDirectory(_ path: String) throws(SystemError) {
        try disk.createDirectory(path)
    }
    package func list(_ path: String) throws(SystemError) -> [DirectoryEntry] {
        try disk.list(path)
    }
    package func attributes(_ path: String) throws(SystemError) -> FileAttributes? {
        try disk.attributes(path)
    }
    package func rename(_ source: String, to target: String) throws(SystemError) {
        try disk.rename(source, to: target)
    }
    package func remove(_ path: String) throws(SystemError) { try disk.remove(path) }
    package func removeTree(_ path: String) throws(SystemError) { try disk.removeTree(path) }
    package func synchronizeDirectory(_ path: String) throws(SystemError) {
        try disk.synchronizeDirectory(path)
    }
    package func lock(_ path: String) throws(SystemError) -> any FileLock { try disk.lock(path) }
    package func freeSpace(_ path: String) throws(SystemError) -> Int64 {
        try disk.freeSpace(path)
    }
}

private final class ColdFile: File {
    let file: any File
    let owner: ColdFileSystem

    init(_ file: any File, _ owner: ColdFileSystem) {
        self.file = file
        self.owner = owner
    }

    var path: String { file.path }
    var descriptor: Int32? { file.descriptor }
    func size() throws(SystemError) -> Int64 { try file.size() }

    func read(into target: UnsafeMutableRawBufferPointer, at position: Int64)
        throws(SystemError) -> Int
    {
        owner.state.withLock { $0.waiting += 1 }
        while owner.isCold { _ = usleep(500) }
        owner.state.withLock { $0.waiting -= 1 }
        return try file.read(into: target, at: position)
    }

    func readResident(into target: UnsafeMutableRawBufferPointer, at position: Int64)
        throws(SystemError) -> Int
    {
        if owner.isCold { throw SystemError("read", path, number: EAGAIN) }
        return try file.read(into: target, at: position)
    }

    func isResident(at position: Int64, count: Int) -> Bool { !owner.isCold }

    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(SystemError) {
        try file.write(bytes, at: position)
    }
    func synchronize() throws(SystemError) { try file.synchronize() }
    func truncate(to size: Int64) throws(SystemError) { try file.truncate(to: size) }
    func reserve(_ size: Int64) { file.reserve(size) }
    func setModificationTime(_ milliseconds: Int64) throws(SystemError) {
        try file.setModificationTime(milliseconds)
    }
    func close() { file.close() }
}
