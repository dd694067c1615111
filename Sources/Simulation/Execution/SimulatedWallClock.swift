import Platform

/// The wall clock of a simulated machine. It outlives the machine's programs, and may be wrong.
package final class SimulatedWallClock: Sendable {
    /// Milliseconds since 1970 at the beginning of a simulation.
    private static let start: Int64 = 1_700_000_000_000
    private let deviation = Lock(Duration.zero)

    package init() {}

    /// Sets the clock: from now on it is `deviation` ahead of the right time, behind it if negative.
    package func set(aheadBy deviation: Duration) {
        self.deviation.withLock { $0 = deviation }
    }

    func milliseconds(at now: MonotonicTime) -> Int64 {
        let nanoseconds = now.nanoseconds + deviation.withLock(\.wholeNanoseconds)
        return Self.start + nanoseconds / 1_000_000
    }
}
