import ClusterControl
import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Platform
import TestSupport
import Testing
import ZooKeeperClient

/// Each compares a scenario with a file in `Transcripts`.
@Suite(.simulatedTime) struct ControllerTranscriptTests {
    @Test func `the first election, and the first topic`() async throws {
        let transcript = try ControllerTranscript("first-election")
        try await transcript.store.createTopLevelPaths()
        try await transcript.step("broker 1 registers") { try await transcript.come(1) }
        try await transcript.step("broker 1 is elected") { try await transcript.elect(1) }
        try await transcript.step("broker 2 registers") { try await transcript.come(2) }
        try await transcript.step("a tool creates topic t") {
            try await TestCluster.create("t", [[1, 2], [2, 1]], transcript.store)
        }
        try await transcript.finish()
    }

    @Test func `a broker dies and comes back`() async throws {
        let transcript = try ControllerTranscript("broker-dies-and-returns")
        try await transcript.begin("t", [[3, 1], [1, 3], [1, 2]])
        try await transcript.step("broker 3 dies") { try await transcript.go(3) }
        try await transcript.step("broker 3 registers again") { try await transcript.come(3) }
        try await transcript.step("the leader takes broker 3 into the in-sync replicas of t-0") {
            try await transcript.changeISR("t", 0, to: [1, 3])
        }
        try await transcript.finish()
    }

    @Test func `replicas move`() async throws {
        let transcript = try ControllerTranscript("reassignment")
        try await transcript.begin("t", [[1, 2]])
        try await transcript.step("an administrator moves t-0 to brokers 3 and 1") {
            try await transcript.move("t", 0, to: [3, 1])
        }
        try await transcript.step("broker 3 has caught up") {
            try await transcript.changeISR("t", 0, to: [1, 2, 3])
        }
        try await transcript.finish()
    }

    @Test func `a move is cancelled`() async throws {
        let transcript = try ControllerTranscript("reassignment-cancelled")
        try await transcript.begin("t", [[1, 2]])
        try await transcript.step("an administrator moves t-0 to brokers 2 and 3") {
            try await transcript.move("t", 0, to: [2, 3])
        }
        try await transcript.step("the administrator cancels the move") {
            try await transcript.move("t", 0, to: nil)
        }
        try await transcript.finish()
    }

    @Test func `a controller dies amid a move`() async throws {
        let transcript = try ControllerTranscript("failover-amid-reassignment")
        try await transcript.begin("t", [[2, 1]])
        try await transcript.step("an administrator moves t-0 to brokers 2 and 3") {
            try await transcript.move("t", 0, to: [2, 3])
        }
        try await transcript.step("broker 1, the controller, dies") { try await transcript.go(1) }
        try await transcript.step("broker 2 is elected") { try await transcript.elect(2) }
        try await transcript.step("broker 3 has caught up") {
            try await transcript.changeISR("t", 0, to: [2, 3])
        }
        try await transcript.finish()
    }

    @Test func `a topic is deleted while a broker is away`() async throws {
        let transcript = try ControllerTranscript("deletion-with-dead-broker")
        try await transcript.begin("t", [[1, 3]])
        try await transcript.step("broker 3 dies") { try await transcript.go(3) }
        try await transcript.step("a client deletes topic t") {
            _ = try await TopicStore(transcript.store).requestDeletion("t")
        }
        try await transcript.step("a client creates another topic t") {
            try await TestCluster.create("t", [[1, 3]], transcript.store, seed: 2)
        }
        try await transcript.step("broker 3 comes back with the old t-0") {
            transcript.sender.oldReplicas.withLock { $0[3] = [TopicPartition("t", 0)] }
            try await transcript.come(3)
        }
        try await transcript.finish()
    }

    @Test func `a deletion waits for a dead broker where topics have no ids`() async throws {
        let transcript = try ControllerTranscript("deletion-without-topic-ids") {
            $0.protocolVersion = InterBrokerProtocolVersion("2.6") ?? .default
        }
        try await transcript.begin("t", [[1, 3]], hasID: false)
        try await transcript.step("broker 3 dies") { try await transcript.go(3) }
        try await transcript.step("a client deletes topic t") {
            _ = try await TopicStore(transcript.store).requestDeletion("t")
        }
        try await transcript.step("broker 3 registers again") { try await transcript.come(3) }
        try await transcript.finish()
    }

    @Test func `preferred leaders are elected`() async throws {
        let transcript = try ControllerTranscript("preferred-election")
        try await transcript.begin("t", [[2, 1], [1, 2]])
        try await transcript.step("broker 2 dies") { try await transcript.go(2) }
        try await transcript.step("broker 2 registers again") { try await transcript.come(2) }
        try await transcript.step("the leader takes broker 2 into the in-sync replicas of t-0") {
            try await transcript.changeISR("t", 0, to: [1, 2])
        }
        try await transcript.step("a tool asks for the preferred leaders of t-0 and t-1") {
            let wanted = PartitionListZNode([TopicPartition("t", 0), TopicPartition("t", 1)])
            _ = try await transcript.store.createIfMissing(
                PartitionListZNode.preferredElectionPath, wanted.encode())
        }
        try await transcript.finish()
    }

    @Test func `a broker is shut down`() async throws {
        let transcript = try ControllerTranscript("controlled-shutdown")
        try await transcript.begin("t", [[3, 1], [1, 3], [3]])
        try await transcript.step("broker 3 asks to be shut down") {
            let broker = try #require(try await transcript.store.broker(3))
            let answer = try await transcript.controller.controlledShutdown(
                ControlledShutdownRequest(brokerId: 3, brokerEpoch: broker.epoch), version: 3)
            #expect(answer.errorCode == .none)
        }
        try await transcript.step("broker 3 goes") { try await transcript.go(3) }
        try await transcript.finish()
    }

    @Test func `a leader from outside the in-sync replicas`() async throws {
        let transcript = try ControllerTranscript("unclean-election")
        try await transcript.begin("t", [[2, 3]])
        try await transcript.step("broker 3 dies") { try await transcript.go(3) }
        try await transcript.step("broker 2 dies") { try await transcript.go(2) }
        try await transcript.step("broker 3 registers again") { try await transcript.come(3) }
        try await transcript.step("the topic allows unclean elections") {
            try await ConfigStore(transcript.store).write(
                .topic("t"), ConfigZNode(["unclean.leader.election.enable": "true"]))
            try transcript.controller.uncleanElectionEnabled(for: "t")
        }
        try await transcript.finish()
    }

    @Test func `a leader writes its in-sync replicas itself`() async throws {
        let transcript = try ControllerTranscript("isr-change-notification") {
            $0.protocolVersion = InterBrokerProtocolVersion("2.6") ?? .default
        }
        try await transcript.begin("t", [[1, 2]], hasID: false)
        try await transcript.step("the leader drops broker 2 from t-0 and tells so") {
            let key = TopicPartition("t", 0)
            let known = try #require(try await transcript.store.partitionStates([key])[key])
            var state = known.state
            state.inSyncReplicas = [1]
            _ = try await PartitionStateStore(transcript.store).updateAsLeader(
                PartitionStateUpdate(key, state, over: known.epoch))
            _ = try await transcript.store.zooKeeper.create(
                PartitionListZNode.isrChangePrefix, PartitionListZNode([key]).encode(),
                .persistentSequential, acl: .openUnsafe)
        }
        try await transcript.finish()
    }

    @Test func `a broker loses a log directory`() async throws {
        let transcript = try ControllerTranscript("log-directory-lost")
        try await transcript.begin("t", [[3, 1], [3, 2]])
        try await transcript.step("broker 3 loses the directory of t-0") {
            transcript.sender.lostReplicas.withLock { $0[3] = [TopicPartition("t", 0)] }
            try await transcript.store.announceLogDirFailure(of: 3)
        }
        try await transcript.finish()
    }
}
