import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Platform
import TestSupport
import Testing
import ZooKeeperClient

@testable import ClusterControl

/// Topics that grow, go, and lose their disks.
@Suite(.simulatedTime) struct TopicLifeTests {
    private func gone(_ topic: String, _ scenario: ControllerScenario) async -> Bool {
        await gone(topic, scenario.server)
    }

    private func gone(_ topic: String, _ server: MemoryZooKeeper) async -> Bool {
        await TestCluster.eventually {
            server.text("/admin/delete_topics/\(topic)") == nil
                && server.text("/brokers/topics/\(topic)") == nil
        }
    }

    @Test func aTopicIsDeletedEverywhere() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[1, 2], [2, 3]])
        scenario.forget()
        try await TestCluster.topics(scenario.store).deleteTopic("t")
        #expect(await gone("t", scenario))
        #expect(scenario.server.text("/config/topics/t") == nil)
        #expect(scenario.server.writes.last == "delete /admin/delete_topics/t")
        #expect(
            scenario.sender.sent(to: 3) == [
                "UpdateMetadata v8 live [1, 2, 3] t-0:leader -2 epoch 0 isr [1, 2] offline []"
                    + " t-1:leader -2 epoch 0 isr [2, 3] offline []",
                "StopReplica v4 t-1:epoch -2", "StopReplica v4 t-1:epoch -2 delete",
            ])
        await scenario.end()
    }

    /// Nobody knows whether the dead broker had heard of the id of a topic whose node was written again.
    @Test func aDeletionWaitsForDeadReplicasButBeginsAtOnce() async throws {
        var scenario = try await ControllerScenario()
        try await scenario.create("t", [[1, 3]])
        let znode = try #require(try await scenario.store.topic("t"))
        try await TopicStore(scenario.store).addPartitions("t", znode)
        await scenario.brokers[2].kill()
        #expect(await scenario.sender.waitFor(1, "live [1, 2] t-0:leader 1 epoch 1"))
        let topics = TestCluster.topics(scenario.store)
        try await topics.deleteTopic("t")
        #expect(await scenario.sender.waitFor(1, "StopReplica v4 t-0:epoch -2 delete"))
        let marked = TopicError(.topicAlreadyExists, "Topic 't' is marked for deletion.")
        await #expect(throws: marked) {
            try await topics.createTopic(
                TopicCreation(name: "t"), brokers: [PlacementBroker(id: 1)])
        }
        #expect(scenario.server.text("/brokers/topics/t") != nil)
        try await scenario.restart(3)
        #expect(await scenario.sender.waitFor(3, "StopReplica v4 t-0:epoch -2 delete"))
        #expect(await gone("t", scenario))
        await scenario.end()
    }

    @Test func aNewControllerGoesOnWithADeletion() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[2, 3]])
        await scenario.brokers[0].kill()
        _ = try await TopicStore(scenario.brokers[1].store).requestDeletion("t")
        #expect(await gone("t", scenario))
        for broker in scenario.brokers[1...] { await broker.kill() }
    }

    @Test func aRequestToDeleteAnUnknownTopicIsRemoved() async throws {
        let scenario = try await ControllerScenario()
        _ = try await TopicStore(scenario.store).requestDeletion("nope")
        #expect(await gone("nope", scenario))
        await scenario.end()
    }

    @Test func aNewControllerRemovesWhatAnUnfinishedDeletionLeft() async throws {
        let server = MemoryZooKeeper()
        let zooKeeper = server.connect()
        for path in ["/admin", MetadataPath.topicDeletions, MetadataPath.topicDeletion("t")] {
            _ = try await zooKeeper.create(path, [], .persistent, acl: .openUnsafe)
        }
        let broker = try await TestBroker(1, server.connect(), ManualClock(), RecordingSender())
        #expect(await broker.inOffice())
        #expect(await gone("t", server))
        await broker.kill()
    }

    @Test func whereDeletionIsDisabledTheRequestIsRemovedAndTheTopicStays() async throws {
        let scenario = try await ControllerScenario { $0.allowsTopicDeletion = false }
        try await scenario.create("t", [[1, 2]])
        _ = try await TopicStore(scenario.store).requestDeletion("t")
        #expect(
            await TestCluster.eventually {
                scenario.server.text("/admin/delete_topics/t") == nil
            })
        #expect(scenario.server.text("/brokers/topics/t") != nil)
        await scenario.end()
    }

    @Test func newPartitionsAreBroughtOnline() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[1, 2], [2, 3]])
        scenario.forget()
        let brokers = [1, 2, 3].map { PlacementBroker(id: BrokerID(Int32($0))) }
        try await TestCluster.topics(scenario.store).createPartitions(
            PartitionCreation(topic: "t", totalCount: 3, assignments: [[3, 1]]), brokers: brokers)
        #expect(
            await scenario.sender.waitFor(3, "t-2:leader 3 epoch 0 isr [3, 1] new"))
        #expect(!scenario.server.writes.contains { $0.contains("t/partitions/0") })
        await scenario.end()
    }

    @Test func aTopicWithoutAnIDIsGivenOne() async throws {
        let scenario = try await ControllerScenario()
        let topic = TopicZNode(topicID: nil, assignments: [0: ReplicaAssignment([1])])
        _ = try await TopicStore(scenario.store).create("old", topic, ConfigZNode())
        #expect(await scenario.sender.waitFor(1, "old-0:leader 1"))
        #expect(try await scenario.store.topic("old")?.topicID != nil)
        await scenario.end()
    }

    @Test func oldProtocolVersionsKnowNoTopicIDs() async throws {
        let scenario = try await ControllerScenario { $0.protocolVersion = .v2_7_IV2 }
        let topic = TopicZNode(topicID: nil, assignments: [0: ReplicaAssignment([1])])
        _ = try await TopicStore(scenario.store).create("old", topic, ConfigZNode())
        #expect(await scenario.sender.waitFor(1, "LeaderAndIsr v4 old-0:leader 1"))
        #expect(try await scenario.store.topic("old")?.topicID == nil)
        await scenario.end()
    }

    @Test func aReplicaWhoseDiskIsLostLeadsNoMore() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[3, 1], [3, 2]])
        scenario.forget()
        scenario.sender.lostReplicas.withLock { $0[3] = [TopicPartition("t", 0)] }
        try await scenario.brokers[2].store.announceLogDirFailure(of: 3)
        #expect(await scenario.sender.waitFor(1, "t-0:leader 1 epoch 1 isr [1] offline [3]"))
        #expect(try await scenario.state("t", 0) == "leader 1 epoch 1 isr [1]")
        #expect(try await scenario.state("t", 1) == "leader 3 epoch 0 isr [3, 2]")
        #expect(!scenario.server.paths.contains { $0.contains("log_dir_event_0") })
        await scenario.end()
    }

    @Test func anUncleanLeaderIsElectedOnceTheTopicAllowsIt() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[3, 2]])
        await scenario.brokers[1].kill()
        #expect(await scenario.sender.waitFor(1, "t-0:leader 3 epoch 1 isr [3]"))
        await scenario.brokers[2].kill()
        #expect(await scenario.sender.waitFor(1, "t-0:leader -1"))
        let config = ConfigZNode(["unclean.leader.election.enable": "true"])
        try await ConfigStore(scenario.store).write(.topic("t"), config)
        let back = try await TestBroker(
            2, scenario.server.connect(), scenario.clock, scenario.sender)
        #expect(await scenario.sender.waitFor(2, "t-0:leader 2 epoch 3 isr [2]"))
        #expect(
            scenario.server.text("/brokers/topics/t/partitions/0/state")?
                .contains(#""leader_recovery_state":1"#) == true)
        for broker in [scenario.brokers[0], back] { await broker.kill() }
    }

    @Test func anUncleanLeaderIsElectedOnceTheBrokersSettingAllowsIt() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[3, 2]])
        await scenario.brokers[1].kill()
        #expect(await scenario.sender.waitFor(1, "t-0:leader 3 epoch 1 isr [3]"))
        await scenario.brokers[2].kill()
        #expect(await scenario.sender.waitFor(1, "t-0:leader -1"))
        let back = try await TestBroker(
            2, scenario.server.connect(), scenario.clock, scenario.sender)
        #expect(await scenario.sender.waitFor(2, "LeaderAndIsr v7 t-0:leader -1"))
        scenario.controller.setDefaultUncleanElection(true)
        #expect(await scenario.sender.waitFor(2, "t-0:leader 2 epoch 3 isr [2]"))
        for broker in [scenario.brokers[0], back] { await broker.kill() }
    }

    @Test func leadersReturnToTheirPreferredBrokers() async throws {
        var scenario = try await ControllerScenario {
            $0.balancesLeaders = true
            $0.balanceInterval = .seconds(10)
        }
        try await scenario.create("t", [[3, 1]])
        await scenario.brokers[2].kill()
        #expect(await scenario.sender.waitFor(1, "t-0:leader 1 epoch 1 isr [1]"))
        try await scenario.restart(3)
        #expect(await scenario.sender.waitFor(3, "LeaderAndIsr v7 t-0:leader 1 epoch 1"))
        let id = try await scenario.store.topic("t")?.topicID ?? .zero
        var partition = AlterPartitionRequest.PartitionData()
        partition.leaderEpoch = 1
        partition.partitionEpoch = 1
        partition.newIsrWithEpochs = [1, 3].map {
            AlterPartitionRequest.BrokerState(brokerId: $0, brokerEpoch: .none)
        }
        let epoch = try #require(try await scenario.store.broker(1)).epoch
        let answer = await scenario.controller.alterPartition(
            AlterPartitionRequest(
                brokerId: 1, brokerEpoch: epoch,
                topics: [AlterPartitionRequest.TopicData(topicId: id, partitions: [partition])]),
            version: 3)
        #expect(answer.topics.first?.partitions.first?.errorCode == ErrorCode.none)
        scenario.clock.advance(by: .seconds(20))
        #expect(await scenario.sender.waitFor(3, "t-0:leader 3 epoch 2 isr [1, 3]"))
        await scenario.end()
    }
}
