import Platform

/// Jobs that wait until the test runs them: a pool of threads without threads.
package final class QueuedJobs: Sendable {
    private let jobs = Lock<[@Sendable () -> Void]>([])

    package init() {}

    package func add(_ job: @escaping @Sendable () -> Void) {
        jobs.withLock { $0.append(job) }
    }

    package var count: Int { jobs.withLock { $0.count } }

    /// Runs all jobs, those that they add among them.
    package func run() {
        while true {
            let next = jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            guard let next else { return }
            next()
        }
    }
}
