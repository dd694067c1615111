import CSimulation

/// Tasks that are begun on one thread to run in a simulated world on another: they keep the task-local
/// values of where they were begun.
package enum CapturedWork {
    /// Jobs that nobody has run. To be adopted by one executor, once.
    // Sendable because the jobs are handed over whole: nothing of them runs before they are adopted.
    package struct Jobs: @unchecked Sendable {
        var list: [UnsafeMutableRawPointer] = []

        package var isEmpty: Bool { list.isEmpty }
    }

    /// Collects what becomes ready because of the calling thread from now on, until ``end()`` on the
    /// same thread: nothing may suspend in between. Not within a simulated world.
    package static func begin() {
        let jobs = UnsafeMutablePointer<Jobs>.allocate(capacity: 1)
        jobs.initialize(to: Jobs())
        needletail_capture_jobs(collect, jobs)
    }

    package static func end() -> Jobs {
        guard let context = needletail_captured_context() else {
            preconditionFailure("no work is being captured on this thread")
        }
        needletail_release_jobs()
        let jobs = context.assumingMemoryBound(to: Jobs.self)
        defer { jobs.deallocate() }
        return jobs.move()
    }
}

private func collect(_ context: UnsafeMutableRawPointer?, _ job: UnsafeMutableRawPointer?) {
    guard let context, let job else { return }
    context.assumingMemoryBound(to: CapturedWork.Jobs.self).pointee.list.append(job)
}
