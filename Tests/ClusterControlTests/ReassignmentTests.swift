import ClusterMetadata
import KafkaModel
import KafkaProtocol
import TestSupport
import Testing
import ZooKeeperClient

@testable import ClusterControl

/// Replicas that move between brokers.
@Suite(.simulatedTime) struct ReassignmentTests {
    private func moved(_ scenario: ControllerScenario, to replicas: String) async throws {
        _ = try await TestCluster.eventually {
            try await scenario.replicas("t", 0) == replicas
        }
        #expect(try await scenario.replicas("t", 0) == replicas)
    }

    @Test func newReplicasFetchBeforeOldOnesLeave() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[1, 2]])
        scenario.forget()
        #expect(await scenario.move("t", [(0, [3, 2])]) == [.none])
        #expect(try await scenario.replicas("t", 0) == "[3, 2, 1] adding [3] removing [1]")
        #expect(try await scenario.state("t", 0) == "leader 1 epoch 1 isr [1, 2]")
        let order = "LeaderAndIsr v7 t-0:leader 1 epoch 1 isr [1, 2]"
        #expect(await scenario.sender.waitFor(3, "\(order) new adding [3] removing [1]"))
        #expect(await scenario.sender.waitFor(1, "\(order) adding [3] removing [1]"))
        #expect(!scenario.sender.sent(to: 1).contains { $0.hasPrefix("StopReplica") })
        await scenario.end()
    }

    @Test func aMoveIsOverWhenTheTargetIsInSync() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[1, 2]])
        _ = await scenario.move("t", [(0, [3, 2])])
        scenario.forget()
        try await scenario.changeISR("t", 0, to: [1, 2, 3])
        try await moved(scenario, to: "[3, 2]")
        #expect(try await scenario.state("t", 0) == "leader 3 epoch 3 isr [2, 3]")
        #expect(await scenario.sender.waitFor(1, "StopReplica v4 t-0:epoch 3 delete"))
        #expect(
            scenario.sender.sent(to: 1).filter { $0.hasPrefix("StopReplica") } == [
                "StopReplica v4 t-0:epoch 2", "StopReplica v4 t-0:epoch 3 delete",
            ])
        #expect(
            await scenario.sender.waitFor(
                3, "LeaderAndIsr v7 t-0:leader 3 epoch 2 isr [1, 2, 3]"))
        await scenario.end()
    }

    @Test func aCancelledMoveRemovesWhatItAdded() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[1, 2]])
        _ = await scenario.move("t", [(0, [3, 2])])
        #expect(await scenario.move("t", [(0, nil)]) == [.none])
        #expect(try await scenario.replicas("t", 0) == "[2, 1]")
        #expect(try await scenario.state("t", 0) == "leader 1 epoch 2 isr [1, 2]")
        #expect(await scenario.sender.waitFor(3, "StopReplica v4 t-0:epoch 1 delete"))
        #expect(await scenario.move("t", [(0, nil)]) == [.noReassignmentInProgress])
        await scenario.end()
    }

    @Test func aLaterOrderReplacesAnEarlierOne() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[1]])
        _ = await scenario.move("t", [(0, [3])])
        #expect(await scenario.move("t", [(0, [2])]) == [.none])
        #expect(try await scenario.replicas("t", 0) == "[2, 1] adding [2] removing [1]")
        #expect(await scenario.sender.waitFor(3, "StopReplica v4 t-0:epoch 1 delete"))
        #expect(await scenario.sender.waitFor(2, "epoch 2 isr [1] new adding [2] removing [1]"))
        await scenario.end()
    }

    /// The replica that a cancelled move added leads, because the others were gone for a while.
    @Test func leadershipLeavesAReplicaBeforeItIsDropped() async throws {
        var scenario = try await ControllerScenario()
        try await scenario.create("t", [[2]])
        _ = await scenario.move("t", [(0, [3, 2, 1])])
        try await scenario.changeISR("t", 0, to: [2, 3])
        await scenario.brokers[1].kill()
        #expect(await scenario.sender.waitFor(3, "t-0:leader 3"))
        try await scenario.restart(2)
        #expect(await scenario.sender.waitFor(2, "t-0:leader 3"))
        #expect(await scenario.move("t", [(0, nil)]) == [.invalidReplicaAssignment])
        #expect(try await scenario.changeISR("t", 0, to: [3, 2]) == .none)
        #expect(await scenario.move("t", [(0, nil)]) == [.none])
        #expect(try await scenario.replicas("t", 0) == "[2]")
        #expect(try await scenario.state("t", 0).contains("leader 2"))
        #expect(!scenario.server.writes.suffix(6).contains { $0.contains("\"leader\":-1") })
        await scenario.end()
    }

    @Test func anotherOrderOfReplicasIsThereAtOnce() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[1, 2]])
        #expect(await scenario.move("t", [(0, [2, 1])]) == [.none])
        #expect(try await scenario.replicas("t", 0) == "[2, 1]")
        #expect(try await scenario.state("t", 0) == "leader 1 epoch 1 isr [1, 2]")
        await scenario.end()
    }

    @Test func aNewControllerGoesOnWithAMove() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[2], [2, 1]])
        #expect(await scenario.move("t", [(0, [3])]) == [.none])
        await scenario.brokers[0].kill()
        #expect(await scenario.sender.waitFor(3, "isr [2] new adding [3] removing [2]"))
        #expect(
            try await scenario.replicas("t", 0, over: scenario.brokers[1])
                == "[3, 2] adding [3] removing [2]")
        for broker in scenario.brokers[1...] { await broker.kill() }
    }

    @Test func aMoveGoesOnWhenItsBrokerReturns() async throws {
        var scenario = try await ControllerScenario()
        try await scenario.create("t", [[1]])
        _ = await scenario.move("t", [(0, [3])])
        await scenario.brokers[2].kill()
        #expect(await scenario.sender.waitFor(1, "live [1, 2]"))
        scenario.forget()
        try await scenario.restart(3)
        #expect(await scenario.sender.waitFor(3, "epoch 2 isr [1] new adding [3] removing [1]"))
        try await scenario.changeISR("t", 0, to: [1, 3])
        try await moved(scenario, to: "[3]")
        await scenario.end()
    }

    /// It may be the last that has the records: a broker that has lost its disk must not make it anew.
    @Test func aReplicaThatIsInSyncIsNotMadeAnewWhenAMoveGoesOn() async throws {
        var scenario = try await ControllerScenario()
        try await scenario.create("t", [[1]])
        _ = await scenario.move("t", [(0, [2, 3])])
        try await scenario.changeISR("t", 0, to: [1, 3])
        await scenario.brokers[1].kill()
        #expect(await scenario.sender.waitFor(1, "live [1, 3]"))
        scenario.forget()
        try await scenario.restart(2)
        let order = "isr [1, 3]"
        #expect(await scenario.sender.waitFor(2, "\(order) new adding [2, 3] removing [1]"))
        #expect(await scenario.sender.waitFor(3, "\(order) adding [2, 3] removing [1]"))
        await scenario.end()
    }

    @Test func aDeletionEndsAMove() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[1]])
        _ = await scenario.move("t", [(0, [3])])
        try await TestCluster.topics(scenario.store).deleteTopic("t")
        #expect(
            await TestCluster.eventually { scenario.server.text("/admin/delete_topics/t") == nil })
        #expect(scenario.server.text("/brokers/topics/t") == nil)
        #expect(await scenario.move("t", [(0, [1])]) == [.unknownTopicOrPartition])
        let list = await scenario.controller.listReassignments(.init(timeoutMs: 1, topics: nil))
        #expect(list.topics.isEmpty)
        await scenario.end()
    }

    @Test func movesUnderWayAreListed() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[1], [1], [1]])
        _ = await scenario.move("t", [(0, [3]), (2, [2])])
        let all = await scenario.controller.listReassignments(.init(timeoutMs: 1, topics: nil))
        #expect(all.topics.first?.partitions.map(\.partitionIndex) == [0, 2])
        let one = await scenario.controller.listReassignments(
            .init(timeoutMs: 1, topics: [.init(name: "t", partitionIndexes: [1, 2])]))
        #expect(
            one.topics == [
                .init(
                    name: "t",
                    partitions: [
                        .init(
                            partitionIndex: 2, replicas: [2, 1], addingReplicas: [2],
                            removingReplicas: [1])
                    ])
            ])
        await scenario.end()
    }

    @Test func aBrokerThatIsNotControllerMovesNothing() async throws {
        let scenario = try await ControllerScenario()
        let other = scenario.brokers[1].controller
        #expect(await other.alterReassignments(.init()).errorCode == .notController)
        #expect(await other.listReassignments(.init()).errorCode == .notController)
        await scenario.end()
    }

    /// Below IBP 2.7-IV2 leaders write the in-sync replicas themselves.
    @Test func aMoveEndsWhenALeaderWritesTheInSyncReplicasItself() async throws {
        let scenario = try await ControllerScenario { $0.protocolVersion = .v2_6_IV0 }
        try await scenario.create("t", [[1]])
        #expect(await scenario.move("t", [(0, [3])]) == [.none])
        let key = TopicPartition("t", 0)
        let known = try #require(try await scenario.store.partitionStates([key])[key])
        var state = known.state
        state.inSyncReplicas = [1, 3]
        _ = try await PartitionStateStore(scenario.store).updateAsLeader(
            PartitionStateUpdate(key, state, over: known.epoch))
        try await moved(scenario, to: "[3]")
        #expect(try await scenario.state("t", 0) == "leader 3 epoch 3 isr [3]")
        await scenario.end()
    }
}

/// Moves that somebody asks for by `/admin/reassign_partitions`.
@Suite(.simulatedTime) struct RequestedMovesTests {
    private let path = ReassignPartitionsZNode.path

    private func ask(_ moves: [(String, Int32, [BrokerID])], _ scenario: ControllerScenario)
        async throws
    {
        let node = ReassignPartitionsZNode(
            moves.map { .init(TopicPartition($0.0, $0.1), to: $0.2) })
        _ = try await scenario.store.zooKeeper.create(
            path, node.encode(), .persistent, acl: .openUnsafe)
    }

    @Test func aMoveIsCarriedOutAndItsNodeRemoved() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[1, 2]])
        try await ask([("t", 0, [3, 2]), ("nope", 0, [1])], scenario)
        #expect(await scenario.sender.waitFor(3, "new adding [3] removing [1]"))
        #expect(
            await TestCluster.eventually {
                scenario.server.text(path)
                    == #"{"version":1,"partitions":[{"topic":"t","partition":0,"replicas":[3,2]}]}"#
            })
        try await scenario.changeISR("t", 0, to: [1, 2, 3])
        #expect(await TestCluster.eventually { scenario.server.text(path) == nil })
        #expect(try await scenario.replicas("t", 0) == "[3, 2]")
        // The next request is heard.
        try await ask([("t", 0, [2, 3])], scenario)
        #expect(await TestCluster.eventually { scenario.server.text(path) == nil })
        #expect(try await scenario.replicas("t", 0) == "[2, 3]")
        await scenario.end()
    }

    @Test func aRequestByTheAPIReplacesOneByTheNode() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[1, 2]])
        try await ask([("t", 0, [3, 2])], scenario)
        #expect(await scenario.sender.waitFor(3, "new adding [3] removing [1]"))
        #expect(await scenario.move("t", [(0, [2, 3])]) == [.none])
        #expect(await TestCluster.eventually { scenario.server.text(path) == nil })
        #expect(try await scenario.replicas("t", 0) == "[2, 3, 1] adding [3] removing [1]")
        await scenario.end()
    }

    @Test func aNodeThatCannotBeReadStaysAndItsSuccessorIsHeard() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[1]])
        let zooKeeper = scenario.store.zooKeeper
        _ = try await zooKeeper.create(path, Array("no".utf8), .persistent, acl: .openUnsafe)
        try await zooKeeper.delete(path, version: -1)
        try await ask([("t", 0, [2])], scenario)
        #expect(await scenario.sender.waitFor(2, "new adding [2] removing [1]"))
        await scenario.end()
    }

    @Test func aControllerThatTakesOfficeReadsTheNode() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[2]])
        await scenario.brokers[0].kill()
        let node = ReassignPartitionsZNode([.init(TopicPartition("t", 0), to: [3])])
        _ = try await scenario.brokers[1].store.zooKeeper.create(
            path, node.encode(), .persistent, acl: .openUnsafe)
        #expect(await scenario.sender.waitFor(3, "isr [2] new adding [3] removing [2]"))
        for broker in scenario.brokers[1...] { await broker.kill() }
    }
}
