import ClusterMetadata
import KafkaModel
import KafkaProtocol
import TestSupport
import Testing

@testable import ClusterControl

/// Elections that an administrator asks for.
@Suite(.simulatedTime) struct ElectionRequestTests {
    private func outcomes(
        _ scenario: ControllerScenario, _ kind: LeaderElectionRequest.Kind,
        _ partitions: [TopicPartition]?
    ) async throws -> [String] {
        let elections = try #require(
            await scenario.controller.electLeaders(.init(kind, partitions)))
        return elections.map { election in
            switch election.outcome {
            case .success(let leader): "\(election.partition) \(leader)"
            case .failure(let error): "\(election.partition) \(error.code.name)"
            }
        }
    }

    @Test func thePreferredReplicaLeadsAgain() async throws {
        var scenario = try await ControllerScenario()
        try await scenario.create("t", [[3, 1], [2, 3], [3, 2]])
        await scenario.brokers[2].kill()
        #expect(await scenario.sender.waitFor(1, "t-0:leader 1 epoch 1"))
        try await scenario.restart(3)
        #expect(await scenario.sender.waitFor(3, "LeaderAndIsr v7 t-0:leader 1 epoch 1"))
        try await scenario.changeISR("t", 0, to: [1, 3])
        #expect(
            try await outcomes(scenario, .preferred, nil) == [
                "t-0 3", "t-1 ELECTION_NOT_NEEDED", "t-2 PREFERRED_LEADER_NOT_AVAILABLE",
            ])
        #expect(await scenario.sender.waitFor(1, "t-0:leader 3 epoch 2 isr [1, 3]"))
        #expect(try await scenario.state("t", 0) == "leader 3 epoch 2 isr [1, 3]")
        await scenario.end()
    }

    @Test func aReplicaOutOfSyncLeadsWhenItIsOrdered() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[3, 2], [1]])
        try await scenario.changeISR("t", 0, to: [3])
        await scenario.brokers[2].kill()
        #expect(await scenario.sender.waitFor(1, "t-0:leader -1"))
        let both = [TopicPartition("t", 0), TopicPartition("t", 1)]
        #expect(
            try await outcomes(scenario, .preferred, both) == [
                "t-0 PREFERRED_LEADER_NOT_AVAILABLE", "t-1 ELECTION_NOT_NEEDED",
            ])
        #expect(
            try await outcomes(scenario, .unclean, both) == ["t-0 2", "t-1 ELECTION_NOT_NEEDED"])
        #expect(try await scenario.state("t", 0) == "leader 2 epoch 2 isr [2]")
        for broker in scenario.brokers[..<2] { await broker.kill() }
    }

    @Test func whatCannotBeElectedIsTold() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[3]])
        // Written again, the node keeps its deletion waiting for broker 3.
        let znode = try #require(try await scenario.store.topic("t"))
        try await TopicStore(scenario.store).addPartitions("t", znode)
        let strange = [TopicPartition("t", 1), TopicPartition("u", 0)]
        #expect(
            try await outcomes(scenario, .unclean, strange) == [
                "t-1 UNKNOWN_TOPIC_OR_PARTITION", "u-0 UNKNOWN_TOPIC_OR_PARTITION",
            ])
        await scenario.brokers[2].kill()
        #expect(await scenario.sender.waitFor(1, "t-0:leader -1"))
        #expect(
            try await outcomes(scenario, .unclean, [TopicPartition("t", 0)])
                == ["t-0 ELIGIBLE_LEADERS_NOT_AVAILABLE"])
        try await TestCluster.topics(scenario.store).deleteTopic("t")
        #expect(await scenario.sender.waitFor(1, "t-0:leader -2"))
        #expect(
            try await outcomes(scenario, .unclean, [TopicPartition("t", 0)])
                == ["t-0 INVALID_TOPIC_EXCEPTION"])
        for broker in scenario.brokers[..<2] { await broker.kill() }
    }

    @Test func aBrokerThatIsNotControllerElectsNobody() async throws {
        let scenario = try await ControllerScenario()
        let answer = await scenario.brokers[1].controller.electLeaders(.init(.preferred, nil))
        #expect(answer == nil)
        await scenario.end()
    }
}
