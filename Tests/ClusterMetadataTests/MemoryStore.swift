import ClusterMetadata
import Platform
import Telemetry
import TestSupport
import ZooKeeperClient

/// Pauses are over at once.
struct HastyClock: TimeSource {
    func monotonic() -> MonotonicTime { MonotonicTime(nanoseconds: 0) }
    func wallMilliseconds() -> Int64 { 1_700_000_000_000 }
    func sleep(until time: MonotonicTime) async throws(CancellationError) { await Task.yield() }
}

/// A store over a session of a ZooKeeper in memory.
struct MemoryStore {
    let server: MemoryZooKeeper
    let session: MemoryZooKeeperSession
    let store: ClusterStore

    init(_ server: MemoryZooKeeper = MemoryZooKeeper()) {
        self.server = server
        session = server.connect()
        store = ClusterStore(ZooKeeperRetry(session, time: HastyClock()))
    }

    static let logger = Logger("test", sink: NullLogSink())
}
