import Platform

package enum LogLevel: Int, Comparable, Sendable, CaseIterable {
    case trace, debug, info, warn, error

    package static func < (a: LogLevel, b: LogLevel) -> Bool { a.rawValue < b.rawValue }
}

/// Where log lines go: standard error of the process, or a list in tests.
package protocol LogSink: Sendable {
    func write(_ level: LogLevel, _ component: String, _ message: String)
}

/// Writes log lines of one component of the program. Cheap to copy.
package struct Logger: Sendable {
    package let component: String
    package let level: LogLevel
    private let sink: any LogSink

    package init(_ component: String, level: LogLevel = .info, sink: any LogSink) {
        self.component = component
        self.level = level
        self.sink = sink
    }

    /// The same sink and level under another name.
    package func named(_ component: String) -> Logger {
        Logger(component, level: level, sink: sink)
    }

    package func log(_ level: LogLevel, _ message: @autoclosure () -> String) {
        guard level >= self.level else { return }
        sink.write(level, component, message())
    }

    package func debug(_ message: @autoclosure () -> String) { log(.debug, message()) }
    package func info(_ message: @autoclosure () -> String) { log(.info, message()) }
    package func warn(_ message: @autoclosure () -> String) { log(.warn, message()) }
    package func error(_ message: @autoclosure () -> String) { log(.error, message()) }
}

/// Drops everything.
package struct NullLogSink: LogSink {
    package init() {}
    package func write(_ level: LogLevel, _ component: String, _ message: String) {}
}
