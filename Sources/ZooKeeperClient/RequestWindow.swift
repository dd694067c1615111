/// Which requests may be sent now: at most `limit` unanswered ones, in the order of the calls, and
/// none while there is no connection. A pure value; whoever owns it sends and counts.
///
/// Requests of a series, many reads that belong together, have a limit of their own, and are sent in
/// strides: when half of them are answered. One at a time, each would wake up both sides.
struct RequestWindow<Request> {
    /// Unanswered requests allowed, at least 1.
    let limit: Int
    /// The same for requests of a series.
    let seriesLimit: Int
    /// Whether there is a connection to send on.
    var isOpen = false
    /// Sent and not answered. Outlives a connection: its requests are answered when it ends.
    private(set) var inFlight = 0
    private var waiting: [(request: Request, limit: Int)] = []
    private var firstWaiting = 0
    /// Whether requests of a series are being sent, until their limit is reached.
    private var isInStride = true

    init(limit: Int, seriesLimit: Int = 1) {
        precondition(limit >= 1)
        self.limit = limit
        self.seriesLimit = max(limit, seriesLimit)
    }

    var waitingCount: Int { waiting.count - firstWaiting }

    mutating func append(_ request: Request) {
        waiting.append((request, limit))
    }

    mutating func append(series: [Request]) {
        waiting.append(contentsOf: series.map { ($0, seriesLimit) })
    }

    /// The next request to send, which counts as in flight from now on.
    mutating func next() -> Request? {
        guard isOpen, firstWaiting < waiting.count else { return nil }
        let (request, limit) = waiting[firstWaiting]
        if limit > self.limit, inFlight <= limit / 2 { isInStride = true }
        guard inFlight < limit, limit == self.limit || isInStride else {
            isInStride = false
            return nil
        }
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
        return waiting[firstWaiting...].map(\.request)
    }
}
