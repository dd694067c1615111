import ClusterMetadata
import KafkaModel
import KafkaProtocol
import TestSupport
import Testing

@testable import ClusterControl

/// What brokers ask the controller.
@Suite(.simulatedTime) struct ControllerRequestTests {
    private func epoch(_ id: BrokerID, _ scenario: ControllerScenario) async throws -> BrokerEpoch {
        try #require(try await scenario.store.broker(id)).epoch
    }

    @Test func controlledShutdownMovesLeadersAndShrinksISRs() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[3, 1, 2], [1, 3], [3], [2, 1]])
        scenario.forget()
        let request = ControlledShutdownRequest(
            brokerId: 3, brokerEpoch: try await epoch(3, scenario))
        let answer = await scenario.controller.controlledShutdown(request, version: 3)
        #expect(answer == ControlledShutdownResponse())
        #expect(try await scenario.state("t", 0) == "leader 1 epoch 1 isr [1, 2]")
        #expect(try await scenario.state("t", 1) == "leader 1 epoch 1 isr [1]")
        // A single replica has nowhere to go, and the broker does not wait for it.
        #expect(try await scenario.state("t", 2) == "leader 3 epoch 0 isr [3]")
        #expect(try await scenario.state("t", 3) == "leader 2 epoch 0 isr [2, 1]")
        #expect(await scenario.sender.waitFor(3, "StopReplica v4 t-1:epoch"))
        #expect(scenario.server.writes.count == 2)
        await scenario.end()
    }

    @Test func aLeaderThatCouldMoveLaterIsToldAsRemaining() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[3, 1]])
        let epoch3 = try await epoch(3, scenario)
        _ = try await alter(scenario, 3, epoch3, isr: [3])
        let request = ControlledShutdownRequest(brokerId: 3, brokerEpoch: epoch3)
        let answer = await scenario.controller.controlledShutdown(request, version: 3)
        #expect(answer.remainingPartitions.map(\.topicName) == ["t"])
        await scenario.end()
    }

    @Test func theLastBrokerMayStopAtOnce() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[1, 2, 3]])
        for broker in scenario.brokers[1...] { await broker.kill() }
        #expect(await scenario.sender.waitFor(1, "isr [1] offline [2, 3]"))
        let request = ControlledShutdownRequest(
            brokerId: 1, brokerEpoch: try await epoch(1, scenario))
        let answer = await scenario.controller.controlledShutdown(request, version: 3)
        #expect(answer == ControlledShutdownResponse())
        await scenario.brokers[0].kill()
    }

    @Test(arguments: [
        (9 as BrokerID, -1 as BrokerEpoch, ErrorCode.brokerNotAvailable),
        (3, 0, .staleBrokerEpoch),
    ])
    func controlledShutdownOfAStrangerIsRefused(
        id: BrokerID, epoch: BrokerEpoch, code: ErrorCode
    ) async throws {
        let scenario = try await ControllerScenario()
        let request = ControlledShutdownRequest(brokerId: id, brokerEpoch: epoch)
        let answer = await scenario.controller.controlledShutdown(request, version: 3)
        #expect(answer.errorCode == code)
        await scenario.end()
    }

    @Test func aBrokerThatIsNotControllerRefusesAllRequests() async throws {
        let scenario = try await ControllerScenario()
        let other = scenario.brokers[1].controller
        let shutdown = await other.controlledShutdown(ControlledShutdownRequest(), version: 3)
        #expect(shutdown.errorCode == .staleControllerEpoch)
        let alter = await other.alterPartition(AlterPartitionRequest(), version: 3)
        #expect(alter.errorCode == .notController)
        let ids = await other.allocateProducerIDs(AllocateProducerIdsRequest())
        #expect(ids.errorCode == .notController)
        await scenario.end()
        // Also once it has stopped.
        #expect(
            await other.allocateProducerIDs(AllocateProducerIdsRequest()).errorCode
                == .notController)
    }

    @Test func aLeaderChangesItsISRWithoutANewEpoch() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[3, 1, 2]])
        scenario.forget()
        let answer = try await alter(
            scenario, 3, try await epoch(3, scenario), isr: [3, 2])
        let partition = try #require(answer.topics.first?.partitions.first)
        #expect(partition.errorCode == .none)
        #expect(partition.partitionEpoch == 1)
        #expect(partition.leaderEpoch == 0)
        #expect(partition.isr == [3, 2])
        #expect(try await scenario.state("t", 0) == "leader 3 epoch 0 isr [3, 2]")
        #expect(await scenario.sender.waitFor(1, "t-0:leader 3 epoch 0 isr [3, 2]"))
        await scenario.end()
    }

    @Test func alterPartitionOfAnUnknownTopicOrBrokerIsRefused() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[3, 1, 2]])
        let stale = try await alter(scenario, 3, 0, isr: [3])
        #expect(stale.errorCode == .staleBrokerEpoch)
        let epoch3 = try await epoch(3, scenario)
        let unknown = try await alter(scenario, 3, epoch3, isr: [3], topic: .zero)
        #expect(unknown.topics[0].partitions[0].errorCode == .unknownTopicId)
        let dead = try await alter(scenario, 3, epoch3, isr: [3, 9])
        #expect(dead.topics[0].partitions[0].errorCode == .ineligibleReplica)
        await scenario.end()
    }

    /// It may have come back with less than it had when its leader wanted it in sync.
    @Test func aReplicaThatHasRegisteredAnewSinceIsNotTakenIn() async throws {
        let scenario = try await ControllerScenario()
        try await scenario.create("t", [[1, 3]])
        #expect(try await scenario.changeISR("t", 0, to: [1]) == .none)
        let (leader, now) = (try await epoch(1, scenario), try await epoch(3, scenario))
        let before = BrokerEpoch(now.rawValue - 1)
        let late = try await alter(
            scenario, 1, leader, isr: [1, 3], partitionEpoch: 1, member: before)
        #expect(late.topics[0].partitions[0].errorCode == .ineligibleReplica)
        let wish = try await alter(
            scenario, 1, leader, isr: [1, 3], partitionEpoch: 1, member: now)
        #expect(wish.topics[0].partitions[0].errorCode == .none)
        // A member that is in sync stays so.
        let same = try await alter(
            scenario, 1, leader, isr: [3, 1], partitionEpoch: 2, member: before)
        #expect(same.topics[0].partitions[0].errorCode == .none)
        await scenario.end()
    }

    private func alter(
        _ scenario: ControllerScenario, _ leader: BrokerID, _ epoch: BrokerEpoch, isr: [BrokerID],
        topic: UUID? = nil, partitionEpoch: PartitionEpoch = 0, member: BrokerEpoch = .none
    ) async throws -> AlterPartitionResponse {
        let id = try await scenario.store.topic("t")?.topicID ?? .zero
        var partition = AlterPartitionRequest.PartitionData()
        partition.newIsrWithEpochs = isr.map {
            AlterPartitionRequest.BrokerState(
                brokerId: $0, brokerEpoch: $0 == leader ? .none : member)
        }
        partition.partitionEpoch = partitionEpoch
        let request = AlterPartitionRequest(
            brokerId: leader, brokerEpoch: epoch,
            topics: [
                AlterPartitionRequest.TopicData(topicId: topic ?? id, partitions: [partition])
            ])
        return await scenario.controller.alterPartition(request, version: 3)
    }

    @Test func producerIDsAreHandedOutInBlocks() async throws {
        let scenario = try await ControllerScenario()
        let epoch2 = try await epoch(2, scenario)
        let request = AllocateProducerIdsRequest(brokerId: 2, brokerEpoch: epoch2)
        let first = await scenario.controller.allocateProducerIDs(request)
        #expect(first.producerIdStart == 0)
        #expect(first.producerIdLen == 1000)
        #expect(await scenario.controller.allocateProducerIDs(request).producerIdStart == 1000)
        let stale = AllocateProducerIdsRequest(brokerId: 2, brokerEpoch: 0)
        #expect(
            await scenario.controller.allocateProducerIDs(stale).errorCode == .staleBrokerEpoch)
        let stranger = AllocateProducerIdsRequest(brokerId: 9, brokerEpoch: 0)
        #expect(
            await scenario.controller.allocateProducerIDs(stranger).errorCode
                == .brokerIdNotRegistered)
        await scenario.end()
    }
}
