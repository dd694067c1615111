import KafkaModel
import Platform

/// Keeps orders of deposed controllers and orders meant for an earlier life of this broker out.
/// Callable from any thread; source: controller-and-replication, section 1.
package final class ControllerFence: Sendable {
    private struct State {
        var controllerEpoch = ControllerEpoch.initial
        var brokerEpoch = BrokerEpoch.none
    }

    private let state = Lock(State())

    package init() {}

    /// The broker has registered; orders that name an older registration are stale from now on.
    package func registered(_ epoch: BrokerEpoch) {
        state.withLock { $0.brokerEpoch = epoch }
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
