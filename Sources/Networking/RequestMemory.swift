import Platform
import Synchronization

/// The memory that large requests may take while they arrive (`queued.max.request.bytes`), shared by
/// all connections of a broker. Callable from any thread.
///
/// A request that does not fit into a loop's own block of memory begins only while less than the limit
/// is in use; those that have begun go on, so that the limit is exceeded by what they still need but
/// always comes free again. Smaller requests are read all the same: their memory is the loop's, and
/// others may wait for what they say, as producers wait for the fetches of followers. A request is
/// handled by its loop when its last byte is there, and counts until then.
package final class RequestMemory: Sendable {
    private let limit: Int
    private let used = Atomic<Int>(0)
    /// At most one for each connection.
    private let waiting = Lock<[@Sendable () -> Void]>([])

    /// `limit` in bytes.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Whether no large request may begin.
    package var isExhausted: Bool { used.load(ordering: .relaxed) >= limit }

    /// Counts bytes that a connection has taken, or given back.
    func note(_ change: Int) {
        let now = used.wrappingAdd(change, ordering: .relaxed).newValue
        if change < 0, now < limit { wake() }
    }

    /// Calls `waiter` once there is memory again, on any thread, perhaps before this returns.
    func wait(_ waiter: @escaping @Sendable () -> Void) {
        waiting.withLock { $0.append(waiter) }
        if !isExhausted { wake() }
    }

    private func wake() {
        let woken = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for waiter in woken { waiter() }
    }
}
