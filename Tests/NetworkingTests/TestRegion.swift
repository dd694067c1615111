import Bytes
import Glibc
import Platform

/// A region that is in memory when the test says so.
final class TestRegion: FileRegion {
    let file: any File
    let position: Int64
    let count: Int
    private let inMemory: [UInt8]
    private let disk: Disk?

    /// A disk on which the regions of a test stand, and what was asked of it.
    final class Disk: Sendable {
        struct State {
            /// Bytes at the front of each region that are in memory.
            var resident = 0
            var isGone = false
            var isBlocked = false
            var error: SystemError?
            var loads: [Range<Int>] = []
        }

        let state = Lock(State())
    }

    init(
        _ file: any File, position: Int64, count: Int, contents: [UInt8] = [], disk: Disk? = nil
    ) {
        self.file = file
        self.position = position
        self.count = count
        self.disk = disk
        inMemory = contents
    }

    func contents() throws -> SharedBytes { SharedBytes(copying: inMemory) }

    func readiness(from offset: Int, count: Int) -> RegionReadiness {
        guard let state = disk?.state.withLock({ $0 }) else { return .resident(ahead: nil) }
        if state.isGone { return .gone }
        return offset + count <= state.resident ? .resident(ahead: nil) : .absent
    }

    func load(from offset: Int, count: Int) throws(SystemError) {
        guard let disk else { return }
        disk.state.withLock { $0.loads.append(offset..<(offset + count)) }
        while disk.state.withLock({ $0.isBlocked }) { _ = usleep(500) }
        try disk.state.withLock { (state) throws(SystemError) in
            if let error = state.error { throw error }
            state.resident = max(state.resident, offset + count)
        }
    }
}
