import ClusterControl
import ClusterMetadata
import KafkaModel
import Platform
import TestSupport
import Testing
import ZooKeeperClient

/// Topics that are deleted while a broker is away: their names are free at once, and what the broker
/// brings back is never taken for a later topic of that name.
@Suite(.simulatedTime) struct LeftReplicaTests {
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

/// Replicas that a move takes from a broker which is away, or which dies before it has deleted them.
@Suite(.simulatedTime) struct LeftByMoveTests {
    /// Topic t on brokers 1 and 3, moved to 1 and 2 while broker 3 is away.
    private func movedWhileAway() async throws -> ControllerScenario {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[1, 3]])
        await scenario.brokers[2].kill()
        #expect(await scenario.sender.waitFor(1, "t-0:leader 1 epoch 1 isr [1]"))
        try await finishMove(of: scenario)
        return scenario
    }

    private func finishMove(
        of scenario: ControllerScenario, afterItBegan: () async throws -> Void = {}
    ) async throws {
        #expect(await scenario.move("t", [(0, [1, 2])]) == [.none])
        try await afterItBegan()
        try await scenario.changeISR("t", 0, to: [1, 2])
        try await TestCluster.settle()
        #expect(try await scenario.replicas("t", 0) == "[1, 2]")
    }

    private func left(_ scenario: ControllerScenario) -> [String] {
        scenario.server.paths.filter { $0.hasPrefix("/needletail/left_replicas/3/") }
    }

    private func isForgotten(_ scenario: ControllerScenario) async -> Bool {
        await TestCluster.eventually { left(scenario).isEmpty }
    }

    private func stops(_ scenario: ControllerScenario) -> [String] {
        scenario.sender.sent(to: 3).filter { $0.hasPrefix("StopReplica") }
    }

    @Test func aMoveLeavesNothingToRemember() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[1, 3]])
        try await finishMove(of: scenario)
        #expect(await isForgotten(scenario))
        #expect(scenario.server.writes.contains { $0.contains("/needletail/left_replicas/3/") })
        await scenario.end()
    }

    /// With the epoch of the partition: if the broker gets the replica back, the order is too old.
    @Test func aBrokerThatReturnsIsToldToDeleteWhatWasMovedAway() async throws {
        var scenario = try await movedWhileAway()
        #expect(
            left(scenario).map { scenario.server.text($0) } == [
                #"{"version":1,"topic":"t","partitions":[0]}"#
            ])
        scenario.forget()
        try await scenario.restart(3)
        #expect(await scenario.sender.waitFor(3, "StopReplica v4 t-0:epoch 3 delete"))
        #expect(await isForgotten(scenario))
        await scenario.end()
    }

    @Test func aBrokerThatDiesBeforeItHasDeletedIsToldAgain() async throws {
        var scenario = try await ControllerScenario()
        try await scenario.create("t", [[1, 3]])
        scenario.sender.silent.withLock { $0 = [3] }
        try await finishMove(of: scenario)
        await scenario.brokers[2].kill()
        #expect(await scenario.sender.waitFor(1, "live [1, 2]"))
        #expect(left(scenario).count == 1)
        scenario.sender.silent.withLock { $0 = [] }
        scenario.forget()
        try await scenario.restart(3)
        #expect(await scenario.sender.waitFor(3, "t-0:epoch 2 delete"))
        #expect(await isForgotten(scenario))
        await scenario.end()
    }

    @Test func anotherControllerTellsABrokerThatWasNotTold() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[1, 3]])
        scenario.sender.silent.withLock { $0 = [3] }
        try await finishMove(of: scenario)
        await scenario.brokers[0].kill()
        scenario.sender.silent.withLock { $0 = [] }
        #expect(await scenario.sender.waitFor(3, "t-0:epoch 3 delete"))
        #expect(await isForgotten(scenario))
        for broker in scenario.brokers[1...] { await broker.kill() }
    }

    @Test func aDirectoryThatHasFailedIsAskedAgainWhenTheBrokerReturns() async throws {
        var scenario = try await ControllerScenario()
        try await scenario.create("t", [[1, 3]])
        try await finishMove(of: scenario) {
            #expect(await scenario.sender.waitFor(3, "removing [3]"))
            scenario.sender.lostReplicas.withLock { $0[3] = [TopicPartition("t", 0)] }
        }
        #expect(await scenario.sender.waitFor(3, "delete"))
        #expect(left(scenario).count == 1)
        await scenario.brokers[2].kill()
        #expect(await scenario.sender.waitFor(1, "live [1, 2]"))
        scenario.sender.lostReplicas.withLock { $0 = [:] }
        scenario.forget()
        try await scenario.restart(3)
        #expect(await scenario.sender.waitFor(3, "delete"))
        #expect(await isForgotten(scenario))
        await scenario.end()
    }

    @Test func aCalledOffMoveRemembersWhatItHadAdded() async throws {
        var scenario = try await ControllerScenario()
        try await scenario.create("t", [[1, 2]])
        #expect(await scenario.move("t", [(0, [1, 3])]) == [.none])
        await scenario.brokers[2].kill()
        #expect(await scenario.sender.waitFor(1, "live [1, 2]"))
        #expect(await scenario.move("t", [(0, nil)]) == [.none])
        #expect(left(scenario).count == 1)
        scenario.forget()
        try await scenario.restart(3)
        #expect(await scenario.sender.waitFor(3, "delete"))
        #expect(await isForgotten(scenario))
        await scenario.end()
    }

    /// What it has may be all that it needs, and it takes part again.
    @Test func aReplicaThatWasGivenBackMeanwhileIsNotDeleted() async throws {
        var scenario = try await movedWhileAway()
        let node = ReassignPartitionsZNode([.init(TopicPartition("t", 0), to: [1, 3])])
        _ = try await scenario.store.zooKeeper.create(
            ReassignPartitionsZNode.path, node.encode(), .persistent, acl: .openUnsafe)
        #expect(await scenario.sender.waitFor(1, "adding [3] removing [2]"))
        scenario.forget()
        try await scenario.restart(3)
        #expect(await scenario.sender.waitFor(3, "new adding [3] removing [2]"))
        #expect(await isForgotten(scenario))
        #expect(stops(scenario).isEmpty)
        await scenario.end()
    }

    @Test func aLaterTopicOfThatNameBeginsAnewThere() async throws {
        var scenario = try await movedWhileAway()
        _ = try await TopicStore(scenario.store).requestDeletion("t")
        #expect(await TestCluster.eventually { scenario.server.text("/brokers/topics/t") == nil })
        try await TestCluster.create("t", [[2, 3]], scenario.store, seed: 2)
        #expect(await scenario.sender.waitFor(1, "t-0:leader 2 epoch 0 isr [2]"))
        scenario.forget()
        scenario.sender.oldReplicas.withLock { $0[3] = [TopicPartition("t", 0)] }
        try await scenario.restart(3)
        #expect(await isForgotten(scenario))
        let order = "LeaderAndIsr v7 t-0:leader 2 epoch 0 isr [2]"
        func orders() -> [String] {
            scenario.sender.sent(to: 3).filter { !$0.hasPrefix("UpdateMetadata") }
        }
        let expected = [order, "StopReplica v4 t-0:epoch -2 delete", order]
        #expect(await TestCluster.eventually { orders().count >= 3 })
        #expect(orders() == expected)
        await scenario.end()
    }
}
