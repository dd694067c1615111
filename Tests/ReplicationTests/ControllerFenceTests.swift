import KafkaModel
import Platform
import TestSupport
import Testing

@testable import Replication

struct ControllerFenceTests {
    @Test func ordersWaitUntilTheBrokerHasRegistered() async {
        let fence = ControllerFence()
        let judged = Observed<[ErrorCode]>([])
        let orders = Task {
            await withTaskGroup(of: Void.self) { group in
                for epoch in [6, 7] as [BrokerEpoch] {
                    group.addTask {
                        await fence.untilRegistered()
                        let code = fence.admit(controller: 3, broker: epoch, connection: 1)
                        judged.update { $0.append(code) }
                    }
                }
            }
        }
        for _ in 0..<50 { await Task.yield() }
        #expect(judged.value.isEmpty)
        fence.registered(7)
        await orders.value
        #expect(Set(judged.value) == [.staleBrokerEpoch, .none])
    }

    @Test func afterTheRegistrationNothingWaits() async {
        let fence = ControllerFence()
        fence.registered(7)
        await fence.untilRegistered()
        #expect(fence.admit(controller: 3, broker: 7, connection: 1) == .none)
    }

    @Test func ordersOfADeposedControllerAreRefused() {
        let fence = ControllerFence()
        fence.registered(7)
        #expect(fence.admit(controller: 3, broker: 7, connection: 1) == .none)
        #expect(fence.admit(controller: 2, broker: 7, connection: 1) == .staleControllerEpoch)
        #expect(fence.admit(controller: 3, broker: .none, connection: 1) == .none)
    }

    @Test func whatComesOverAnEarlierConnectionIsTooOld() {
        let fence = ControllerFence()
        fence.registered(7)
        #expect(fence.admit(controller: 3, broker: 7, connection: 5) == .none)
        #expect(fence.admit(controller: 3, broker: 7, connection: 8) == .none)
        #expect(fence.admit(controller: 3, broker: 7, connection: 5) == .staleBrokerEpoch)
        #expect(fence.admit(controller: 3, broker: 7, connection: 8) == .none)
        // Another controller has connections of its own.
        #expect(fence.admit(controller: 4, broker: 7, connection: 6) == .none)
    }
}
