import KafkaModel
import Platform
import TestSupport
import Testing
import ZooKeeperClient

@testable import ClusterMetadata

@Suite struct StoreTests {
    private let memory = MemoryStore()
    private var store: ClusterStore { memory.store }
    private var server: MemoryZooKeeper { memory.server }

    private func makeController() async throws {
        _ = try await store.createIfMissing(
            "/controller", ControllerZNode(brokerID: 1, timestamp: 0).encode())
    }

    @Test func theTopOfTheTreeIsMadeOnceAndForAll() async throws {
        try await store.createTopLevelPaths()
        try await store.createTopLevelPaths()
        #expect(server.writes.count == 17)
        #expect(server.writes[1] == "create /brokers null")
    }

    @Test func theFirstBrokerNamesTheCluster() async throws {
        let first = try await ClusterIDStore(store).createOrRead(FixedRandom(7))
        let second = try await ClusterIDStore(store).createOrRead(FixedRandom(8))
        #expect(first == second)
        #expect(first.utf8.count == 22)
    }

    @Test func generatedBrokerIDsBeginAboveTheReservedOnes() async throws {
        let ids = ClusterIDStore(store)
        #expect(try await ids.generateBrokerID(reservedMaximum: 1000) == 1001)
        #expect(try await ids.generateBrokerID(reservedMaximum: 1000) == 1002)
    }

    @Test func producerIDsComeInBlocksThatNobodyElseGets() async throws {
        let ids = ProducerIDStore(store)
        #expect(try await ids.allocate(for: 1).first == 0)
        let second = try await ids.allocate(for: 2)
        #expect(second.first == 1000)
        #expect(second.last == 1999)
    }

    @Test func producerIDsRunOut() {
        let last = ProducerIDBlockZNode(
            brokerID: 1, first: 0, last: ProducerID(Int64.max - 1000))
        #expect(ProducerIDBlockZNode.next(after: last, for: 1) == nil)
    }

    @Test func aConfigIsSetUnderTheControllersGuardOrCreated() async throws {
        try await makeController()
        let configs = ConfigStore(store)
        let config = ConfigZNode(["retention.ms": "5"])
        try await configs.write(.topic("t"), config)
        #expect(try await configs.read(.topic("t")).settings == ["retention.ms": "5"])
        try await configs.write(.topic("t"), ConfigZNode())
        #expect(server.text("/config/topics/t") == #"{"version":1,"config":{}}"#)
    }

    @Test func withoutAControllerNoConfigIsWritten() async throws {
        await #expect(throws: ClusterMetadataError.noController) {
            try await ConfigStore(store).write(.topic("t"), ConfigZNode())
        }
    }

    @Test func duringAMigrationNoConfigIsWritten() async throws {
        let controller = ControllerZNode(brokerID: 1, timestamp: 0, kraftControllerEpoch: 3)
        _ = try await store.createIfMissing("/controller", controller.encode())
        await #expect(throws: ClusterMetadataError.migratingToKRaft) {
            try await ConfigStore(store).write(.topic("t"), ConfigZNode())
        }
    }

    @Test func emptyQuotaNodesAndTheirEmptyParentsGo() async throws {
        try await makeController()
        let configs = ConfigStore(store)
        let entity = ConfigEntity.userClient(user: "a b", client: nil)
        try await configs.write(entity, ConfigZNode())
        #expect(server.paths.contains("/config/users/a%20b/clients/<default>"))
        try await configs.removeIfEmpty(entity)
        #expect(!server.paths.contains("/config/users/a%20b"))
        #expect(server.paths.contains("/config/users"))
    }

    @Test func aUserWithSettingsOfItsOwnStays() async throws {
        try await makeController()
        let configs = ConfigStore(store)
        let entity = ConfigEntity.userClient(user: "u", client: "c")
        try await configs.write(.user("u"), ConfigZNode(["producer_byte_rate": "1"]))
        try await configs.write(entity, ConfigZNode())
        try await configs.removeIfEmpty(entity)
        #expect(server.text("/config/users/u") != nil)
        #expect(server.text("/config/users/u/clients") == nil)
    }

    @Test func aMalformedNodeDoesNotHideTheOthers() async throws {
        try await store.createTopLevelPaths()
        let topic = TopicZNode(topicID: nil, assignments: [0: ReplicaAssignment([1])])
        for (name, data) in [("a", topic.encode()), ("b", [0x7B]), ("c", topic.encode())] {
            _ = try await store.createIfMissing("/brokers/topics/\(name)", data)
        }
        #expect(try await store.topics(["a", "b", "c", "d"]).map(\.name) == ["a", "c"])
    }

    @Test func writesOfAReplacedControllerAreRefused() async throws {
        _ = try await store.createIfMissing("/controller_epoch", [UInt8]("3".utf8))
        let office = ControllerStore(store, epoch: 3, guardVersion: 0)
        _ = try await store.zooKeeper.set("/controller_epoch", [UInt8]("4".utf8), version: -1)
        await #expect(throws: ClusterMetadataError.controllerMoved) {
            try await office.delete(["/x"])
        }
    }

    @Test func statesAreWrittenOverTheExpectedVersionOnly() async throws {
        _ = try await store.createIfMissing("/controller_epoch", [UInt8]("1".utf8))
        let office = ControllerStore(store, epoch: 1, guardVersion: 0)
        let states = PartitionStateStore(office)
        let partition = TopicPartition("t", 0)
        _ = try await store.createIfMissing("/brokers/topics/t", nil)
        try await office.createPartitionNodes([partition])
        let state = PartitionStateZNode(
            leader: 1, leaderEpoch: 0, controllerEpoch: 1, inSyncReplicas: [1])
        #expect(try await states.create([(partition, state)]) == [.written(0)])
        #expect(try await states.create([(partition, state)]) == [.conflict])
        let update = PartitionStateUpdate(partition, state, over: 0)
        #expect(try await states.update([update]) == [.written(1)])
        #expect(try await states.update([update]) == [.conflict])
        // A leader takes its own words for its own write.
        let leader = PartitionStateStore(store)
        #expect(try await leader.updateAsLeader(update) == .written(1))
    }

    /// Three hundred new partitions: one request for what is above them, three for the nodes, three for
    /// the states, three for the next states.
    @Test func aControllersWritesGoManyWithEachRequest() async throws {
        _ = try await store.createIfMissing("/controller_epoch", [UInt8]("1".utf8))
        _ = try await store.createIfMissing("/brokers/topics/t", nil)
        let office = ControllerStore(store, epoch: 1, guardVersion: 0)
        let states = PartitionStateStore(office)
        let partitions = (0..<300).map { TopicPartition("t", $0) }
        let state = PartitionStateZNode(
            leader: 1, leaderEpoch: 0, controllerEpoch: 1, inSyncReplicas: [1])
        let before = server.operationCount
        try await office.createPartitionNodes(partitions)
        let created = try await states.create(partitions.map { ($0, state) })
        #expect(created.allSatisfy { $0 == .written(0) })
        let updated = try await states.update(
            partitions.map { PartitionStateUpdate($0, state, over: 0) })
        #expect(updated.allSatisfy { $0 == .written(1) })
        #expect(server.operationCount - before == 10)
    }

    /// One that is refused does not take the others with it.
    @Test func whereOneWriteOfManyIsRefusedTheOthersAreMade() async throws {
        _ = try await store.createIfMissing("/controller_epoch", [UInt8]("1".utf8))
        _ = try await store.createIfMissing("/brokers/topics/t/partitions/1", nil)
        let office = ControllerStore(store, epoch: 1, guardVersion: 0)
        let partitions = (0..<3).map { TopicPartition("t", $0) }
        try await office.createPartitionNodes(partitions)
        let states = PartitionStateStore(office)
        let state = PartitionStateZNode(
            leader: 1, leaderEpoch: 0, controllerEpoch: 1, inSyncReplicas: [1])
        #expect(try await states.create([(partitions[1], state)]) == [.written(0)])
        #expect(
            try await states.create(partitions.map { ($0, state) })
                == [.written(0), .conflict, .written(0)])
        try await office.delete(
            ["/brokers/topics/t/nothing"] + partitions.map(PartitionStateZNode.path))
        #expect(!server.paths.contains { $0.hasSuffix("/state") })
    }

    @Test func aControllerThatWasReplacedWritesNoneOfMany() async throws {
        _ = try await store.createIfMissing("/controller_epoch", [UInt8]("2".utf8))
        _ = try await store.zooKeeper.set("/controller_epoch", [UInt8]("3".utf8), version: 0)
        _ = try await store.createIfMissing("/brokers/topics/t", nil)
        let office = ControllerStore(store, epoch: 2, guardVersion: 0)
        server.forgetWrites()
        await #expect(throws: ClusterMetadataError.controllerMoved) {
            try await office.createPartitionNodes((0..<3).map { TopicPartition("t", $0) })
        }
        #expect(server.writes.isEmpty)
    }

    @Test func offsetsOfOldConsumersAreText() async throws {
        let offsets = ConsumerOffsetStore(store)
        let partition = TopicPartition("t", 3)
        #expect(try await offsets.read(group: "g", partition) == nil)
        try await offsets.write(group: "g", partition, 42)
        try await offsets.write(group: "g", partition, 43)
        #expect(server.text("/consumers/g/offsets/t/3") == "43")
        #expect(try await offsets.read(group: "g", partition) == 43)
    }
}

/// Always the same bits.
struct FixedRandom: RandomSource {
    let bits: UInt64
    init(_ bits: UInt64) { self.bits = bits }
    func next() -> UInt64 { bits &* 0x9E37_79B9_7F4A_7C15 }
}
