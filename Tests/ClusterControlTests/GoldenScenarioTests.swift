import ClusterMetadata
import KafkaModel
import KafkaProtocol
import TestSupport
import Testing

@testable import ClusterControl

/// The controller against what Kafka's controller wrote in the same situation.
@Suite(
    .enabled(
        if: GoldenScenario.path("kill9-broker") != nil, "no golden files beside the repository"),
    .simulatedTime)
struct GoldenScenarioTests {
    @Test func theDeathOfABrokerIsWrittenAsByKafka() async throws {
        let replay = try await Replay("kill9-broker", others: [2, 3])
        let controller = try await replay.start(1)
        replay.server.forgetWrites()
        replay.kill(2)
        try await replay.expectWrites(replay.golden.writes)
        await controller.kill()
    }

    @Test func aTopicIsCreatedAsByKafka() async throws {
        let replay = try await Replay("create-topic-api", others: [2, 3])
        let controller = try await replay.start(1)
        replay.server.forgetWrites()
        let data = try #require(replay.golden.after("/brokers/topics/t3"))
        _ = try await TopicStore(controller.store).create(
            "t3", try TopicZNode(decoding: [UInt8](data.utf8)), ConfigZNode())
        try await replay.expectWrites(replay.golden.writes)
        await controller.kill()
    }

    @Test func aTopicGrowsAsByKafka() async throws {
        let replay = try await Replay("add-partitions-api", others: [2, 3])
        let controller = try await replay.start(1)
        replay.server.forgetWrites()
        let data = try #require(replay.golden.after("/brokers/topics/t3"))
        try await TopicStore(controller.store).addPartitions(
            "t3", try TopicZNode(decoding: [UInt8](data.utf8)))
        try await replay.expectWrites(replay.golden.writes)
        await controller.kill()
    }

    @Test func aControlledShutdownIsWrittenAsByKafka() async throws {
        let replay = try await Replay("controlled-shutdown", others: [2, 3])
        let controller = try await replay.start(1)
        replay.server.forgetWrites()
        let answer = await controller.controller.controlledShutdown(
            ControlledShutdownRequest(brokerId: 3), version: 3)
        #expect(answer == ControlledShutdownResponse())
        replay.kill(3)
        try await replay.expectWrites(replay.golden.writes)
        await controller.kill()
    }

    /// Kafka writes each partition of the dead controller twice, Needletail once: the same leaders
    /// and in-sync replicas, with a smaller epoch.
    @Test func theDeathOfTheControllerEndsAsInKafka() async throws {
        let replay = try await Replay("controller-kill9", others: [3])
        replay.server.plant("/controller_epoch", [UInt8]("1".utf8), version: 1)
        let controller = try await replay.start(2)
        var compared = 0
        for path in replay.golden.changed where path.hasSuffix("/state") {
            let ours = try state(replay.server.text(path))
            let theirs = try state(replay.golden.after(path))
            #expect(ours.leader == theirs.leader, "\(path)")
            #expect(ours.inSyncReplicas == theirs.inSyncReplicas, "\(path)")
            #expect(ours.controllerEpoch == theirs.controllerEpoch, "\(path)")
            #expect(ours.leaderEpoch.rawValue == theirs.leaderEpoch.rawValue - 1, "\(path)")
            compared += 1
        }
        #expect(compared == 11)
        await controller.kill()
    }

    private func state(_ text: String?) throws -> PartitionStateZNode {
        try PartitionStateZNode(decoding: try #require(text).utf8.map { $0 })
    }
}
