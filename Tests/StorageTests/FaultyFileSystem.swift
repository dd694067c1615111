import Bytes
import Glibc
import Platform
import TestSupport

@testable import Storage

/// The real disk, until a test makes writes or syncs fail.
final class FaultyFileSystem: ForwardingFileSystem {
    struct Faults: Sendable {
        /// The error of writes beyond `writes`.
        var writeError: Int32?
        /// Writes that still work.
        var writes = 0
        /// The error of every read of a file.
        var readError: Int32?
        /// The error of every sync of a file.
        var syncError: Int32?
        /// The error of every sync of a directory.
        var directorySyncError: Int32?
        /// Only files whose path ends with this are concerned.
        var suffix = ""
    }

    let disk = LocalFileSystem()
    let faults = Lock(Faults())
    /// What the disk says that it has free; `nil`: the truth.
    let free = Lock<Int64?>(nil)
    /// The error of asking for it.
    let freeError = Lock<Int32?>(nil)
    /// What was done since the test emptied it: opens, writes, renames, removals and syncs, with the
    /// last part of the path.
    let operations = Lock<[String]>([])

    /// Syncs of files so far.
    var syncs: Int { syncCount.withLock { $0 } }
    private let syncCount = Lock(0)

    func note(_ operation: String, _ path: String) {
        let name = path.split(separator: "/").last ?? ""
        operations.withLock { $0.append("\(operation) \(name)") }
    }

    func checkWrite(_ path: String) throws(SystemError) {
        note("write", path)
        try faults.withLock { (faults) throws(SystemError) in
            guard let error = faults.writeError, path.hasSuffix(faults.suffix) else { return }
            guard faults.writes == 0 else {
                faults.writes -= 1
                return
            }
            throw SystemError("write", path, number: error)
        }
    }

    func checkSync(_ path: String) throws(SystemError) {
        note("sync", path)
        syncCount.withLock { $0 += 1 }
        try faults.withLock { (faults) throws(SystemError) in
            guard let error = faults.syncError, path.hasSuffix(faults.suffix) else { return }
            throw SystemError("fdatasync", path, number: error)
        }
    }

    func open(_ path: String, _ mode: FileOpenMode) throws(SystemError) -> any File {
        note("open", path)
        return FaultyFile(try disk.open(path, mode), self)
    }
    func rename(_ source: String, to target: String) throws(SystemError) {
        note("rename", source)
        try disk.rename(source, to: target)
    }
    func remove(_ path: String) throws(SystemError) {
        note("remove", path)
        try disk.remove(path)
    }
    func synchronizeDirectory(_ path: String) throws(SystemError) {
        try faults.withLock { (faults) throws(SystemError) in
            guard let error = faults.directorySyncError, path.hasSuffix(faults.suffix) else {
                return
            }
            throw SystemError("fsync", path, number: error)
        }
        try disk.synchronizeDirectory(path)
    }
    func freeSpace(_ path: String) throws(SystemError) -> Int64 {
        if let number = freeError.withLock({ $0 }) {
            throw SystemError("statvfs", path, number: number)
        }
        if let free = free.withLock({ $0 }) { return free }
        return try disk.freeSpace(path)
    }
}

private final class FaultyFile: ForwardingFile {
    let file: any File
    let owner: FaultyFileSystem

    init(_ file: any File, _ owner: FaultyFileSystem) {
        self.file = file
        self.owner = owner
    }

    func read(into target: UnsafeMutableRawBufferPointer, at position: Int64)
        throws(SystemError) -> Int
    {
        try owner.faults.withLock { (faults) throws(SystemError) in
            guard let error = faults.readError, path.hasSuffix(faults.suffix) else { return }
            throw SystemError("read", path, number: error)
        }
        return try file.read(into: target, at: position)
    }
    /// A write that fails leaves half of its bytes behind.
    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(SystemError) {
        do throws(SystemError) {
            try owner.checkWrite(path)
        } catch {
            try file.write(
                UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count / 2)]), at: position)
            throw error
        }
        try file.write(bytes, at: position)
    }
    func synchronize() throws(SystemError) {
        try owner.checkSync(path)
        try file.synchronize()
    }
}
