import KafkaModel
import Platform
import Telemetry

/// A run of producer ids that belongs to this broker alone.
struct ProducerIDBlock: Equatable, Sendable {
    private(set) var next: Int64
    /// Behind the last id.
    let end: Int64
    /// Ids to hand out before the next block is asked for: nine tenths of the block.
    let refillAt: Int64

    init(start: Int64, count: Int32) {
        next = start
        let size = Int64(max(0, count))
        end = start &+ size
        refillAt = start &+ size * 9 / 10
    }

    var isEmpty: Bool { next >= end }

    mutating func take() -> ProducerID {
        precondition(!isEmpty)
        defer { next += 1 }
        return ProducerID(next)
    }
}

/// Hands out producer ids from blocks that the controller or ZooKeeper allots, asking for the next one
/// in time (Kafka: RPCProducerIdManager, ZkProducerIdManager). Callable from any thread.
package final class ProducerIDs: Sendable {
    /// Between two tries after a refusal.
    static let retryDelay = Duration.milliseconds(50)

    private struct State {
        var current: ProducerIDBlock?
        var following: ProducerIDBlock?
        var isAsking = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Lock(State())
    private let brokerID: BrokerID
    private let brokerEpoch: @Sendable () -> BrokerEpoch
    private let source: ProducerIDSource
    private let time: any TimeSource
    private let logger: Logger

    package init(
        brokerID: BrokerID, brokerEpoch: @escaping @Sendable () -> BrokerEpoch,
        source: ProducerIDSource, time: any TimeSource, logger: Logger
    ) {
        self.brokerID = brokerID
        self.brokerEpoch = brokerEpoch
        self.source = source
        self.time = time
        self.logger = logger
    }

    /// The next id; waits up to `timeout` for a block. `nil` if none came: the client tries again.
    package func next(timeout: Duration) async -> ProducerID? {
        let deadline = time.monotonic() + timeout
        while true {
            let (id, mustAsk) = take()
            if mustAsk { Task { await askForBlock(until: deadline) } }
            if let id { return id }
            if time.monotonic() >= deadline { return nil }
            await waitForBlock()
        }
    }

    private func take() -> (id: ProducerID?, mustAsk: Bool) {
        state.withLock { state in
            if state.current?.isEmpty ?? true, let following = state.following {
                state.current = following
                state.following = nil
            }
            let id = state.current?.isEmpty == false ? state.current?.take() : nil
            let isLow = state.current.map { $0.next >= $0.refillAt } ?? true
            let mustAsk = isLow && state.following == nil && !state.isAsking
            if mustAsk { state.isAsking = true }
            return (id, mustAsk)
        }
    }

    private func waitForBlock() async {
        await withCheckedContinuation { continuation in
            let isAsking = state.withLock { state in
                if state.isAsking { state.waiters.append(continuation) }
                return state.isAsking
            }
            if !isAsking { continuation.resume() }
        }
    }

    private func askForBlock(until deadline: MonotonicTime) async {
        var block: ProducerIDBlock?
        repeat {
            do throws(ProducerIDSource.Refusal) {
                block = try await source.block(for: brokerID, brokerEpoch())
                break
            } catch {
                logger.info("\(error)")
            }
            do { try await time.sleep(for: Self.retryDelay) } catch { break }
        } while time.monotonic() < deadline
        let waiters = state.withLock { [block] state in
            state.following = block ?? state.following
            state.isAsking = false
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
