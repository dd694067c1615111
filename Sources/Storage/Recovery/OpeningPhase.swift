/// Whether the opening of logs is over, and who waits for that.
struct OpeningPhase {
    private enum Phase { case idle, running, over }

    private var phase = Phase.idle
    /// The broker stops.
    private(set) var isStopped = false
    private var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    private var given = 0
    /// Waiters whose time was over before they began to wait.
    private var expired: Set<Int> = []

    mutating func begin() { phase = .running }

    /// Returns those who waited.
    mutating func end() -> [CheckedContinuation<Void, Never>] {
        phase = .over
        defer { waiters = [:] }
        return Array(waiters.values)
    }

    mutating func stop() { isStopped = true }

    mutating func nextWaiter() -> Int {
        given += 1
        return given
    }

    /// `true` if there is nothing to wait for. Before ``begin()`` a stop waits for nothing, all others
    /// for the end.
    mutating func wait(_ id: Int, _ continuation: CheckedContinuation<Void, Never>) -> Bool {
        if phase == .over || (phase == .idle && isStopped) || expired.remove(id) != nil {
            return true
        }
        waiters[id] = continuation
        return false
    }

    mutating func takeWaiter(_ id: Int) -> CheckedContinuation<Void, Never>? {
        if let waiter = waiters.removeValue(forKey: id) { return waiter }
        expired.insert(id)
        return nil
    }
}
