import ClusterMetadata
import KafkaModel
import KafkaProtocol
import TestSupport
import Testing
import ZooKeeperClient

@testable import ClusterControl

/// What a controller does in a cluster whose ZooKeeper is in memory and whose brokers obey.
@Suite(.simulatedTime) struct ControllerTests {
    private let server = MemoryZooKeeper()
    private let clock = ManualClock()
    private let sender = RecordingSender()

    private func start(
        _ id: BrokerID, _ adjust: (inout ControllerSettings) -> Void = { _ in }
    ) async throws -> TestBroker {
        try await TestBroker(id, server.connect(), clock, sender, adjust)
    }

    /// Three brokers; the first is controller and knows the others.
    private func startThree() async throws -> [TestBroker] {
        let first = try await start(1)
        #expect(await first.inOffice())
        let others = [try await start(2), try await start(3)]
        #expect(await sender.waitFor(3, "live [1, 2, 3]"))
        return [first] + others
    }

    private func state(_ partition: String) -> String? {
        server.text("/brokers/topics/\(partition)/state")
    }

    @Test func theFirstBrokerIsElected() async throws {
        let broker = try await start(1)
        #expect(await broker.inOffice())
        #expect(broker.controller.status.activeController == 1)
        #expect(broker.controller.status.epoch == 1)
        #expect(server.text("/controller_epoch") == "1")
        #expect(server.text("/feature") == #"{"features":{},"version":2,"status":1}"#)
        await broker.kill()
    }

    /// The session that registered a broker may end before the controller listens for its end.
    @Test func aRegistrationThatWasLostBeforeAnybodyListenedIsMadeAgain() async throws {
        let session = server.connect()
        let store = ClusterStore(ZooKeeperRetry(session, time: clock))
        try await store.createTopLevelPaths()
        let registry = BrokerRegistry(
            store, time: clock, logger: TestCluster.logger, sessionTimeout: .seconds(6))
        let registration = TestCluster.registration(1)
        _ = try await registry.register(1, registration)
        let controller = Controller(
            ControllerSettings(brokerID: 1, balancesLeaders: false), store, sender: sender,
            time: clock, random: TestRandom(), logger: TestCluster.logger
        ) { (previous) async throws(ClusterMetadataError) in
            _ = try await registry.register(1, registration, previousSession: previous)
        }
        session.expire()
        #expect(server.text("/brokers/ids/1") == nil)
        let task = Task { await controller.run() }
        #expect(await TestCluster.eventually { controller.status.isActive })
        #expect(server.text("/brokers/ids/1") != nil)
        controller.stop()
        await task.value
    }

    @Test func aSecondBrokerSeesWhoIsController() async throws {
        let first = try await start(1)
        #expect(await first.inOffice())
        let second = try await start(2)
        #expect(await TestCluster.eventually { second.controller.status.activeController == 1 })
        #expect(!second.controller.status.isActive)
        for broker in [first, second] { await broker.kill() }
    }

    @Test func aNewTopicIsWrittenAsKafkaWritesIt() async throws {
        let brokers = try await startThree()
        server.forgetWrites()
        try await TestCluster.create("t3", [[2, 1, 3], [3, 2, 1]], brokers[0].store)
        #expect(await sender.waitFor(1, "UpdateMetadata v8 live [1, 2, 3] t3-0"))
        let id = try #require(try await brokers[0].store.topic("t3")?.topicID)
        let topic = "/brokers/topics/t3"
        let creations = [
            #"create /config/topics/t3 {"version":1,"config":{}}"#,
            #"create \#(topic) {"partitions":{"0":[2,1,3],"1":[3,2,1]},"topic_id":"\#(id)","#
                + #""adding_replicas":{},"removing_replicas":{},"version":3}"#,
            "create \(topic)/partitions null", "create \(topic)/partitions/0 null",
            "create \(topic)/partitions/1 null",
            #"create \#(topic)/partitions/0/state {"controller_epoch":1,"leader":2,"version":1,"#
                + #""leader_epoch":0,"isr":[2,1,3]}"#,
            #"create \#(topic)/partitions/1/state {"controller_epoch":1,"leader":3,"version":1,"#
                + #""leader_epoch":0,"isr":[3,2,1]}"#,
        ]
        #expect(server.writes.sorted() == creations.sorted())
        #expect(server.writes.first == creations.first)
        for broker in brokers { await broker.kill() }
    }

    @Test func everyReplicaIsToldOfANewTopicBeforeItsMetadata() async throws {
        let brokers = try await startThree()
        sender.forget()
        try await TestCluster.create("t", [[2, 3]], brokers[0].store)
        for id in [2, 3] as [BrokerID] {
            #expect(await sender.waitFor(id, "UpdateMetadata v8 live [1, 2, 3] t-0"))
            #expect(
                sender.sent(to: id) == [
                    "LeaderAndIsr v7 t-0:leader 2 epoch 0 isr [2, 3] new",
                    "UpdateMetadata v8 live [1, 2, 3] t-0:leader 2 epoch 0 isr [2, 3] offline []",
                ])
        }
        #expect(await sender.waitFor(1, "t-0"))
        #expect(!sender.sent(to: 1).contains { $0.hasPrefix("LeaderAndIsr") })
        for broker in brokers { await broker.kill() }
    }

    @Test func theDeathOfABrokerIsOneWriteAPartition() async throws {
        let brokers = try await startThree()
        try await TestCluster.create("t", [[3, 1, 2], [1, 3], [2, 1], [3]], brokers[0].store)
        #expect(await sender.waitFor(3, "UpdateMetadata v8 live [1, 2, 3] t-0"))
        server.forgetWrites()
        sender.forget()
        await brokers[2].kill()
        #expect(await sender.waitFor(1, "t-3:leader -1"))
        let expected = [
            (0, #""leader":1,"version":1,"leader_epoch":1,"isr":[1,2]"#),
            (1, #""leader":1,"version":1,"leader_epoch":1,"isr":[1]"#),
            (3, #""leader":-1,"version":1,"leader_epoch":1,"isr":[3]"#),
        ].map { partition, state in
            "set /brokers/topics/t/partitions/\(partition)/state "
                + "{\"controller_epoch\":1,\(state)} over 0"
        }
        #expect(server.writes.sorted() == expected)
        #expect(await sender.waitFor(2, "live [1, 2] t-0:leader 1 epoch 1 isr [1, 2] offline [3]"))
        for broker in brokers[..<2] { await broker.kill() }
    }

    @Test func aReturningBrokerIsToldWhatItHasAndLeadsWhatNobodyLed() async throws {
        var brokers = try await startThree()
        try await TestCluster.create("t", [[3], [1, 3]], brokers[0].store)
        #expect(await sender.waitFor(3, "UpdateMetadata v8 live [1, 2, 3] t-0"))
        await brokers[2].kill()
        #expect(await sender.waitFor(1, "t-0:leader -1"))
        sender.forget()
        brokers[2] = try await start(3)
        #expect(await sender.waitFor(3, "LeaderAndIsr v7 t-0:leader 3 epoch 2 isr [3]"))
        #expect(sender.sent(to: 3).contains { $0.contains("t-1:leader 1 epoch 1 isr [1]") })
        for broker in brokers { await broker.kill() }
    }

    @Test func theDeathOfTheControllerIsHealedByOneWriteAPartition() async throws {
        let brokers = try await startThree()
        try await TestCluster.create("t", [[1, 2, 3], [2, 1], [1]], brokers[0].store)
        #expect(await sender.waitFor(3, "UpdateMetadata v8 live [1, 2, 3] t-0"))
        server.forgetWrites()
        await brokers[0].kill()
        #expect(
            await TestCluster.eventually {
                brokers[1].controller.status.isActive || brokers[2].controller.status.isActive
            })
        let stateWrites = server.writes.filter { $0.contains("/state") }.sorted()
        let expected = [
            (0, #""leader":2,"version":1,"leader_epoch":1,"isr":[2,3]"#),
            (1, #""leader":2,"version":1,"leader_epoch":1,"isr":[2]"#),
            (2, #""leader":-1,"version":1,"leader_epoch":1,"isr":[1]"#),
        ].map { partition, state in
            "set /brokers/topics/t/partitions/\(partition)/state "
                + "{\"controller_epoch\":2,\(state)} over 0"
        }
        #expect(stateWrites == expected)
        #expect(server.text("/controller_epoch") == "2")
        for broker in brokers[1...] { await broker.kill() }
    }

    @Test func aLostAnswerToTheElectionStillMakesAController() async throws {
        let session = server.connect()
        let store = ClusterStore(ZooKeeperRetry(session, time: TestCluster.time))
        _ = try await store.createIfMissing("/controller_epoch", [UInt8]("4".utf8))
        session.loseAnswers(1)
        let elected = try await ControllerStore.elect(7, timestamp: 1, store)
        #expect(elected == .won(5, guardVersion: 1))
    }

    @Test func anExpiredControllerResignsAndRegistersAnew() async throws {
        let brokers = try await startThree()
        let before = try #require(try await brokers[0].store.broker(1)?.epoch)
        let session = try #require(brokers[0].session as? MemoryZooKeeperSession)
        session.expire()
        #expect(await TestCluster.eventually { !brokers[0].controller.status.isActive })
        #expect(
            await TestCluster.eventually {
                server.text("/brokers/ids/1") != nil && server.text("/controller") != nil
            })
        let after = try #require(try await brokers[0].store.broker(1)?.epoch)
        #expect(after > before)
        for broker in brokers { await broker.kill() }
    }

    @Test func aControllerWhoseGuardIsRefusedResigns() async throws {
        let brokers = try await startThree()
        let store = brokers[1].store
        // Somebody else takes over without the first one noticing.
        _ = try await store.zooKeeper.set("/controller_epoch", [UInt8]("9".utf8), version: -1)
        _ = try await store.zooKeeper.set(
            "/controller", ControllerZNode(brokerID: 2, timestamp: 0).encode(), version: -1)
        #expect(await TestCluster.eventually { !brokers[0].controller.status.isActive })
        #expect(brokers[0].controller.status.activeController == 2)
        for broker in brokers { await broker.kill() }
    }

    @Test func deletedByHandTheOfficeIsTakenAgain() async throws {
        let broker = try await start(1)
        #expect(await broker.inOffice())
        try await broker.store.zooKeeper.delete("/controller", version: -1)
        #expect(await TestCluster.eventually { broker.controller.status.epoch == 2 })
        #expect(await broker.inOffice())
        await broker.kill()
    }
}
