import Glibc
import Platform

/// The real disk, until a test makes it cold: then nothing is in memory, and who reads waits until the
/// test warms it up again.
package final class ColdFileSystem: ForwardingFileSystem {
    fileprivate struct State {
        var isCold = false
        /// Reads that wait now.
        var waiting = 0
    }

    package let disk = LocalFileSystem()
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
}

private final class ColdFile: ForwardingFile {
    let file: any File
    let owner: ColdFileSystem

    init(_ file: any File, _ owner: ColdFileSystem) {
        self.file = file
        self.owner = owner
    }

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
}
