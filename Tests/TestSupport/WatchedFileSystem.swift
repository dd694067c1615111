import Platform

/// The real disk, which tells a test of every call before it is made, on the thread that makes it.
package final class WatchedFileSystem: ForwardingFileSystem {
    package let disk = LocalFileSystem()
    private let watcher = Lock<(@Sendable (String) -> Void)?>(nil)

    package init() {}

    /// `body` gets the name of each call from now on; `nil` ends it.
    package func watch(_ body: (@Sendable (String) -> Void)?) {
        watcher.withLock { $0 = body }
    }

    fileprivate func tell(_ call: String) {
        watcher.withLock { $0 }?(call)
    }

    package func open(_ path: String, _ mode: FileOpenMode) throws(SystemError) -> any File {
        tell("open")
        return WatchedFile(try disk.open(path, mode), self)
    }
    package func list(_ path: String) throws(SystemError) -> [DirectoryEntry] {
        tell("list")
        return try disk.list(path)
    }
    package func attributes(_ path: String) throws(SystemError) -> FileAttributes? {
        tell("attributes")
        return try disk.attributes(path)
    }
    package func rename(_ source: String, to target: String) throws(SystemError) {
        tell("rename")
        try disk.rename(source, to: target)
    }
    package func remove(_ path: String) throws(SystemError) {
        tell("remove")
        try disk.remove(path)
    }
    package func synchronizeDirectory(_ path: String) throws(SystemError) {
        tell("synchronizeDirectory")
        try disk.synchronizeDirectory(path)
    }
}

private final class WatchedFile: ForwardingFile {
    let file: any File
    let owner: WatchedFileSystem

    init(_ file: any File, _ owner: WatchedFileSystem) {
        self.file = file
        self.owner = owner
    }

    func size() throws(SystemError) -> Int64 {
        owner.tell("size")
        return try file.size()
    }
    func read(into target: UnsafeMutableRawBufferPointer, at position: Int64)
        throws(SystemError) -> Int
    {
        owner.tell("read")
        return try file.read(into: target, at: position)
    }
    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(SystemError) {
        owner.tell("write")
        try file.write(bytes, at: position)
    }
    func synchronize() throws(SystemError) {
        owner.tell("synchronize")
        try file.synchronize()
    }
    func truncate(to size: Int64) throws(SystemError) {
        owner.tell("truncate")
        try file.truncate(to: size)
    }
}
