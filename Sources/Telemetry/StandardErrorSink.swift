import Glibc
import Platform

/// Writes lines to standard error in the layout of Kafka's default logging:
/// `[2026-11-21 11:25:26,123] INFO message (component)`, in local time.
///
/// Each line is one `write`, so that lines of several threads do not mix. A line that the system
/// refuses is dropped: there is nowhere left to say so.
package struct StandardErrorSink: LogSink {
    private let clock: any TimeSource

    package init(clock: any TimeSource) {
        self.clock = clock
    }

    package func write(_ level: LogLevel, _ component: String, _ message: String) {
        let time = LogTimestamp(wallMilliseconds: clock.wallMilliseconds())
        var line = "[\(time)] \(level.name) \(message) (\(component))\n"
        line.withUTF8 { bytes in
            _ = Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        }
    }
}

extension LogLevel {
    /// The upper-case name used in log lines and logging settings.
    package var name: String {
        switch self {
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info: "INFO"
        case .warn: "WARN"
        case .error: "ERROR"
        }
    }
}

/// A moment as log lines show it: `2026-11-21 11:25:26,123`.
package struct LogTimestamp: CustomStringConvertible {
    package let description: String

    /// In the local time zone of the process.
    package init(wallMilliseconds: Int64) {
        let (seconds, rest) = wallMilliseconds.quotientAndRemainder(dividingBy: 1000)
        var moment = time_t(rest < 0 ? seconds - 1 : seconds)
        var parts = tm()
        localtime_r(&moment, &parts)
        self.init(parts, milliseconds: Int(rest < 0 ? rest + 1000 : rest))
    }

    init(_ parts: tm, milliseconds: Int) {
        let date = [
            padded(Int(parts.tm_year) + 1900, 4), padded(Int(parts.tm_mon) + 1, 2),
            padded(Int(parts.tm_mday), 2),
        ].joined(separator: "-")
        let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { padded(Int($0), 2) }
            .joined(separator: ":")
        description = "\(date) \(time),\(padded(milliseconds, 3))"
    }
}

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
