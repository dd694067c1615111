import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Platform
import TestSupport
import Testing

@testable import ClusterControl

/// The way from the controller to one broker.
@Suite(.simulatedTime) struct BrokerChannelTests {
    private let sender = RecordingSender()
    private let clock = ManualClock()

    private func channel() -> BrokerChannel {
        let endpoint = BrokerEndpoint(listener: "PLAINTEXT", host: "h", port: 1)
        return BrokerChannel(
            BrokerDestination(broker: 7, endpoint: endpoint), sender: sender, time: clock,
            logger: TestCluster.logger)
    }

    private let order = BrokerOrder.updateMetadata(UpdateMetadataRequest(), version: 8)

    @Test func aBrokerThatDoesNotAnswerIsToldEverythingAnewInTheEnd() {
        let channel = channel()
        for _ in 0..<BrokerChannel.limit { #expect(channel.put(order)) }
        #expect(!channel.put(order))
        #expect(!channel.put(order))
        channel.close()
        #expect(channel.put(order))
    }

    @Test func whoeverWaitsSeesTheLastAnswer() async {
        let channel = channel()
        for _ in 0..<3 { #expect(channel.put(order)) }
        async let running: Void = channel.run { _ in }
        await channel.drained()
        #expect(sender.orders.count == 3)
        channel.close()
        await running
    }

    @Test func waitingEndsWithTheChannelOrOnRequest() async throws {
        let channel = channel()
        #expect(channel.put(order))
        async let first: Void = channel.drained()
        try await TestCluster.settle()
        channel.stopWaiting()
        channel.close()
        await first
        await channel.drained()
    }

    @Test func whoseTimeIsOverBeforeTheWaitBeginsDoesNotWait() async {
        let channel = channel()
        #expect(channel.put(order))
        channel.stopWaiting()
        await channel.drained()
    }

    @Test func aBrokerThatWasTooFarBehindHearsThePresentState() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[3, 1], [1, 2]])
        scenario.sender.silent.withLock { _ = $0.insert(3) }
        for number in 0..<(BrokerChannel.limit + 50) {
            let isr: [BrokerID] = number.isMultiple(of: 2) ? [1] : [1, 2]
            #expect(try await scenario.changeISR("t", 1, to: isr) == .none)
        }
        scenario.forget()
        scenario.sender.silent.withLock { $0 = [] }
        let told = "LeaderAndIsr v7 t-0:leader 3 epoch 0"
        #expect(
            await TestCluster.eventually {
                scenario.clock.advance(by: .milliseconds(100))
                return scenario.sender.sent(to: 3).contains { $0.hasPrefix(told) }
            })
        let metadata = "live [1, 2, 3] t-0:leader 3 epoch 0 isr [3, 1] offline [] t-1"
        #expect(await scenario.sender.waitFor(3, metadata))
        #expect(scenario.sender.sent(to: 3).count < 100)
        await scenario.end()
    }

    @Test func theLastOrdersAreDeliveredBeforeTheControllerStops() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[1, 2]])
        scenario.forget()
        let epoch = try #require(try await scenario.store.broker(1)).epoch
        _ = await scenario.controller.controlledShutdown(
            ControlledShutdownRequest(brokerId: 1, brokerEpoch: epoch), version: 3)
        await scenario.controller.deliverOrders(within: .seconds(5))
        #expect(
            scenario.sender.sent(to: 3).contains { $0.contains("t-0:leader 2 epoch 1 isr [2]") })
        await scenario.end()
    }

    @Test func aBrokerThatTakesNoOrdersHoldsUpTheEndForAWhileOnly() async throws {
        let scenario = try await ControllerScenario()
        scenario.sender.silent.withLock { _ = $0.insert(3) }
        try await TestCluster.create("t", [[3, 1]], scenario.store)
        #expect(await scenario.sender.waitFor(2, "t-0"))
        async let end: Void = scenario.controller.deliverOrders(within: .seconds(5))
        for _ in 0..<10 {
            try await TestCluster.settle()
            scenario.clock.advance(by: .seconds(1))
        }
        await end
        await scenario.end()
    }
}
