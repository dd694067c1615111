import ClusterMetadata
import KafkaModel
import Platform
import TestSupport
import Testing

@testable import ClusterControl

/// Recorded scenarios of Kafka's controller, replayed with ours.
@Suite(
    .enabled(
        if: GoldenScenario.path("kill9-broker") != nil, "no golden files beside the repository"),
    .simulatedTime)
struct GoldenReplayTests {
    /// Scenarios in which every write is the same.
    @Test(arguments: GoldenCatalogue.replayed)
    func everyWriteIsTheSame(_ name: String) async throws {
        try await GoldenReplay(name).play()
    }

    @Test(
        arguments: [
            ("2.8.2-controlled-shutdown-return", 3), ("3.9.0-ibp2.6-controlled-shutdown-return", 2),
            ("3.9.0-ibp2.8-controlled-shutdown-return", 2), ("controlled-shutdown", 3),
        ] as [(String, BrokerID)])
    func aControlledShutdownIsWrittenAsByKafka(_ name: String, _ id: BrokerID) async throws {
        try await GoldenReplay(name).play([("SIGTERM", { try await $0.shutDown(id) })])
    }

    @Test func anElectionOfPreferredLeadersIsWrittenAsByKafka() async throws {
        try await GoldenReplay("preferred-election-api").play([
            ("election", { _ = await $0.controller.electLeaders(.init(.preferred, nil)) })
        ])
    }

    @Test func leadersGoBackToTheirPreferredBrokersAsInKafka() async throws {
        let replay = try await GoldenReplay("auto-leader-rebalance") {
            $0.balancesLeaders = true
            $0.balanceInterval = .seconds(4)
        }
        try await replay.play([("SIGTERM", { try await $0.shutDown(3) })])
    }

    /// The throttles are settings, which tools write.
    @Test func aThrottledMoveIsWrittenAsByKafka() async throws {
        try await GoldenReplay("reassign-api-throttle").play([
            ("--execute", { await $0.move("mv", [(0, [1, 2])]) })
        ])
    }

    @Test func anUncleanElectionIsWrittenAsByKafka() async throws {
        try await GoldenReplay("unclean-election").play([
            ("SIGTERM", { try await $0.shutDown(3) })
        ])
    }

    @Test func aLostDirectoryIsWrittenAsByKafka() async throws {
        let replay = try await GoldenReplay("log-dir-failure")
        let lost = replay.golden.events().compactMap { event -> TopicPartition? in
            guard case .written(let text) = event else { return nil }
            let path = text.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            return PartitionStateZNode.partition(path)
        }
        replay.sender.lostReplicas.withLock { $0[3] = Set(lost) }
        try await replay.play()
    }

    /// Kafka takes the replicas of a topic out of the states that it deletes a moment later.
    @Test(arguments: [
        "2.8.2-delete-topic-zookeeper", "delete-topic", "delete-topic-broker-down",
    ])
    func aDeletionSavesTheLastStates(_ name: String) async throws {
        try await GoldenReplay(name).play(
            differs: { $0.hasPrefix("set /brokers/topics/") && $0.contains("/state ") })
    }

    /// The same for a topic whose replicas are on the move.
    @Test func aDeletionDoesNotWaitForAMove() async throws {
        try await GoldenReplay("delete-while-reassigning").play(
            [("--execute", { await $0.move("dr", [(0, [3])]) })],
            differs: { $0.contains(#""leader":-1"#) })
    }

    /// Kafka writes the node of the topic for each partition when moves begin, and for a cancelled
    /// move once more at its end; one write for all is enough.
    @Test(
        arguments: [
            (
                "reassign-api",
                [("--execute", "mv", [(0, [2, 3]), (1, [3, 1])] as [(Int32, [BrokerID]?)])]
            ),
            (
                "reassign-cancel",
                [("--execute", "canc", [(0, [3, 2])]), ("--cancel", "canc", [(0, nil)])]
            ),
            ("2.8.2-reassign-zookeeper", [("no request", "mv", [])]),
        ] as [(String, [(String, String, [(Int32, [BrokerID]?)])])])
    func movesSaveWritesOfTheTopic(
        _ name: String, _ actions: [(String, String, [(Int32, [BrokerID]?)])]
    ) async throws {
        let replay = try await GoldenReplay(name)
        let topic = "/brokers/topics/\(actions[0].1)"
        try await replay.play(
            actions.map { part, topic, targets in (part, { await $0.move(topic, targets) }) },
            differs: { $0.hasPrefix("set \(topic) ") })
        let theirs = try #require(replay.golden.after(topic))
        #expect(replay.server.text(topic) == theirs)
        #expect(
            replay.server.writes.count { $0.hasPrefix("set \(topic) ") }
                < replay.golden.writes.count { $0.text.hasPrefix("set \(topic) ") })
    }

    /// The id of a topic without one is random.
    @Test func aTopicOfAnOldToolIsGivenAnID() async throws {
        let replay = try await GoldenReplay("2.8.2-create-topic-zookeeper")
        try await replay.play(differs: { $0.hasPrefix("set /brokers/topics/tz ") })
        #expect(replay.server.text("/brokers/topics/tz")?.contains("topic_id") == true)
    }

    /// Kafka writes a partition of the dead controller twice, ours once; a topic without an id gets
    /// one where the protocol has ids.
    @Test(
        arguments: [
            ("3.9.0-ibp2.6-controller-kill9", 2, [3]), ("3.9.0-ibp2.8-controller-kill9", 2, [3]),
            ("controller-kill9", 2, [3]), ("controller-znode-deleted", 3, [2]),
        ] as [(String, BrokerID, [BrokerID])])
    func aSuccessorLeavesTheSameLeaders(
        _ name: String, _ id: BrokerID, _ others: [BrokerID]
    ) async throws {
        let replay = try await Replay(name, others: others)
        let golden = replay.golden
        let version = golden.protocolVersion
        let epoch = try #require(golden.after("/controller_epoch").flatMap { Int($0) })
        replay.server.plant(
            "/controller_epoch", Array("\(epoch - 1)".utf8), version: Int32(epoch - 1))
        let successor = try await TestBroker(
            id, replay.server.connect(), TestCluster.time, replay.sender
        ) { $0.protocolVersion = version }
        #expect(await successor.inOffice())
        for path in golden.changed where path.hasSuffix("/state") {
            let (ours, theirs) = (
                try state(replay.server.text(path)), try state(golden.after(path))
            )
            #expect(ours.leader == theirs.leader, "\(path)")
            #expect(ours.inSyncReplicas == theirs.inSyncReplicas, "\(path)")
            #expect(ours.controllerEpoch == theirs.controllerEpoch, "\(path)")
            #expect(ours.leaderEpoch <= theirs.leaderEpoch, "\(path)")
        }
        #expect(
            replay.server.writes.filter { $0.contains("/state ") }.count
                <= golden.writes.filter { $0.text.contains("/state ") }.count)
        #expect(replay.server.text("/controller_epoch") == golden.after("/controller_epoch"))
        await successor.kill()
    }

    private func state(_ text: String?) throws -> PartitionStateZNode {
        try PartitionStateZNode(decoding: Array(try #require(text).utf8))
    }
}
