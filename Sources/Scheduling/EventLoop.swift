import Platform

/// One thread that runs short synchronous jobs one after another: the owner of connections, timers
/// and waiting requests. The real one waits in epoll; the simulation has its own.
package protocol EventLoop: AnyObject, Sendable {
    /// Whether the caller runs on this loop.
    var isCurrent: Bool { get }
    /// The time at the start of the current turn.
    var now: MonotonicTime { get }
    /// Runs `job` on the loop, after the jobs handed over before. Callable from any thread.
    func execute(_ job: @escaping @Sendable () -> Void)
    /// Runs `job` on the loop once `delay` has passed. Callable from any thread.
    @discardableResult
    func schedule(after delay: Duration, _ job: @escaping @Sendable () -> Void) -> ScheduledJob
}

/// A job that waits for its time.
package protocol CancellableJob: AnyObject, Sendable {
    /// Prevents the job if it has not begun. Callable from any thread, any number of times.
    func cancel()
}

package typealias ScheduledJob = any CancellableJob
