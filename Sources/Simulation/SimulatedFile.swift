import Glibc
import Platform

/// An open file of a ``SimulatedDisk``. Like a descriptor it stays with its file when that is renamed
/// or removed.
final class SimulatedFile: File {
    let path: String
    private let disk: SimulatedDisk
    private let node: DiskImage.NodeID
    private let isWritable: Bool
    private let isClosed = Lock(false)

    init(path: String, _ disk: SimulatedDisk, _ node: DiskImage.NodeID, isWritable: Bool) {
        self.path = path
        self.disk = disk
        self.node = node
        self.isWritable = isWritable
    }

    deinit {
        disk.release(node)
    }

    /// There is none: regions of this file are sent by reading them.
    var descriptor: Int32? { nil }

    func size() throws(SystemError) -> Int64 {
        try checkOpen("fstat")
        return disk.size(node)
    }

    func read(into target: UnsafeMutableRawBufferPointer, at position: Int64)
        throws(SystemError) -> Int
    {
        try checkOpen("read")
        guard target.count > 0 else { return 0 }
        guard position >= 0 else { throw SystemError("read", path, number: EINVAL) }
        return try disk.read(node, into: target, at: position, path: path)
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(SystemError) {
        try checkOpen("write")
        guard bytes.count > 0 else { return }
        guard isWritable else { throw SystemError("write", path, number: EBADF) }
        guard position >= 0 else { throw SystemError("write", path, number: EINVAL) }
        try disk.write(
            DiskOperation.Write(node: node, position: position, bytes: Array(bytes)), path: path)
    }

    func synchronize() throws(SystemError) {
        try checkOpen("fdatasync")
        try disk.synchronize(node, path: path)
    }

    func truncate(to size: Int64) throws(SystemError) {
        try checkOpen("ftruncate")
        guard isWritable, size >= 0 else { throw SystemError("ftruncate", path, number: EINVAL) }
        try disk.truncate(node, to: size, path: path)
    }

    func reserve(_ size: Int64) {
        guard isWritable, size > 0, !isClosed.withLock({ $0 }) else { return }
        disk.reserve(node, size, path: path)
    }

    func setModificationTime(_ milliseconds: Int64) throws(SystemError) {
        try checkOpen("futimens")
        try disk.setModificationTime(node, milliseconds, path: path)
    }

    func close() {
        isClosed.withLock { $0 = true }
    }

    private func checkOpen(_ call: String) throws(SystemError) {
        guard !isClosed.withLock({ $0 }) else { throw SystemError(call, path, number: EBADF) }
    }
}

/// A lock on a file of a ``SimulatedDisk``.
final class SimulatedFileLock: FileLock {
    private let disk: SimulatedDisk
    private let node: Lock<DiskImage.NodeID?>

    init(_ disk: SimulatedDisk, _ node: DiskImage.NodeID) {
        self.disk = disk
        self.node = Lock(node)
    }

    deinit {
        release()
    }

    func release() {
        let held = node.withLock { node in
            defer { node = nil }
            return node
        }
        if let held { disk.unlock(held) }
    }
}
