import Glibc
import Platform

/// Where a tool prints: the process's two outputs, or memory in tests.
package protocol Console: AnyObject, Sendable {
    /// Standard output; may be held back until ``flush()``.
    func out(_ bytes: [UInt8])
    /// Standard error, at once; what went to standard output before appears before.
    func err(_ text: String)
    func flush()
    /// Whether a person sits at both ends.
    var isInteractive: Bool { get }
}

extension Console {
    package func out(_ text: String) { out(Array(text.utf8)) }
    package func line(_ text: String) { out(Array((text + "\n").utf8)) }
    package func errorLine(_ text: String) { err(text + "\n") }
}

/// The outputs of this process. Callable from any thread.
package final class StandardConsole: Console {
    private let pending = Lock<[UInt8]>([])
    /// Bytes held back at most: one system call for many short lines.
    private static let capacity = 64 * 1024

    package init() {}

    package func out(_ bytes: [UInt8]) {
        pending.withLock { held in
            held.append(contentsOf: bytes)
            if held.count >= Self.capacity { writeAll(STDOUT_FILENO, &held) }
        }
    }

    package func err(_ text: String) {
        flush()
        var bytes = Array(text.utf8)
        writeAll(STDERR_FILENO, &bytes)
    }

    package func flush() {
        pending.withLock { writeAll(STDOUT_FILENO, &$0) }
    }

    package var isInteractive: Bool {
        isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
    }
}

/// Writes and empties `bytes`. A reader that went away (`head`) ends the process by SIGPIPE, as it
/// ends other tools; other errors lose the rest.
private func writeAll(_ descriptor: Int32, _ bytes: inout [UInt8]) {
    var done = 0
    while done < bytes.count {
        let count = bytes.withUnsafeBytes { buffer in
            write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        }
        if count > 0 {
            done += count
        } else if count < 0, errno == EINTR {
            continue
        } else {
            break
        }
    }
    bytes.removeAll(keepingCapacity: true)
}

/// Keeps what a tool prints, for tests.
package final class RecordingConsole: Console {
    private let texts = Lock<(out: [UInt8], err: String)>((out: [], err: ""))

    package init() {}

    package var output: String { texts.withLock { String(decoding: $0.out, as: UTF8.self) } }
    package var errors: String { texts.withLock { $0.err } }

    package func out(_ bytes: [UInt8]) { texts.withLock { $0.out.append(contentsOf: bytes) } }
    package func err(_ text: String) { texts.withLock { $0.err += text } }
    package func flush() {}
    package var isInteractive: Bool { false }
}
