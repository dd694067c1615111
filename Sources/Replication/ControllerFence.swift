import KafkaModel
import Platform

/// Keeps orders out that are older than what this broker has been told: those of deposed controllers,
/// those meant for an earlier life of this broker, and those that a controller has sent again over
/// another connection since. Callable from any thread; source: controller-and-replication, section 1.
package final class ControllerFence: Sendable {
    private struct State {
        var controllerEpoch = ControllerEpoch.initial
        var brokerEpoch = BrokerEpoch.none
        /// The newest connection over which the controller of that epoch has given orders.
        var connection: UInt64 = 0
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
    ///
    /// A controller gives a broker one order after the other and repeats what is not answered over a new
    /// connection. What still arrives over an older one, or waited here for settings to be read, comes
    /// behind later orders: a log that was deleted meanwhile would be made again, empty, and led. Nobody
    /// waits for the answer. Kafka does not look at it.
    ///
    /// - Parameter connection: a connection that was accepted later has a higher number.
    package func admit(
        controller: ControllerEpoch, broker: BrokerEpoch, connection: UInt64
    ) -> ErrorCode {
        state.withLock { state in
            if broker != .none, broker < state.brokerEpoch { return .staleBrokerEpoch }
            if controller < state.controllerEpoch { return .staleControllerEpoch }
            if controller > state.controllerEpoch { state.connection = 0 }
            guard connection >= state.connection else { return .staleBrokerEpoch }
            state.controllerEpoch = controller
            state.connection = connection
            return .none
        }
    }
}
