import Glibc

/// SIGTERM and SIGINT as something to wait for.
///
/// The signals are blocked in the calling thread, and so in all threads started by it afterwards; one
/// thread takes them. Made first thing in the program.
struct TerminationSignals: Sendable {
    let stream: AsyncStream<Int32>

    init() {
        var blocked = sigset_t()
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGTERM)
        sigaddset(&blocked, SIGINT)
        pthread_sigmask(SIG_BLOCK, &blocked, nil)
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        self.stream = stream
        startWaiting(Unmanaged.passRetained(SignalTarget(continuation)))
    }

    /// The number of the next signal.
    func next() async -> Int32? {
        for await signal in stream { return signal }
        return nil
    }
}

private final class SignalTarget: Sendable {
    let continuation: AsyncStream<Int32>.Continuation

    init(_ continuation: AsyncStream<Int32>.Continuation) {
        self.continuation = continuation
    }
}

private func startWaiting(_ target: Unmanaged<SignalTarget>) {
    var thread = pthread_t()
    pthread_create(&thread, nil, waitForSignals, target.toOpaque())
}

private func waitForSignals(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let target = Unmanaged<SignalTarget>.fromOpaque(argument).takeRetainedValue()
    var awaited = sigset_t()
    sigemptyset(&awaited)
    sigaddset(&awaited, SIGTERM)
    sigaddset(&awaited, SIGINT)
    while true {
        var signal: Int32 = 0
        guard sigwait(&awaited, &signal) == 0 else { continue }
        target.continuation.yield(signal)
    }
}
