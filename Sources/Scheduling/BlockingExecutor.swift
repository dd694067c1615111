import Glibc
import Platform

/// Threads for calls that block: synchronising files, resolving names, closing sessions.
///
/// Threads are started when there is work and none of them is idle, up to the bound, and live until
/// ``stop()``. The queue is bounded by the callers: each waits for its call before the next.
/// A simulation has one without threads, whose jobs it runs itself.
// Sendable because the state behind the pointers is only touched with the mutex held.
package final class BlockingExecutor: @unchecked Sendable {
    package typealias Job = @Sendable () -> Void

    private let name: String
    private let maximumThreads: Int
    /// Without threads: tells that a job is waiting for ``runNext()``.
    private let announce: (@Sendable (BlockingExecutor) -> Void)?
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>

    // Guarded by `mutex`.
    private var jobs: [Job] = []
    private var firstJob = 0
    private var threads: [SystemThread] = []
    private var idle = 0
    private var isStopped = false

    /// `threads` is the largest number of calls that run at the same time; at least 1.
    package convenience init(name: String, threads: Int) {
        self.init(name, maximumThreads: max(1, threads), announce: nil)
    }

    /// An executor without threads: `announce` is called once for each job, which then waits for
    /// ``runNext()``.
    package convenience init(
        name: String, announce: @escaping @Sendable (BlockingExecutor) -> Void
    ) {
        self.init(name, maximumThreads: 0, announce: announce)
    }

    private init(
        _ name: String, maximumThreads: Int, announce: (@Sendable (BlockingExecutor) -> Void)?
    ) {
        self.name = name
        self.maximumThreads = maximumThreads
        self.announce = announce
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        changed = .allocate(capacity: 1)
        changed.initialize(to: pthread_cond_t())
        let results = (pthread_mutex_init(mutex, nil), pthread_cond_init(changed, nil))
        precondition(results == (0, 0), "pthread initialisation failed")
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(changed)
        mutex.deallocate()
        changed.deallocate()
    }

    /// Runs `job` on one of the threads. After ``stop()`` it is dropped and false returned.
    @discardableResult
    package func execute(_ job: @escaping Job) -> Bool {
        let accepted = add(job)
        if accepted { announce?(self) }
        return accepted
    }

    private func add(_ job: @escaping Job) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard !isStopped else { return false }
        jobs.append(job)
        if announce != nil { return true }
        if idle >= jobs.count - firstJob || threads.count >= maximumThreads {
            pthread_cond_signal(changed)
            return true
        }
        do {
            let name = "\(name)-\(threads.count)"
            threads.append(try SystemThread(name: name) { [self] in work() })
        } catch {
            // The threads that exist will come to it; without any the job cannot run.
            if threads.isEmpty {
                jobs.removeLast()
                return false
            }
        }
        return true
    }

    /// Runs `body` on one of the threads and returns its result. Must not be called after ``stop()``.
    package func run<R: Sendable, E: Error>(
        _ body: @escaping @Sendable () throws(E) -> R
    ) async throws(E) -> R {
        let result: Result<R, E> = await withCheckedContinuation { continuation in
            let accepted = execute {
                do throws(E) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            precondition(accepted, "the executor \(name) has stopped or has no threads")
        }
        return try result.get()
    }

    /// Waits for all jobs handed over before, then ends the threads. Not from one of them.
    package func stop() {
        pthread_mutex_lock(mutex)
        isStopped = true
        let ending = threads
        threads = []
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
        for thread in ending { thread.join() }
        if announce != nil { while runNext() {} }
    }

    /// Runs the job that has waited longest on the calling thread, in an executor without threads.
    /// False if there is none.
    @discardableResult
    package func runNext() -> Bool {
        pthread_mutex_lock(mutex)
        let job = takeFirst()
        pthread_mutex_unlock(mutex)
        job?()
        return job != nil
    }

    /// Lets the threads end after the jobs handed over before, without waiting for them.
    package func retire() {
        pthread_mutex_lock(mutex)
        isStopped = true
        for thread in threads { thread.detach() }
        threads = []
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
    }

    private func work() {
        while let job = next() { job() }
    }

    private func next() -> Job? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while firstJob == jobs.count {
            if isStopped { return nil }
            idle += 1
            pthread_cond_wait(changed, mutex)
            idle -= 1
        }
        return takeFirst()
    }

    private func takeFirst() -> Job? {
        guard firstJob < jobs.count else { return nil }
        let job = jobs[firstJob]
        firstJob += 1
        if firstJob == jobs.count || firstJob >= 1024 {
            jobs.removeFirst(firstJob)
            firstJob = 0
        }
        return job
    }
}
