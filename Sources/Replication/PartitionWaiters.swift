import KafkaModel

/// A request that waits for a partition. Told once per registration, on any thread, without locks held.
package protocol PartitionWaiter: AnyObject, Sendable {
    func partitionChanged()
}

/// The requests that wait for one partition (Kafka: purgatories keyed by partition). A value inside
/// the partition's state; its owner notifies what was taken out after releasing the lock.
struct PartitionWaiters: Sendable {
    /// Producers, in rising order of the offset that the high watermark must reach.
    private var acknowledgements: [(offset: Offset, waiter: any PartitionWaiter)] = []
    /// Producers that wait for the leader's own disk, with the log end that it must have.
    private var flushes: [(offset: Offset, waiter: any PartitionWaiter)] = []
    /// Consumers: anything above the high watermark of now.
    private var consumers: [any PartitionWaiter] = []
    /// Followers: anything above the log end of now.
    private var followers: [any PartitionWaiter] = []

    /// The waiters that a change concerns.
    struct Ready: Sendable {
        fileprivate var waiters: [any PartitionWaiter] = []

        func notify() {
            for waiter in waiters { waiter.partitionChanged() }
        }
    }

    var isEmpty: Bool {
        acknowledgements.isEmpty && flushes.isEmpty && consumers.isEmpty && followers.isEmpty
    }

    mutating func add(_ waiter: any PartitionWaiter, until highWatermark: Offset) {
        var place = acknowledgements.endIndex
        while place > 0, acknowledgements[place - 1].offset > highWatermark { place -= 1 }
        acknowledgements.insert((highWatermark, waiter), at: place)
    }

    mutating func add(_ waiter: any PartitionWaiter, untilSecured offset: Offset) {
        flushes.append((offset, waiter))
    }
    mutating func addConsumer(_ waiter: any PartitionWaiter) { consumers.append(waiter) }
    mutating func addFollower(_ waiter: any PartitionWaiter) { followers.append(waiter) }

    /// Takes out a waiter that gave up.
    mutating func remove(_ waiter: any PartitionWaiter) {
        acknowledgements.removeAll { $0.waiter === waiter }
        flushes.removeAll { $0.waiter === waiter }
        consumers.removeAll { $0 === waiter }
        followers.removeAll { $0 === waiter }
    }

    /// The high watermark has reached `offset`.
    mutating func take(upTo offset: Offset) -> Ready {
        var ready = Ready()
        let reached = acknowledgements.prefix { $0.offset <= offset }.count
        if reached > 0 {
            ready.waiters = acknowledgements.prefix(reached).map(\.waiter)
            acknowledgements.removeFirst(reached)
        }
        if !consumers.isEmpty {
            ready.waiters += consumers
            consumers.removeAll(keepingCapacity: true)
        }
        return ready
    }

    /// The leader's log is secured up to `offset`.
    mutating func takeFlushed(upTo offset: Offset) -> Ready {
        guard !flushes.isEmpty else { return Ready() }
        let ready = Ready(waiters: flushes.filter { $0.offset <= offset }.map(\.waiter))
        flushes.removeAll { $0.offset <= offset }
        return ready
    }

    /// The log has grown.
    mutating func takeFollowers() -> Ready {
        guard !followers.isEmpty else { return Ready() }
        let ready = Ready(waiters: followers)
        followers.removeAll(keepingCapacity: true)
        return ready
    }

    /// The role has changed: all must look again.
    mutating func takeAll() -> Ready {
        let producers = acknowledgements.map(\.waiter) + flushes.map(\.waiter)
        let ready = Ready(waiters: producers + consumers + followers)
        self = PartitionWaiters()
        return ready
    }
}
