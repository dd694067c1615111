import KafkaModel
import Platform

/// Keeps orders of deposed controllers and orders meant for an earlier life of this broker out.
/// Callable from any thread; source: controller-and-replication, section 1.
package final class ControllerFence: Sendable {
    private struct State {
        var controllerEpoch = ControllerEpoch.initial
        var brokerEpoch = BrokerEpoch.none
        /// Those who wait for the registration: each stream ends with it.
        var waiting: [AsyncStream<Never>.Continuation] = []
    }

    private let state = Lock(State())

    package init() {}

    /// The broker has registered; orders that name an older registration are stale from now on.
    package func registered(_ epoch: BrokerEpoch) {
        let waiting = state.withLock { state in
            state.brokerEpoch = epoch
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.finish() }
    }

    /// Returns once this broker has registered. Until then nobody can tell an order that was meant
    /// for an earlier life of it, and still waited in a controller's queue, from one for this life,
    /// which may be faster than the answer to the registration: each waits, and is judged then.
    package func untilRegistered() async {
        let registration: AsyncStream<Never>? = state.withLock { state in
            guard state.brokerEpoch == .none else { return nil }
            let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
            state.waiting.append(continuation)
            return stream
        }
        guard let registration else { return }
        for await _ in registration {}
    }

    package var brokerEpoch: BrokerEpoch { state.withLock { $0.brokerEpoch } }
    package var controllerEpoch: ControllerEpoch { state.withLock { $0.controllerEpoch } }

    /// ``ErrorCode/none`` if an order may be carried out; then its controller's epoch is remembered.
    package func admit(controller: ControllerEpoch, broker: BrokerEpoch) -> ErrorCode {
        state.withLock { state in
            if broker != .none, broker < state.brokerEpoch { return .staleBrokerEpoch }
            if controller < state.controllerEpoch { return .staleControllerEpoch }
            state.controllerEpoch = controller
            return .none
        }
    }
}
