import Glibc
import Platform

/// SIGTERM and SIGINT, and what they mean in each phase of the program.
///
/// The signals are blocked in the calling thread, and so in all threads started by it afterwards; one
/// thread takes them. Made first thing in the program.
final class TerminationSignals: Sendable {
    private enum Phase {
        /// A broker that starts, or waits for ZooKeeper, has nothing to lose: it ends at once.
        case starting
        case running(CheckedContinuation<Void, Never>)
        case stopRequested
        /// A second signal does not wait for the controlled shutdown.
        case stopping
    }

    private let phase = Lock(Phase.starting)

    init() {
        var taken = sigset_t()
        sigemptyset(&taken)
        sigaddset(&taken, SIGTERM)
        sigaddset(&taken, SIGINT)
        pthread_sigmask(SIG_BLOCK, &taken, nil)
        var thread = pthread_t()
        let target = Unmanaged.passRetained(self).toOpaque()
        let failure = pthread_create(&thread, nil, takeSignals, target)
        precondition(failure == 0, "cannot start the thread that takes signals")
    }

    /// The broker runs: waits for the first signal.
    func waitForStop() async {
        await withCheckedContinuation { continuation in
            phase.withLock { $0 = .running(continuation) }
        }
        phase.withLock { $0 = .stopping }
    }

    fileprivate func received() {
        let waiting = phase.withLock { phase -> CheckedContinuation<Void, Never>? in
            switch phase {
            case .starting: exit(0)
            case .running(let continuation):
                phase = .stopRequested
                return continuation
            case .stopRequested: return nil
            case .stopping: exit(1)
            }
        }
        waiting?.resume()
    }
}

private func takeSignals(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let target = Unmanaged<TerminationSignals>.fromOpaque(argument).takeRetainedValue()
    var awaited = sigset_t()
    sigemptyset(&awaited)
    sigaddset(&awaited, SIGTERM)
    sigaddset(&awaited, SIGINT)
    while true {
        var signal: Int32 = 0
        if sigwait(&awaited, &signal) == 0 { target.received() }
    }
}
