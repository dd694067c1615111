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
        sender.forget()
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
        try await (controller ?? self.controller).changeISR(topic, partition, to: isr, store)
    }

    /// Asks for moves; `nil` cancels. Returns the code for each.
    func move(_ topic: String, _ targets: [(Int32, [BrokerID]?)]) async -> [ErrorCode] {
        await controller.move(topic, targets)
    }

    func end() async {
        for broker in brokers { await broker.kill() }
    }
}
