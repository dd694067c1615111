import ClusterControl
import ClusterMetadata
import KafkaModel
import Platform
import TestSupport
import Testing

/// Topics that are deleted while a broker is away: their names are free at once, and what the broker
/// brings back is never taken for a later topic of that name.
@Suite(.timeLimit(.minutes(1))) struct LeftReplicaTests {
    /// Topic t on brokers 2 and 3, deleted while broker 3 is away.
    private func deletedWhileAway(
        _ adjust: (inout ControllerSettings) -> Void = { _ in }
    ) async throws -> ControllerScenario {
        let scenario = try await ControllerScenario(adjust)
        try await scenario.create("t", [[2, 3], [3, 2]])
        await scenario.brokers[2].kill()
        #expect(await scenario.sender.waitFor(1, "t-1:leader 2 epoch 1 isr [2]"))
        _ = try await TopicStore(scenario.store).requestDeletion("t")
        return scenario
    }

    private func isGone(_ scenario: ControllerScenario) async -> Bool {
        await TestCluster.eventually {
            !scenario.server.paths.contains { $0.hasPrefix("/brokers/topics/t") }
                && scenario.server.text("/admin/delete_topics/t") == nil
        }
    }

    private var noted: String { #"{"version":1,"topic":"t","partitions":[0,1]}"# }

    private func left(_ scenario: ControllerScenario) -> [String] {
        scenario.server.paths.filter { $0.hasPrefix("/needletail/left_replicas/3/") }
    }

    @Test func theNameIsFreeAlthoughABrokerIsAway() async throws {
        let scenario = try await deletedWhileAway()
        #expect(await isGone(scenario))
        let paths = left(scenario)
        #expect(paths.count == 1)
        #expect(paths.first.flatMap { scenario.server.text($0) } == noted)
        for broker in scenario.brokers.prefix(2) { await broker.kill() }
    }

    @Test func aBrokerThatReturnsIsToldToDeleteWhatItKept() async throws {
        var scenario = try await deletedWhileAway()
        #expect(await isGone(scenario))
        scenario.forget()
        try await scenario.restart(3)
        #expect(await scenario.sender.waitFor(3, "t-0:epoch -2 delete t-1:epoch -2 delete"))
        #expect(await TestCluster.eventually { left(scenario).isEmpty })
        await scenario.end()
    }

    @Test func aNewTopicOfThatNameBeginsAnewOnABrokerThatKeptTheOldOne() async throws {
        var scenario = try await deletedWhileAway()
        #expect(await isGone(scenario))
        try await TestCluster.create("t", [[2, 3]], scenario.store, seed: 2)
        #expect(await scenario.sender.waitFor(1, "t-0:leader 2 epoch 0 isr [2]"))
        scenario.forget()
        scenario.sender.oldReplicas.withLock { $0[3] = [TopicPartition("t", 0)] }
        try await scenario.restart(3)
        #expect(await TestCluster.eventually { left(scenario).isEmpty })
        func orders() -> [String] {
            scenario.sender.sent(to: 3).filter { !$0.hasPrefix("UpdateMetadata") }
        }
        #expect(await TestCluster.eventually { orders().count >= 4 })
        #expect(
            orders() == [
                "StopReplica v4 t-1:epoch -2 delete",
                "LeaderAndIsr v7 t-0:leader 2 epoch 0 isr [2]",
                "StopReplica v4 t-0:epoch -2 delete",
                "LeaderAndIsr v7 t-0:leader 2 epoch 0 isr [2]",
            ])
        await scenario.end()
    }

    /// Its replica may hold records that no other has.
    @Test func aReplicaOfTheNewTopicIsNeverDeletedForTheOldOne() async throws {
        var scenario = try await deletedWhileAway()
        #expect(await isGone(scenario))
        try await TestCluster.create("t", [[2, 3], [2, 3]], scenario.store, seed: 2)
        #expect(await scenario.sender.waitFor(1, "t-1:leader 2 epoch 0 isr [2]"))
        scenario.forget()
        try await scenario.restart(3)
        #expect(await TestCluster.eventually { left(scenario).isEmpty })
        #expect(!scenario.sender.sent(to: 3).contains { $0.hasPrefix("StopReplica") })
        await scenario.end()
    }

    @Test func anotherControllerKnowsWhatWasLeft() async throws {
        var scenario = try await deletedWhileAway()
        #expect(await isGone(scenario))
        await scenario.brokers[0].kill()
        #expect(await scenario.brokers[1].inOffice())
        scenario.forget()
        try await scenario.restart(3)
        #expect(await scenario.sender.waitFor(3, "t-0:epoch -2 delete t-1:epoch -2 delete"))
        #expect(await TestCluster.eventually { left(scenario).isEmpty })
        for broker in scenario.brokers.dropFirst() { await broker.kill() }
    }

    /// Without topic ids nobody could tell the old log from one of the new topic.
    @Test func withoutTopicIDsTheNameIsKeptUntilTheBrokerReturns() async throws {
        var scenario = try await ControllerScenario {
            $0.protocolVersion = InterBrokerProtocolVersion("2.6") ?? .default
        }
        try await TestCluster.create("t", [[2, 3]], scenario.store, hasID: false)
        #expect(await scenario.sender.waitFor(3, "t-0"))
        await scenario.brokers[2].kill()
        #expect(await scenario.sender.waitFor(1, "t-0:leader 2 epoch 1 isr [2]"))
        _ = try await TopicStore(scenario.store).requestDeletion("t")
        #expect(await scenario.sender.waitFor(1, "t-0:leader -2"))
        #expect(await scenario.sender.waitFor(2, "delete"))
        #expect(scenario.server.text("/brokers/topics/t") != nil)
        try await scenario.restart(3)
        #expect(await isGone(scenario))
        await scenario.end()
    }
}
