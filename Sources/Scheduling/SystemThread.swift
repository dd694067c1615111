import CLinux
import Glibc
import Platform

/// A thread of the operating system that runs one body to its end.
final class SystemThread: Sendable {
    private let handle: pthread_t

    /// Starts the thread. `name` is cut to 15 bytes, as the kernel wants it.
    init(name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let start = Unmanaged.passRetained(ThreadStart(name: name, body: body))
        var handle = pthread_t()
        let result = pthread_create(&handle, nil, runThread, start.toOpaque())
        guard result == 0 else {
            start.release()
            throw SystemError("pthread_create", name, number: result)
        }
        self.handle = handle
    }

    /// Waits until the body has returned. Called once, by another thread.
    func join() {
        pthread_join(handle, nil)
    }

    /// Lets the thread end by itself. Called once, instead of ``join()``.
    func detach() {
        pthread_detach(handle)
    }

    /// A number of the calling thread, unique among the living ones.
    static var current: UInt { pthread_self() }
}

private final class ThreadStart: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
    needletail_set_thread_name(String(start.name.prefix(15)))
    start.body()
    return nil
}
