import Glibc
import Platform

/// SIGTERM and SIGINT, and what they mean in each phase of the program.
///
/// The signals are blocked in the calling thread, and so in all threads started by it afterwards,
/// whose system calls they shall not interrupt. The main thread of an asynchronous program unblocks
/// them again while it idles (`dispatch_main`), hence a handler, which does no more than wake the one
/// thread that acts. Made first thing in the program.
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
        sem_init(raised, 0, 0)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = noteSignal
        for number in [SIGTERM, SIGINT] { sigaction(number, &action, nil) }
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

/// Counts signals that nobody has acted on yet. Unsafe in name only: semaphores are made to be used
/// from handlers and any thread, and the pointer never changes.
nonisolated(unsafe) private let raised = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

/// Runs as a signal handler: may do almost nothing.
private func noteSignal(_ number: Int32) { sem_post(raised) }

private func takeSignals(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let target = Unmanaged<TerminationSignals>.fromOpaque(argument).takeRetainedValue()
    // Here, if the main thread is busy.
    var taken = sigset_t()
    sigemptyset(&taken)
    sigaddset(&taken, SIGTERM)
    sigaddset(&taken, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &taken, nil)
    while true {
        if sem_wait(raised) == 0 { target.received() }
    }
}
