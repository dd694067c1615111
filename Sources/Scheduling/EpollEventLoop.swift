import CLinux
import Glibc
import Platform
import Synchronization
import Telemetry

/// The real event loop: one thread, one epoll instance, one mailbox, one timer queue.
///
/// A turn is: wait for readiness, the mailbox or the next timer; call the handlers of ready
/// descriptors; run the jobs from the mailbox; run the timers that are due; call those who asked for
/// the end of the turn. Writers use the last step to send the answers of a whole turn with one
/// system call.
// Sendable because everything mutable is either the mailbox and the atomics, which any thread may
// use, or touched by the loop's own thread only.
package final class EpollEventLoop: EventLoop, @unchecked Sendable {
    private let clock: any TimeSource
    private let poller: Int32
    private let wakeUp: Int32
    private let mailbox = Mailbox()
    private let owner = Atomic<UInt>(0)
    private let thread = Lock<SystemThread?>(nil)

    // Owned by the loop's thread.
    private var turnStart: MonotonicTime
    private var timers = TimerQueue()
    private var handlers = ReadinessTable()
    private var incoming: [Mailbox.Job] = []
    private var turnEnders: [any TurnEndHandler] = []

    /// Events taken from the kernel in one turn; more wait for the next one.
    private static let eventsPerTurn = 256
    private static let wakeUpToken: UInt64 = .max

    /// Opens the poller and starts the thread. ``stop()`` ends both.
    package init(name: String, clock: any TimeSource) throws(SystemError) {
        self.clock = clock
        turnStart = clock.monotonic()
        let poller = needletail_epoll_create()
        guard poller >= 0 else { throw .last("epoll_create") }
        let wakeUp = needletail_eventfd()
        guard wakeUp >= 0, needletail_epoll_add_level(poller, wakeUp, Self.wakeUpToken) == 0 else {
            let error = SystemError.last("eventfd")
            close(poller)
            if wakeUp >= 0 { close(wakeUp) }
            throw error
        }
        self.poller = poller
        self.wakeUp = wakeUp
        let started = try SystemThread(name: name) { [self] in run() }
        thread.withLock { $0 = started }
    }

    deinit {
        close(poller)
        close(wakeUp)
    }

    // MARK: Any thread

    package var isCurrent: Bool { owner.load(ordering: .relaxed) == SystemThread.current }

    package func execute(_ job: @escaping @Sendable () -> Void) {
        if case .mustWake = mailbox.add(job) { needletail_eventfd_signal(wakeUp) }
    }

    @discardableResult
    package func schedule(after delay: Duration, _ job: @escaping @Sendable () -> Void)
        -> ScheduledJob
    {
        let timer = EpollTimer(loop: self, deadline: clock.monotonic() + delay, job: job)
        if isCurrent { add(timer) } else { execute { timer.start() } }
        return timer
    }

    /// Ends the loop: jobs handed over before still run, timers and later jobs do not. Waits for the
    /// thread unless called on it. Calling it again has no effect.
    package func stop() {
        if mailbox.close() { needletail_eventfd_signal(wakeUp) }
        guard !isCurrent else { return }
        thread.withLock { thread in
            defer { thread = nil }
            return thread
        }?.join()
    }

    // MARK: On the loop

    /// The time at the start of the turn. Elsewhere than on the loop: the time.
    package var now: MonotonicTime { isCurrent ? turnStart : clock.monotonic() }

    /// Reports readiness of `descriptor` to `handler`, edge-triggered in both directions. Returns
    /// the token for ``deregister(_:_:)``. Only on the loop.
    package func register(_ descriptor: Int32, _ handler: any ReadinessHandler)
        throws(SystemError) -> UInt64
    {
        try register(handler) { token in needletail_epoll_add(poller, descriptor, token) }
    }

    /// ``register(_:_:)`` for a listening socket: level-triggered, reading only.
    package func registerListening(_ descriptor: Int32, _ handler: any ReadinessHandler)
        throws(SystemError) -> UInt64
    {
        try register(handler) { token in needletail_epoll_add_level(poller, descriptor, token) }
    }

    private func register(_ handler: any ReadinessHandler, _ add: (UInt64) -> Int32)
        throws(SystemError) -> UInt64
    {
        preconditionOnLoop()
        let token = handlers.add(handler)
        guard add(token) == 0 else {
            let error = SystemError.last("epoll_ctl")
            handlers.remove(token)
            throw error
        }
        return token
    }

    /// Reports nothing more about `descriptor`, which is still open. Only on the loop.
    package func deregister(_ descriptor: Int32, _ token: UInt64) {
        preconditionOnLoop()
        handlers.remove(token)
        needletail_epoll_remove(poller, descriptor)
    }

    /// Calls `handler` at the end of this turn. Asked for again during that call: in the next
    /// turn, which then does not wait. Only on the loop.
    package func callAtTurnEnd(_ handler: any TurnEndHandler) {
        preconditionOnLoop()
        turnEnders.append(handler)
    }

    private func preconditionOnLoop() {
        assert(isCurrent, "called from outside the loop")
    }

    fileprivate func add(_ timer: EpollTimer) {
        timer.entry = timers.add(deadline: timer.deadline, timer.job)
    }

    fileprivate func remove(_ timer: EpollTimer) {
        guard let entry = timer.entry else { return }
        timer.entry = nil
        timers.remove(entry)
    }

    // MARK: The thread

    private func run() {
        owner.store(SystemThread.current, ordering: .relaxed)
        var events = [needletail_event](repeating: .init(), count: Self.eventsPerTurn)
        var isEnding = false
        while !isEnding {
            let count = needletail_epoll_wait(
                poller, &events, Int32(events.count), Int32(timeout()))
            // Taken before the mailbox: jobs that arrive between the two still run below.
            isEnding = mailbox.isClosed
            turnStart = clock.monotonic()
            for event in events.prefix(Int(max(count, 0))) { dispatch(event) }
            runJobs()
            while let timer = timers.popDue(turnStart) { timer.job() }
            endTurn()
        }
        handlers = ReadinessTable()
        timers = TimerQueue()
        turnEnders = []
    }

    /// How long epoll may wait, in milliseconds: rounded up, so that no timer finds itself early.
    private func timeout() -> Int {
        guard turnEnders.isEmpty, mailbox.announceSleep() else { return 0 }
        guard let deadline = timers.firstDeadline else { return -1 }
        let rest = deadline.nanoseconds - clock.monotonic().nanoseconds
        return Int(min(max(0, (rest + 999_999) / 1_000_000), 60_000))
    }

    private func dispatch(_ event: needletail_event) {
        if event.token == Self.wakeUpToken {
            // Before the mailbox is taken, so that a later signal is not lost with this one.
            needletail_eventfd_drain(wakeUp)
        } else {
            handlers.handler(event.token)?.ready(Readiness(rawValue: event.events))
        }
    }

    private func runJobs() {
        mailbox.take(&incoming)
        for job in incoming { job() }
        incoming.removeAll(keepingCapacity: incoming.capacity <= Self.jobsKept)
    }

    /// Jobs for which memory is kept between turns.
    private static let jobsKept = 4096

    private func endTurn() {
        guard !turnEnders.isEmpty else { return }
        var ending: [any TurnEndHandler] = []
        swap(&ending, &turnEnders)
        for handler in ending { handler.turnEnded() }
        if turnEnders.isEmpty {
            ending.removeAll(keepingCapacity: true)
            turnEnders = ending
        }
    }
}

/// A timer of an ``EpollEventLoop``.
// Sendable because `entry` is touched on the loop only, the rest never changes or
// is atomic.
private final class EpollTimer: CancellableJob, @unchecked Sendable {
    private let loop: EpollEventLoop
    let deadline: MonotonicTime
    private let body: @Sendable () -> Void
    private let isCancelled = Atomic<Bool>(false)
    var entry: TimerQueue.Timer?

    init(loop: EpollEventLoop, deadline: MonotonicTime, job: @escaping @Sendable () -> Void) {
        self.loop = loop
        self.deadline = deadline
        body = job
    }

    var job: @Sendable () -> Void {
        { [self] in
            entry = nil
            if !isCancelled.load(ordering: .acquiring) { body() }
        }
    }

    func start() {
        if !isCancelled.load(ordering: .acquiring) { loop.add(self) }
    }

    func cancel() {
        guard !isCancelled.exchange(true, ordering: .acquiringAndReleasing) else { return }
        if loop.isCurrent {
            loop.remove(self)
        } else {
            loop.execute { [self] in loop.remove(self) }
        }
    }
}
