/// Which requests may be sent now: at most `limit` unanswered ones, in the order of the calls, and
/// none while there is no connection. A pure value; whoever owns it sends and counts.
struct RequestWindow<Request> {
    /// Unanswered requests allowed, at least 1.
    let limit: Int
    /// Whether there is a connection to send on.
    var isOpen = false
    /// Sent and not answered. Outlives a connection: its requests are answered when it ends.
    private(set) var inFlight = 0
    private var waiting: [Request] = []
    private var firstWaiting = 0

    init(limit: Int) {
        precondition(limit >= 1)
        self.limit = limit
    }

    var waitingCount: Int { waiting.count - firstWaiting }

    mutating func append(_ request: Request) {
        waiting.append(request)
    }

    /// The next request to send, which counts as in flight from now on.
    mutating func next() -> Request? {
        guard isOpen, inFlight < limit, firstWaiting < waiting.count else { return nil }
        let request = waiting[firstWaiting]
        firstWaiting += 1
        if firstWaiting == waiting.count || firstWaiting >= 1024 {
            waiting.removeFirst(firstWaiting)
            firstWaiting = 0
        }
        inFlight += 1
        return request
    }

    /// One request in flight got its answer or could not be sent.
    mutating func complete() {
        precondition(inFlight > 0, "an answer without a request")
        inFlight -= 1
    }

    /// Takes out all requests that have not been sent.
    mutating func removeWaiting() -> [Request] {
        defer {
            waiting = []
            firstWaiting = 0
        }
        return Array(waiting[firstWaiting...])
    }
}
