import CZooKeeper
import Platform
import Telemetry

/// Carries the C client's own messages into the log.
///
/// The library's callback has no context, so there is one destination for the process: that of the
/// session opened last.
enum ClientLibraryLog {
    /// While there is no connection the library complains many times a second.
    fileprivate static let interval = Duration.seconds(10)

    fileprivate struct State {
        var logger: Logger
        var time: any TimeSource
        var lastWarning: MonotonicTime?
    }

    private static let state = Lock<State?>(nil)

    static func send(to logger: Logger, time: any TimeSource) {
        state.withLock {
            $0 = State(logger: logger, time: time, lastWarning: $0?.lastWarning)
        }
        zoo_set_debug_level(logger.level <= .debug ? ZOO_LOG_LEVEL_INFO : ZOO_LOG_LEVEL_WARN)
    }

    /// Lines look like `2026-01-31 12:00:00,000:123(0x7f):ZOO_WARN@function@1234: text`. What the
    /// library calls an error is for us a state that it recovers from, such as a refused connection.
    fileprivate static func write(_ line: String) {
        let parts = line.split(separator: "@", maxSplits: 2)
        guard parts.count == 3, let colon = parts[2].firstIndex(of: ":") else {
            return log(line, isWarning: false)
        }
        let text = parts[2][parts[2].index(after: colon)...].drop { $0 == " " }
        let isInfo = parts[0].hasSuffix("ZOO_INFO") || parts[0].hasSuffix("ZOO_DEBUG")
        log(String(text), isWarning: !isInfo)
    }

    private static func log(_ text: String, isWarning: Bool) {
        let destination = state.withLock { current -> (logger: Logger, level: LogLevel)? in
            guard var state = current else { return nil }
            let level: LogLevel = isWarning && state.mayWarn() ? .warn : .debug
            current = state
            return (state.logger, level)
        }
        destination?.logger.log(destination?.level ?? .debug, text)
    }
}

extension ClientLibraryLog.State {
    /// Whether the last warning was long enough ago.
    fileprivate mutating func mayWarn() -> Bool {
        let now = time.monotonic()
        if let lastWarning, now < lastWarning + ClientLibraryLog.interval { return false }
        lastWarning = now
        return true
    }
}

func clientLibraryLogged(_ message: UnsafePointer<CChar>?) {
    guard let message else { return }
    ClientLibraryLog.write(String(cString: message))
}
