import Bytes
import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Testing

@testable import ClusterControl

@Suite struct BrokerRequestBatchTests {
    private func context() -> ControllerContext {
        var context = ControllerContext()
        context.epoch = 4
        for id in [1, 2] as [BrokerID] {
            var registration = TestCluster.registration(id)
            registration.rack = "r"
            context.addBroker(RegisteredBroker(id: id, epoch: 9, registration: registration))
        }
        let id = UUID(mostSignificant: 1, leastSignificant: 2)
        let moving = ReplicaAssignment([1, 2], adding: [2], removing: [1])
        context.setTopic("t", TopicZNode(topicID: id, assignments: [0: moving, 1: moving]))
        for number in [0, 1] as [Int32] {
            context.leadership[TopicPartition("t", number)] = VersionedPartitionState(
                PartitionStateZNode(
                    leader: 1, leaderEpoch: 3, controllerEpoch: 2, inSyncReplicas: [1],
                    recovery: .recovering), epoch: 7)
        }
        return context
    }

    private func fullBatch(_ context: ControllerContext) -> BrokerRequestBatch {
        var batch = BrokerRequestBatch()
        batch.addLeaderAndIsr(TopicPartition("t", 0), to: [1, 2], isNew: true)
        batch.addLeaderAndIsr(TopicPartition("t", 0), to: [1], isNew: false)
        batch.addStopReplica(
            Replica(TopicPartition("t", 1), on: 2), deletes: false,
            epoch: context.stopEpoch(TopicPartition("t", 1)))
        batch.addStopReplica(
            Replica(TopicPartition("t", 0), on: 2), deletes: true,
            epoch: context.stopEpoch(TopicPartition("t", 0)))
        return batch
    }

    @Test func ordersComeInTheirOrder() {
        let context = context()
        let settings = ControllerSettings(brokerID: 1)
        let orders = fullBatch(context).orders(context, settings)
        #expect(orders.map(\.broker) == [1, 2])
        #expect(orders[0].orders.map(kind) == ["LeaderAndIsr", "UpdateMetadata"])
        #expect(orders[1].orders.map(kind) == ["LeaderAndIsr", "UpdateMetadata", "StopReplica"])
    }

    @Test func whatIsNewStaysNewWithinARound() throws {
        let context = context()
        let orders = fullBatch(context).orders(context, ControllerSettings(brokerID: 1))
        guard case .leaderAndIsr(let request, let version) = orders[0].orders[0] else {
            throw BrokerRequestFailure("no LeaderAndIsr")
        }
        #expect(version == 7)
        #expect(request.brokerEpoch == 9)
        #expect(request.controllerEpoch == 4)
        let state = request.topicStates[0].partitionStates[0]
        #expect(state.isNew)
        #expect(state.controllerEpoch == 2)
        #expect(state.partitionEpoch == 7)
        #expect(state.addingReplicas == [2])
        #expect(request.liveLeaders.map(\.brokerId) == [1])
    }

    @Test func brokersThatAreNotRegisteredGetNothing() {
        let context = context()
        var batch = BrokerRequestBatch()
        batch.addLeaderAndIsr(TopicPartition("t", 0), to: [5, -1], isNew: false)
        #expect(batch.orders(context, ControllerSettings(brokerID: 1)).map(\.broker) == [1, 2])
    }

    @Test func anEmptyRoundSendsNothing() {
        let batch = BrokerRequestBatch()
        #expect(batch.isEmpty)
        #expect(batch.orders(context(), ControllerSettings(brokerID: 1)).isEmpty)
    }

    /// Old versions have no place for some fields and refuse to drop others.
    @Test(arguments: InterBrokerProtocolVersion.allCases)
    func everyProtocolVersionCanBeWritten(version: InterBrokerProtocolVersion) throws {
        let context = context()
        let settings = ControllerSettings(brokerID: 1, protocolVersion: version)
        for (_, orders) in fullBatch(context).orders(context, settings) {
            for order in orders { try encode(order) }
        }
    }

    private func encode(_ order: BrokerOrder) throws {
        var writer = ByteWriter()
        switch order {
        case .leaderAndIsr(let request, let version):
            try request.encode(to: &writer, version: version)
        case .updateMetadata(let request, let version):
            try request.encode(to: &writer, version: version)
        case .stopReplica(let request, let version, _):
            try request.encode(to: &writer, version: version)
        }
        #expect(writer.count > 8)
    }

    @Test func beforeVersion3StopAndDeleteAreTwoRequests() {
        let context = context()
        let settings = ControllerSettings(brokerID: 1, protocolVersion: .v2_4_IV1)
        let orders = fullBatch(context).orders(context, settings)[1].orders
        let deletes = orders.compactMap { order -> Bool? in
            guard case .stopReplica(let request, 2, _) = order else { return nil }
            return request.deletePartitions
        }
        #expect(deletes == [false, true])
    }

    private func kind(_ order: BrokerOrder) -> String {
        switch order {
        case .leaderAndIsr: "LeaderAndIsr"
        case .updateMetadata: "UpdateMetadata"
        case .stopReplica: "StopReplica"
        }
    }
}
