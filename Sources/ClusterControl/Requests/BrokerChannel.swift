import ClusterMetadata
import KafkaModel
import Platform
import Telemetry

/// Carries the controller's orders to one broker: first in, first out, one at a time, each repeated
/// until it is answered or the channel is closed.
///
/// The queue grows only while a broker is registered and does not answer. A broker that is dead or
/// stopped loses its ZooKeeper session, and with it this channel, after the session timeout. One that
/// lives and does not answer fills the queue; then all that waits is dropped, and the controller tells
/// the broker everything anew over another channel.
final class BrokerChannel: Sendable {
    /// Orders that may wait. Each is a change that the others know already: a broker that is so far
    /// behind is told the present state sooner than the way there.
    static let limit = 1000
    /// How long after a failure an order is sent again.
    static let retryPause = Duration.milliseconds(100)

    private struct State {
        var destination: BrokerDestination
        var orders: [BrokerOrder] = []
        var isClosed = false
        /// Orders were lost; no others are taken.
        var isOverfull = false
        var waiter: CheckedContinuation<BrokerOrder?, Never>?
        /// Nobody waits any more until nothing is left to send.
        var isGivenUp = false
        /// Those who wait until nothing is left to send.
        var watchers: [CheckedContinuation<Void, Never>] = []

        var isIdle: Bool { isClosed || (orders.isEmpty && waiter != nil) }

        /// Takes those out who need not wait any longer.
        mutating func takeWatchers() -> [CheckedContinuation<Void, Never>] {
            defer { watchers = [] }
            return watchers
        }
    }

    let broker: BrokerID
    private let state: Lock<State>
    private let sender: any BrokerRequestSender
    private let time: any TimeSource
    private let logger: Logger

    init(
        _ destination: BrokerDestination, sender: any BrokerRequestSender, time: any TimeSource,
        logger: Logger
    ) {
        broker = destination.broker
        state = Lock(State(destination: destination))
        self.sender = sender
        self.time = time
        self.logger = logger
    }

    /// Puts an order behind the others. Nothing happens on a closed channel. `false` if orders were
    /// lost, now or before: the broker must be told everything anew.
    func put(_ order: BrokerOrder) -> Bool {
        let (waiter, isTaken) = state.withLock {
            state -> (CheckedContinuation<BrokerOrder?, Never>?, Bool) in
            if state.isClosed { return (nil, true) }
            if let waiter = state.waiter {
                state.waiter = nil
                return (waiter, true)
            }
            if state.orders.count >= Self.limit {
                state.isOverfull = true
                state.orders = []
            }
            if !state.isOverfull { state.orders.append(order) }
            return (nil, !state.isOverfull)
        }
        waiter?.resume(returning: order)
        return isTaken
    }

    /// Waits until all orders are answered, the channel is closed, or ``stopWaiting()``.
    func drained() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                let isOver = state.isIdle || state.isGivenUp
                if !isOver { state.watchers.append(continuation) }
                return isOver
            }
            if isOver { continuation.resume() }
        }
    }

    /// Ends every ``drained()``, also those that begin later.
    func stopWaiting() {
        let watchers = state.withLock { state in
            state.isGivenUp = true
            return state.takeWatchers()
        }
        for watcher in watchers { watcher.resume() }
    }

    /// The broker is to be reached elsewhere from now on.
    func move(to endpoint: BrokerEndpoint) {
        let isNew = state.withLock { state in
            defer { state.destination.endpoint = endpoint }
            return state.destination.endpoint != endpoint
        }
        if isNew { sender.disconnect(broker) }
    }

    /// Drops all orders and ends ``run(_:)``.
    func close() {
        let waiter = state.withLock { state in
            state.isClosed = true
            state.orders = []
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: nil)
        stopWaiting()
        sender.disconnect(broker)
    }

    /// Sends orders until the channel is closed; hands every answer to `onAnswer`.
    func run(_ onAnswer: @Sendable (BrokerAnswer) -> Void) async {
        while let order = await next() {
            guard let answer = await answered(order) else { return }
            onAnswer(answer)
        }
    }

    private func next() async -> BrokerOrder? {
        await withCheckedContinuation { continuation in
            let (ready, watchers) = state.withLock {
                state -> (BrokerOrder??, [CheckedContinuation<Void, Never>]) in
                if state.isClosed { return (.some(nil), []) }
                guard !state.orders.isEmpty else {
                    state.waiter = continuation
                    return (nil, state.takeWatchers())
                }
                return (.some(state.orders.removeFirst()), [])
            }
            for watcher in watchers { watcher.resume() }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    /// The answer to an order, however often it must be sent; `nil` once the channel is closed.
    private func answered(_ order: BrokerOrder) async -> BrokerAnswer? {
        var failures = 0
        while let destination = openDestination {
            do throws(BrokerRequestFailure) {
                return try await sender.carryOut(order, at: destination)
            } catch {
                failures += 1
                // A broker that has registered but does not listen yet is normal.
                let level: LogLevel = failures % 100 == 10 ? .warn : .debug
                logger.log(
                    level, "an order to broker \(broker) failed, trying again: \(error.reason)")
            }
            guard (try? await time.sleep(for: Self.retryPause)) != nil else { return nil }
        }
        return nil
    }

    private var openDestination: BrokerDestination? {
        state.withLock { $0.isClosed ? nil : $0.destination }
    }
}
