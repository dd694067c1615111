import KafkaModel
import Platform
import Storage

/// How a partition comes to another log, made of the same records in another log directory.
extension Partition {
    /// From now on nothing is appended to the log and nothing cut from it, until
    /// ``endReplacingLog(with:)``. What producers send waits (``ParkedAppends``); what a leader sends is
    /// dropped and fetched again. Reads go on.
    func beginReplacingLog() {
        // What a follower does to the log ends first.
        following.withLock { _ in state.withLock { $0.isReplacingLog = true } }
    }

    /// Takes `log` into use; without one the old log stays. Then appends what has waited for it.
    func endReplacingLog(with log: PartitionLog?) {
        let now = time.monotonic()
        let ready = state.withLock { state -> [PartitionWaiters.Ready] in
            guard let log else { return [] }
            currentLog.withLock { $0 = log }
            let bounds = log.offsets
            state.highWatermark = min(max(state.highWatermark, bounds.start), bounds.end)
            let moved = advanceHighWatermark(&state, now: now)
            return [
                state.waiters.takeFlushed(upTo: bounds.secured),
                moved ? state.waiters.take(upTo: state.highWatermark) : .init(),
                state.waiters.takeFollowers(),
            ]
        }
        if let log { observeFlushes(of: log) }
        for waiters in ready { waiters.notify() }
        appendParked()
    }
}
