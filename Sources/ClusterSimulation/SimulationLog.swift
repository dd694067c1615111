import Platform
import Simulation
import Telemetry

/// What has been said and done in a simulation: everything goes into the digest, the last of it is kept
/// for the report, and what is worth counting is counted.
package final class SimulationLog: Sendable {
    private let executor: DeterministicExecutor
    private let lines = Lock<[String]>([])
    private let isOver = Lock(false)
    private let counted = Lock(Occurrences())
    private let capacity: Int
    /// Writes every line as it comes.
    private let echo: (@Sendable (String) -> Void)?

    package init(
        _ executor: DeterministicExecutor, capacity: Int = 200,
        echo: (@Sendable (String) -> Void)? = nil
    ) {
        self.executor = executor
        self.capacity = capacity
        self.echo = echo
    }

    /// What comes now is not noted any more.
    func end() { isOver.withLock { $0 = true } }

    package func note(_ text: String) {
        if isOver.withLock({ $0 }) { return }
        executor.note(text)
        let micros = executor.now.nanoseconds / 1000
        let rest = String(micros % 1_000_000)
        let line =
            "\(micros / 1_000_000).\(String(repeating: "0", count: 6 - rest.count))\(rest) \(text)"
        echo?(line)
        lines.withLock { lines in
            lines.append(line)
            if lines.count > 2 * capacity { lines.removeFirst(lines.count - capacity) }
        }
    }

    package func count(_ occurrence: Occurrence, _ times: Int = 1) {
        counted.withLock { $0.add(occurrence, times) }
    }

    package var occurrences: Occurrences { counted.withLock { $0 } }

    /// The last lines, oldest first.
    package var last: [String] { lines.withLock { Array($0.suffix(capacity)) } }

    /// Where a simulated program logs to.
    func sink(_ name: String) -> any LogSink { Sink(log: self, name: name) }

    private struct Sink: LogSink {
        let log: SimulationLog
        let name: String

        func write(_ level: LogLevel, _ component: String, _ message: String) {
            log.note("\(name) \(level) \(component): \(message)")
        }
    }
}
