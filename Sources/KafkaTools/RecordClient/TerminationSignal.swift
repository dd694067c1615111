import Glibc
import Synchronization

/// Notices SIGINT and SIGTERM, so that a tool can finish what it holds.
enum TerminationSignal {
    /// The signal that came, 0 before.
    private static let received = Atomic<Int32>(0)
    private static let wakeUp = Atomic<Int32>(-1)

    /// Installs the handlers. The descriptor returned becomes readable when a signal comes; it is
    /// -1 if none could be made.
    static func watch() -> Int32 {
        var ends: [Int32] = [-1, -1]
        let readable = pipe(&ends) == 0 ? ends[0] : -1
        if readable >= 0 { for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) } }
        wakeUp.store(ends[1], ordering: .relaxed)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = signalArrived
        for number in [SIGINT, SIGTERM] { sigaction(number, &action, nil) }
        return readable
    }

    /// 130 or 143, the exit code of a process that ended for the signal that came; `nil` if none.
    static var exitCode: Int32? {
        let number = received.load(ordering: .relaxed)
        return number == 0 ? nil : 128 + number
    }

    fileprivate static func note(_ number: Int32) {
        received.store(number, ordering: .relaxed)
        var byte: UInt8 = 1
        _ = write(wakeUp.load(ordering: .relaxed), &byte, 1)
    }
}

// Touches only atomics and write(2): nothing else is allowed while a signal is handled.
private func signalArrived(_ number: Int32) {
    let saved = errno
    TerminationSignal.note(number)
    errno = saved
}
