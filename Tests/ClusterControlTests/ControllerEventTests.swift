import ClusterControl
import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Platform
import TestSupport
import Testing
import ZooKeeperClient

/// What the controller hears through ZooKeeper from tools and brokers, and how it bears nonsense.
@Suite(.simulatedTime) struct ControllerEventTests {
    private let election = PartitionListZNode.preferredElectionPath

    private func isGone(_ path: String, _ scenario: ControllerScenario) async -> Bool {
        await TestCluster.eventually { !scenario.server.paths.contains { $0.hasPrefix(path) } }
    }

    @Test
    func `a request for preferred leaders that cannot be read is removed, and the next is heard`()
        async throws
    {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[2, 1]])
        _ = try await scenario.store.createIfMissing(election, Array("{bad".utf8))
        #expect(await isGone(election, scenario))
        _ = try await scenario.brokers[1].store.broker(2)
        let broker = try #require(try await scenario.store.broker(2))
        _ = await scenario.controller.controlledShutdown(
            ControlledShutdownRequest(brokerId: 2, brokerEpoch: broker.epoch), version: 3)
        #expect(try await scenario.state("t", 0) == "leader 1 epoch 1 isr [1]")
        let wish = PartitionListZNode([TopicPartition("t", 0), TopicPartition("unknown", 0)])
        _ = try await scenario.store.createIfMissing(election, wish.encode())
        #expect(await isGone(election, scenario))
        // Its preferred replica is not in sync.
        #expect(try await scenario.state("t", 0) == "leader 1 epoch 1 isr [1]")
        await scenario.end()
    }

    @Test func `leaders stay elsewhere while few enough of a broker's are`() async throws {
        var scenario = try await ControllerScenario {
            $0.balancesLeaders = true
            $0.balanceInterval = .seconds(10)
            $0.tolerableImbalancePercent = 50
        }
        try await scenario.create("t", [[3, 1], [3, 1], [3, 1], [3, 1]])
        await scenario.brokers[2].kill()
        #expect(await scenario.sender.waitFor(1, "t-3:leader 1 epoch 1 isr [1]"))
        try await scenario.restart(3)
        #expect(await scenario.sender.waitFor(3, "LeaderAndIsr v7 t-0:leader 1 epoch 1"))
        for partition in 0..<4 as Range<Int32> {
            #expect(try await scenario.changeISR("t", partition, to: [1, 3]) == ErrorCode.none)
        }
        let half = [TopicPartition("t", 0), TopicPartition("t", 1)]
        _ = await scenario.controller.electLeaders(.init(.preferred, half))
        scenario.forget()
        // Two of four are elsewhere: not more than half.
        scenario.clock.advance(by: .seconds(10))
        _ = await scenario.controller.electLeaders(.init(.preferred, half))
        #expect(scenario.server.writes.isEmpty)
        let broker = try #require(try await scenario.store.broker(3))
        #expect(broker.id == 3)
        await scenario.end()
    }

    @Test func `a broker with other listeners is reached there, and all are told`() async throws {
        let scenario = try await ControllerScenario()
        scenario.forget()
        var registration = TestCluster.registration(3)
        registration.endpoints[0].port = 9999
        let registry = BrokerRegistry(
            scenario.brokers[2].store, time: scenario.clock, logger: TestCluster.logger,
            sessionTimeout: .seconds(6))
        try await registry.update(3, registration)
        for id in [1, 2, 3] as [BrokerID] {
            #expect(await scenario.sender.waitFor(id, "UpdateMetadata v8 live [1, 2, 3]"))
        }
        #expect(scenario.sender.destinations.withLock { $0[3]?.port } == 9999)
        await scenario.end()
    }

    @Test func `without producer ids there is an error and no write`() async throws {
        let scenario = try await ControllerScenario()
        let last =
            #"{"version":1,"broker":1,"block_start":"9223372036854774000","#
            + #""block_end":"9223372036854775807"}"#
        _ = try await scenario.store.zooKeeper.set(
            ProducerIDBlockZNode.path, Array(last.utf8), version: -1)
        scenario.forget()
        let broker = try #require(try await scenario.store.broker(2))
        let answer = await scenario.controller.allocateProducerIDs(
            AllocateProducerIdsRequest(brokerId: 2, brokerEpoch: broker.epoch))
        #expect(answer.errorCode == .unknownServerError)
        #expect(scenario.server.writes.isEmpty)
        await scenario.end()
    }

    @Test(arguments: [
        "\(MetadataPath.isrChanges)/isr_change_", "\(MetadataPath.logDirEvents)/log_dir_event_",
    ])
    func `a notice that cannot be read is removed with the others`(_ prefix: String) async throws {
        let scenario = try await ControllerScenario()
        for _ in 0..<2 {
            _ = try await scenario.store.zooKeeper.create(
                prefix, Array("nonsense".utf8), .persistentSequential, acl: .openUnsafe)
        }
        #expect(await isGone(prefix, scenario))
        #expect(scenario.controller.status.isActive)
        await scenario.end()
    }
}
