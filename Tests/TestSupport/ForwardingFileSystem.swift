import Platform

/// A file system that is another one but for what it changes.
package protocol ForwardingFileSystem: FileSystem {
    associatedtype Disk: FileSystem
    /// Where everything goes that is not changed.
    var disk: Disk { get }
}

extension ForwardingFileSystem {
    package func open(_ path: String, _ mode: FileOpenMode) throws(SystemError) -> any File {
        try disk.open(path, mode)
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
    package func freeSpace(_ path: String) throws(SystemError) -> Int64 { try disk.freeSpace(path) }
    package func totalSpace(_ path: String) throws(SystemError) -> Int64 {
        try disk.totalSpace(path)
    }
}

/// A file that is another one but for what it changes.
package protocol ForwardingFile: File {
    /// Where everything goes that is not changed.
    var file: any File { get }
}

extension ForwardingFile {
    package var path: String { file.path }
    package var descriptor: Int32? { file.descriptor }
    package func size() throws(SystemError) -> Int64 { try file.size() }
    package func read(into target: UnsafeMutableRawBufferPointer, at position: Int64)
        throws(SystemError) -> Int
    {
        try file.read(into: target, at: position)
    }
    package func readResident(into target: UnsafeMutableRawBufferPointer, at position: Int64)
        throws(SystemError) -> Int
    {
        try file.readResident(into: target, at: position)
    }
    package func isResident(at position: Int64, count: Int) -> Bool {
        file.isResident(at: position, count: count)
    }
    package func readAhead(at position: Int64, count: Int) {
        file.readAhead(at: position, count: count)
    }
    package func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(SystemError) {
        try file.write(bytes, at: position)
    }
    package func synchronize() throws(SystemError) { try file.synchronize() }
    package func startWriteBack() { file.startWriteBack() }
    package func truncate(to size: Int64) throws(SystemError) { try file.truncate(to: size) }
    package func reserve(_ size: Int64) { file.reserve(size) }
    package func setModificationTime(_ milliseconds: Int64) throws(SystemError) {
        try file.setModificationTime(milliseconds)
    }
    package func close() { file.close() }
}
