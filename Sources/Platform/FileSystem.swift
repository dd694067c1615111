import Bytes
import Glibc

/// The disk. One of the five ports through which the world enters the program.
///
/// Paths are absolute or relative to the working directory, with `/` between the parts. All calls
/// block; none may be made on an event loop except reads and writes of the page cache.
package protocol FileSystem: Sendable {
    /// Opens a file. Throws ENOENT in mode `.existing`, `.readOnly`; EEXIST in mode `.new`.
    func open(_ path: String, _ mode: FileOpenMode) throws(SystemError) -> any File
    /// Creates a directory and, where they are missing, its parents. No error if it exists.
    func createDirectory(_ path: String) throws(SystemError)
    /// The names in a directory, without `.` and `..`, in no particular order.
    func list(_ path: String) throws(SystemError) -> [DirectoryEntry]
    /// `nil` if there is nothing at `path`.
    func attributes(_ path: String) throws(SystemError) -> FileAttributes?
    /// Replaces what is at `target`, atomically.
    func rename(_ source: String, to target: String) throws(SystemError)
    /// Removes a file or an empty directory. No error if it does not exist.
    func remove(_ path: String) throws(SystemError)
    /// Removes a directory with all that it holds. No error if it does not exist.
    func removeTree(_ path: String) throws(SystemError)
    /// Makes creations, renames and removals in a directory durable.
    func synchronizeDirectory(_ path: String) throws(SystemError)
    /// Takes the lock file at `path` for this process until it ends or the lock is released.
    /// Throws EWOULDBLOCK if another process has it.
    func lock(_ path: String) throws(SystemError) -> any FileLock
    /// Bytes that may still be written to the file system of `path`.
    func freeSpace(_ path: String) throws(SystemError) -> Int64
    /// The size of the file system of `path`, in bytes.
    func totalSpace(_ path: String) throws(SystemError) -> Int64
}

package enum FileOpenMode: Sendable {
    case readOnly
    /// For reading and writing; must exist.
    case existing
    /// For reading and writing; must not exist.
    case new
    /// For reading and writing; created if missing.
    case createIfMissing
}

package struct DirectoryEntry: Equatable, Sendable {
    package var name: String
    package var isDirectory: Bool

    package init(name: String, isDirectory: Bool) {
        self.name = name
        self.isDirectory = isDirectory
    }
}

package struct FileAttributes: Equatable, Sendable {
    package var size: Int64
    package var isDirectory: Bool
    /// Milliseconds since 1970.
    package var modificationTime: Int64

    package init(size: Int64, isDirectory: Bool, modificationTime: Int64) {
        self.size = size
        self.isDirectory = isDirectory
        self.modificationTime = modificationTime
    }
}

/// An open file. Callable from any thread; positions are explicit, there is no cursor.
package protocol File: AnyObject, Sendable {
    var path: String { get }
    /// The descriptor for `sendfile`, where there is one.
    var descriptor: Int32? { get }
    func size() throws(SystemError) -> Int64
    /// Reads up to `target.count` bytes; fewer only at the end of the file.
    func read(into target: UnsafeMutableRawBufferPointer, at position: Int64)
        throws(SystemError) -> Int
    /// ``read(into:at:)`` of bytes that are in memory. Throws ``SystemError/wouldWait`` instead of
    /// waiting for the disk.
    func readResident(into target: UnsafeMutableRawBufferPointer, at position: Int64)
        throws(SystemError) -> Int
    /// Whether `count` bytes from `position` on are in memory, so that sending them waits for no
    /// disk. Never waits itself. The answer may be outdated at once: memory that runs short takes
    /// pages away.
    func isResident(at position: Int64, count: Int) -> Bool
    /// Asks the disk for `count` bytes from `position` on, which come into memory meanwhile; a hint,
    /// never an error. May wait for room in the queue of the device.
    func readAhead(at position: Int64, count: Int)
    /// Writes all bytes.
    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(SystemError)
    /// Makes the content durable. A failure means that unknown parts of it are lost; it is not
    /// repeated as if it had worked.
    func synchronize() throws(SystemError)
    /// Lets the disk begin to write what is not durable yet, so that several files are written at the
    /// same time before each is synchronised; a hint, never an error.
    func startWriteBack()
    func truncate(to size: Int64) throws(SystemError)
    /// Reserves blocks up to `size` without changing the file's size; a hint, never an error.
    func reserve(_ size: Int64)
    func setModificationTime(_ milliseconds: Int64) throws(SystemError)
    /// Closes the file; later calls fail with EBADF. Closing twice is allowed.
    func close()
}

/// Whether a read may wait for the disk.
package enum ReadMode: Sendable {
    /// It may: on a thread for blocking work.
    case waiting
    /// It may not: on an event loop. Throws ``SystemError/wouldWait`` instead.
    case resident
}

extension SystemError {
    /// What was asked for is not in memory, and the caller did not want to wait for the disk.
    package var wouldWait: Bool { number == EAGAIN }
}

extension File {
    package func startWriteBack() {}

    /// The `count` bytes at `position`; fewer only at the end of the file.
    package func read(_ count: Int, at position: Int64, _ mode: ReadMode = .waiting)
        throws(SystemError) -> SharedBytes
    {
        let storage = ByteStorage(capacity: count)
        let target = UnsafeMutableRawBufferPointer(start: storage.base, count: count)
        let got =
            switch mode {
            case .waiting: try read(into: target, at: position)
            case .resident: try readResident(into: target, at: position)
            }
        return SharedBytes(storage, offset: 0, count: got)
    }
}

/// What holds of files that live in memory.
extension File {
    package func readResident(into target: UnsafeMutableRawBufferPointer, at position: Int64)
        throws(SystemError) -> Int
    {
        try read(into: target, at: position)
    }

    package func isResident(at position: Int64, count: Int) -> Bool { true }

    package func readAhead(at position: Int64, count: Int) {}
}

package protocol FileLock: AnyObject, Sendable {
    func release()
}
