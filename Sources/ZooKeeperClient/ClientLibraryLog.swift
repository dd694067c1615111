import CZooKeeper
import Platform
import Telemetry

/// Carries the C client's own messages into the log.
///
/// The library's callback has no context, so there is one destination for the process: that of the
/// session opened last.
enum ClientLibraryLog {
    private static let destination = Lock<Logger?>(nil)

    static func send(to logger: Logger) {
        destination.withLock { $0 = logger }
        zoo_set_debug_level(logger.level <= .debug ? ZOO_LOG_LEVEL_INFO : ZOO_LOG_LEVEL_WARN)
    }

    /// Lines look like `2026-01-31 12:00:00,000:123(0x7f):ZOO_WARN@function@1234: text`. What the
    /// library calls an error is for us a state that it recovers from, such as a refused connection.
    fileprivate static func write(_ line: String) {
        guard let logger = destination.withLock({ $0 }) else { return }
        let parts = line.split(separator: "@", maxSplits: 2)
        guard parts.count == 3, let colon = parts[2].firstIndex(of: ":") else {
            return logger.debug(line)
        }
        let text = parts[2][parts[2].index(after: colon)...].drop { $0 == " " }
        let isInfo = parts[0].hasSuffix("ZOO_INFO") || parts[0].hasSuffix("ZOO_DEBUG")
        logger.log(isInfo ? .debug : .warn, String(text))
    }
}

func clientLibraryLogged(_ message: UnsafePointer<CChar>?) {
    guard let message else { return }
    ClientLibraryLog.write(String(cString: message))
}
