import ClusterControl
import ClusterMetadata
import KafkaModel
import KafkaProtocol
import TestSupport
import Testing

/// Three brokers in a cluster in memory, the first of them controller.
struct ControllerScenario {
    let server = MemoryZooKeeper()
    let clock = ManualClock()
    let sender = RecordingSender()
    private(set) var brokers: [TestBroker] = []

    init(_ adjust: (inout ControllerSettings) -> Void = { _ in }) async throws {
        for id in [1, 2, 3] as [BrokerID] {
            brokers.append(
                try await TestBroker(id, server.connect(), clock, sender, adjust))
            if id == 1 { #expect(await brokers[0].inOffice()) }
        }
        #expect(await sender.waitFor(3, "live [1, 2, 3]"))
    }

    var controller: Controller { brokers[0].controller }
    var store: ClusterStore { brokers[0].store }

    /// A topic whose partitions all brokers know.
    func create(_ name: String, _ replicas: [[BrokerID]]) async throws {
        try await TestCluster.create(name, replicas, store)
        #expect(await sender.waitFor(3, "live [1, 2, 3] \(name)-0"))
    }

    func forget() {
        server.forgetWrites()
        sender.orders.update { $0 = [] }
    }

    mutating func restart(_ id: BrokerID) async throws {
        brokers[Int(id.rawValue) - 1] = try await TestBroker(
            id, server.connect(), clock, sender)
    }

    /// Leader, leader epoch and in-sync replicas as ZooKeeper has them.
    func state(_ topic: String, _ partition: Int32) async throws -> String {
        let key = TopicPartition(topic, partition)
        guard let known = try await store.partitionStates([key])[key] else { return "none" }
        return "leader \(known.state.leader) epoch \(known.state.leaderEpoch) "
            + "isr \(known.state.inSyncReplicas)"
    }

    /// The replicas of a partition as the topic's node has them, with those that come and go.
    func replicas(
        _ topic: String, _ partition: Int32, over broker: TestBroker? = nil
    ) async throws -> String {
        let store = broker?.store ?? store
        guard let assignment = try await store.topic(topic)?.assignments[partition] else {
            return "none"
        }
        return "\(assignment.replicas)"
            + (assignment.adding.isEmpty ? "" : " adding \(assignment.adding)")
            + (assignment.removing.isEmpty ? "" : " removing \(assignment.removing)")
    }

    /// The leader of a partition asks for other in-sync replicas.
    @discardableResult
    func changeISR(
        _ topic: String, _ partition: Int32, to isr: [BrokerID], at controller: Controller? = nil
    ) async throws -> ErrorCode {
        let key = TopicPartition(topic, partition)
        let known = try #require(try await store.partitionStates([key])[key])
        var wish = AlterPartitionRequest.PartitionData()
        wish.partitionIndex = partition
        wish.leaderEpoch = known.state.leaderEpoch
        wish.partitionEpoch = known.epoch
        wish.newIsrWithEpochs = isr.map { .init(brokerId: $0, brokerEpoch: .none) }
        let id = try await store.topic(topic)?.topicID ?? .zero
        let leader = try #require(try await store.broker(known.state.leader))
        let answer = await (controller ?? self.controller).alterPartition(
            AlterPartitionRequest(
                brokerId: leader.id, brokerEpoch: leader.epoch,
                topics: [.init(topicId: id, partitions: [wish])]), version: 3)
        return answer.topics.first?.partitions.first?.errorCode ?? answer.errorCode
    }

    /// Asks for moves; `nil` cancels. Returns the code for each.
    func move(_ topic: String, _ targets: [(Int32, [BrokerID]?)]) async -> [ErrorCode] {
        let answer = await controller.alterReassignments(
            AlterPartitionReassignmentsRequest(
                timeoutMs: 1000,
                topics: [
                    .init(
                        name: topic,
                        partitions: targets.map { .init(partitionIndex: $0.0, replicas: $0.1) })
                ]))
        return answer.responses.flatMap { $0.partitions.map(\.errorCode) }
    }

    func end() async {
        for broker in brokers { await broker.kill() }
    }
}
