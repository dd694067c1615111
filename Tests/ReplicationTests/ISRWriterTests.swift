import ClusterMetadata
import KafkaModel
import Platform
import Replication
import Telemetry
import TestSupport
import Testing
import ZooKeeperClient

/// Changes of in-sync replicas below `inter.broker.protocol.version` 2.7: the leader writes them to
/// ZooKeeper, and the controller hears of them afterwards.
@Suite struct ISRWriterTests {
    private let server = MemoryZooKeeper()
    private let store: ClusterStore
    private let replica: TestReplica
    private let writer: ISRWriter
    private let id = TopicPartition("t", 0)

    init() async throws {
        replica = try TestReplica(1)
        store = ClusterStore(ZooKeeperRetry(server.connect(), time: replica.clock))
        try await store.createTopLevelPaths()
        writer = ISRWriter(
            brokerID: 1, store: store, time: replica.clock,
            logger: Logger("test", level: .error, sink: RecordingLogSink()))
        for path in ["", "/partitions", "/partitions/0"] {
            _ = try await store.createIfMissing("/brokers/topics/t\(path)", nil)
        }
        let state = PartitionStateZNode(
            leader: 1, leaderEpoch: 4, controllerEpoch: 1, inSyncReplicas: [1])
        _ = try await store.createIfMissing("/brokers/topics/t/partitions/0/state", state.encode())
    }

    /// Follower 2 catches up with this leader, which has heard of the state in `version`.
    private func join(version: PartitionEpoch = 0) throws {
        replica.order(
            leader: 1, epoch: 4, replicas: [1, 2], inSync: [1], partitionEpoch: version)
        _ = replica.fetch(from: 0, by: 2)
        for proposal in replica.surroundings.takeProposals() { writer.request(proposal) }
    }

    private var inSync: [BrokerID] { replica.partition?.inSyncReplicas ?? [] }

    private func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<6000 {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    @Test func `a change is written over the known version and is in force then`() async throws {
        try join()
        #expect(try await eventually { inSync == [1, 2] })
        let stored = try #require(try await store.partitionStates([id])[id])
        #expect(stored.state.inSyncReplicas == [1, 2])
        #expect(stored.state.leader == 1)
        #expect(stored.state.leaderEpoch == 4)
        #expect(stored.state.controllerEpoch == 1)
        #expect(replica.partition?.assignment?.partitionEpoch == 1)
        // So that the announcement does not wait for ever.
        replica.clock.advance(by: .seconds(3))
    }

    @Test func `the controller is told of many changes at once`() async throws {
        try join()
        #expect(try await eventually { inSync == [1, 2] })
        #expect(try await store.children("/isr_change_notification").isEmpty)
        #expect(
            try await eventually {
                replica.clock.advance(by: .seconds(3))
                return try await !store.children("/isr_change_notification").isEmpty
            })
        let announced = server.writes.filter { $0.hasPrefix("create /isr_change_notification/") }
        #expect(announced.count == 1)
        #expect(announced.first?.contains(#"{"topic":"t","partition":0}"#) == true)
    }

    @Test func `a state that somebody else wrote stays, and the change is pending`() async throws {
        let other = PartitionStateZNode(
            leader: 1, leaderEpoch: 4, controllerEpoch: 2, inSyncReplicas: [1])
        _ = try await store.zooKeeper.set(
            "/brokers/topics/t/partitions/0/state", other.encode(), version: 0)
        let before = server.operationCount
        try join()
        // The write, and a look at what is there.
        #expect(try await eventually { server.operationCount >= before + 2 })
        // A second change would be proposed if the first were over.
        _ = replica.fetch(from: 0, by: 2)
        #expect(replica.surroundings.takeProposals().isEmpty)
        #expect(inSync == [1])
        let stored = try #require(try await store.partitionStates([id])[id])
        #expect(stored.state.inSyncReplicas == [1])
    }
}
