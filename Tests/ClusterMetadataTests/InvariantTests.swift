import ClusterMetadata
import KafkaModel
import TestSupport
import Testing
import ZooKeeperClient

/// A rule that Kafka learnt from controllers that did not know that they had been replaced, by its
/// number there.
@Suite struct InvariantTests {
    /// All that a controller writes.
    enum Write: CaseIterable {
        case createState, updateState, setTopic, setTopics, createPartitionNodes
        case setRequestedMoves, endRequestedMoves, deleteTopic, removeTopicDeletions
        case delete, deleteController

        func perform(by office: ControllerStore) async throws {
            let partition = TopicPartition("t", 0)
            let topic = TopicZNode(topicID: nil, assignments: [0: ReplicaAssignment([9])])
            let state = PartitionStateZNode(
                leader: 9, leaderEpoch: 9, controllerEpoch: office.epoch, inSyncReplicas: [9])
            let states = PartitionStateStore(office)
            switch self {
            case .createState: _ = try await states.create([(TopicPartition("u", 0), state)])
            case .updateState:
                _ = try await states.update([PartitionStateUpdate(partition, state, over: 0)])
            case .setTopic: try await office.setTopic("t", topic)
            case .setTopics: _ = try await office.setTopics([("t", topic)])
            case .createPartitionNodes:
                try await office.createPartitionNodes([TopicPartition("t", 1)])
            case .setRequestedMoves:
                try await office.setRequestedMoves([.init(partition, to: [9])])
            case .endRequestedMoves: try await office.setRequestedMoves([])
            case .deleteTopic: try await office.deleteTopic("t")
            case .removeTopicDeletions: try await office.removeTopicDeletions(["t"])
            case .delete: try await office.delete(["/brokers/topics/t/partitions/0/state"])
            case .deleteController: try await office.deleteController()
            }
        }
    }

    @Test(arguments: Write.allCases)
    func `KAFKA-6082: a controller that was replaced changes nothing`(_ write: Write) async throws {
        let memory = MemoryStore()
        let store = memory.store
        try await store.createTopLevelPaths()
        guard
            case .won(let epoch, let version) = try await ControllerStore.elect(
                1, timestamp: 0, store)
        else {
            Issue.record("there is nobody else to be elected")
            return
        }
        let office = ControllerStore(store, epoch: epoch, guardVersion: version)
        try await prepare(office)
        // Another controller is elected; this one has not heard of it.
        _ = try await store.zooKeeper.set(
            "/controller_epoch", [UInt8]("\(epoch.rawValue + 1)".utf8), version: -1)
        memory.server.forgetWrites()
        await #expect(throws: ClusterMetadataError.controllerMoved) {
            try await write.perform(by: office)
        }
        #expect(memory.server.writes == [])
    }

    /// Everything that the writes are about is there, so that only the guard can refuse them.
    private func prepare(_ office: ControllerStore) async throws {
        let store = office.store
        let partition = TopicPartition("t", 0)
        let topic = TopicZNode(topicID: nil, assignments: [0: ReplicaAssignment([1])])
        _ = try await store.createIfMissing("/brokers/topics/t", topic.encode())
        _ = try await store.createIfMissing("/brokers/topics/u", topic.encode())
        try await office.createPartitionNodes([partition, TopicPartition("u", 0)])
        let state = PartitionStateZNode(
            leader: 1, leaderEpoch: 0, controllerEpoch: office.epoch, inSyncReplicas: [1])
        _ = try await PartitionStateStore(office).create([(partition, state)])
        _ = try await store.createIfMissing("/admin/delete_topics/t", nil)
        _ = try await store.createIfMissing(
            "/admin/reassign_partitions",
            ReassignPartitionsZNode([.init(partition, to: [1])]).encode())
    }
}
