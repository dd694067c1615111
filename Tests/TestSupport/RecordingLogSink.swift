import Platform
import Telemetry

/// Keeps log lines for a test to look at.
package final class RecordingLogSink: LogSink {
    package struct Line: Equatable, Sendable {
        package var level: LogLevel
        package var component: String
        package var message: String

        package init(level: LogLevel, component: String, message: String) {
            self.level = level
            self.component = component
            self.message = message
        }
    }

    private let kept = Lock<[Line]>([])

    package init() {}

    package var lines: [Line] { kept.withLock { $0 } }

    package func write(_ level: LogLevel, _ component: String, _ message: String) {
        kept.withLock { $0.append(Line(level: level, component: component, message: message)) }
    }
}
