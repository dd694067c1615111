import Glibc

/// Cuts bytes into lines, ended by `\n`, `\r` or `\r\n`, as Java's readers do.
struct LineSplitter: Sendable {
    private var pending: [UInt8] = []
    private var endedWithReturn = false

    /// The lines that `bytes` complete.
    mutating func feed(_ bytes: some Sequence<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for byte in bytes {
            let isSecondOfPair = endedWithReturn && byte == UInt8(ascii: "\n")
            endedWithReturn = byte == UInt8(ascii: "\r")
            if isSecondOfPair { continue }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                lines.append(pending)
                pending.removeAll(keepingCapacity: true)
            } else {
                pending.append(byte)
            }
        }
        return lines
    }

    /// The last line, when the input ends without a line end.
    mutating func finish() -> [UInt8]? {
        guard !pending.isEmpty else { return nil }
        defer { pending = [] }
        return pending
    }
}

/// Reads standard input line by line until it ends or a signal asks the tool to stop.
struct InputLines {
    private var splitter = LineSplitter()
    private var ready: [[UInt8]] = []
    private var isAtEnd = false
    /// Soon enough for a person to see the answer to what was typed.
    private static let idleMilliseconds: Int32 = 250
    /// Becomes readable when a signal comes; -1 for none.
    private let interruption: Int32

    init(interruption: Int32) { self.interruption = interruption }

    /// `onIdle` is called now and then while nothing comes.
    mutating func next(onIdle: () -> Void) -> [UInt8]? {
        while ready.isEmpty {
            if isAtEnd { return nil }
            fill(onIdle)
        }
        return ready.removeLast()
    }

    private mutating func fill(_ onIdle: () -> Void) {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        guard waitForInput(onIdle) else {
            isAtEnd = true
            return
        }
        let count = read(STDIN_FILENO, &buffer, buffer.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return }
        var lines = count > 0 ? splitter.feed(buffer[..<count]) : []
        if count <= 0 {
            isAtEnd = true
            if let last = splitter.finish() { lines.append(last) }
        }
        ready = lines.reversed()
    }

    /// `false` when a signal came first.
    private func waitForInput(_ onIdle: () -> Void) -> Bool {
        var descriptors = [
            pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
            pollfd(fd: interruption, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            let count = poll(&descriptors, nfds_t(descriptors.count), Self.idleMilliseconds)
            if TerminationSignal.exitCode != nil { return false }
            if count > 0 { return descriptors[1].revents == 0 }
            if count == 0 { onIdle() }
            if count < 0, errno != EINTR { return false }
        }
    }
}
