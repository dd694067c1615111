import ClusterMetadata
import KafkaModel
import TestSupport
import Testing

@testable import ClusterControl

/// What clients are told when topics cannot be changed, in the words of Kafka.
@Suite(.simulatedTime) struct TopicAdministrationTests {
    private let server = MemoryZooKeeper()
    private let brokers = [1, 2, 3].map { PlacementBroker(id: BrokerID(Int32($0))) }

    private func store() async throws -> ClusterStore {
        let store = ClusterStore(ZooKeeperRetry(server.connect(), time: TestCluster.time))
        try await store.createTopLevelPaths()
        _ = try await store.createIfMissing(
            "/controller", ControllerZNode(brokerID: 1, timestamp: 0).encode())
        return store
    }

    private func error(_ creation: TopicCreation) async throws -> TopicError? {
        let topics = TestCluster.topics(try await store())
        do throws(TopicError) {
            _ = try await topics.createTopic(
                creation, brokers: brokers)
            return nil
        } catch {
            return error
        }
    }

    @Test func aTopicIsPlacedAndWritten() async throws {
        let store = try await store()
        let created = try await TestCluster.topics(store).createTopic(
            TopicCreation(name: "t", partitionCount: 4, replicationFactor: 2), brokers: brokers)
        let znode = try #require(try await store.topic("t"))
        #expect(created.partitionCount == 4)
        #expect(created.replicationFactor == 2)
        #expect(znode.topicID == created.topicID)
        #expect(znode.partitions == [0, 1, 2, 3])
        #expect(znode.assignments.values.allSatisfy { Set($0.replicas).count == 2 })
    }

    @Test func validationWritesNothing() async throws {
        let store = try await store()
        server.forgetWrites()
        let created = try await TestCluster.topics(store).createTopic(
            TopicCreation(name: "t"), brokers: brokers, validateOnly: true)
        #expect(created.partitionCount == 1)
        #expect(server.writes.isEmpty)
    }

    @Test func theSameTopicTwiceIsRefused() async throws {
        #expect(try await error(TopicCreation(name: "t")) == nil)
        #expect(
            try await error(TopicCreation(name: "t"))
                == TopicError(.topicAlreadyExists, "Topic 't' already exists."))
    }

    @Test func namesThatCollideInMetricsAreRefused() async throws {
        #expect(try await error(TopicCreation(name: "a.b")) == nil)
        #expect(
            try await error(TopicCreation(name: "a_b"))
                == TopicError(
                    .invalidTopicException, "Topic 'a_b' collides with existing topics: a.b"))
    }

    @Test(arguments: [
        (
            TopicCreation(name: "t", partitionCount: 1, replicationFactor: 4),
            ErrorCode.invalidReplicationFactor,
            "Replication factor: 4 larger than available brokers: 3."
        ),
        (
            TopicCreation(name: "t", partitionCount: 0), .invalidPartitions,
            "Number of partitions must be larger than 0."
        ),
        (
            TopicCreation(name: "t", partitionCount: .max), .invalidPartitions,
            "Number of partitions must not be larger than 200000."
        ),
        (
            TopicCreation(name: "t", replicationFactor: 0), .invalidReplicationFactor,
            "Replication factor must be larger than 0."
        ),
        (
            TopicCreation(name: "t", partitionCount: 1, assignments: [(0, [1])]), .invalidRequest,
            "Both numPartitions or replicationFactor and replicasAssignments were set. "
                + "Both cannot be used at the same time."
        ),
        (
            TopicCreation(name: "t", assignments: [(0, [1]), (2, [1])]), .invalidReplicaAssignment,
            "partitions should be a consecutive 0-based integer sequence"
        ),
        (
            TopicCreation(name: "t", assignments: [(0, [1]), (1, [1, 2])]),
            .invalidReplicaAssignment,
            "All partitions should have the same number of replicas"
        ),
        (
            TopicCreation(name: "t", assignments: [(0, [1, 77])]), .invalidReplicaAssignment,
            "Unknown broker(s) in replica assignment: 77."
        ),
        (
            TopicCreation(name: "t", configs: [("a", nil), ("b", nil)]), .invalidConfig,
            "Null value not supported for topic configs: a,b"
        ),
        (
            TopicCreation(name: "bad name"), .invalidTopicException,
            "Topic name is invalid: 'bad name' contains one or more characters other than ASCII "
                + "alphanumerics, '.', '_' and '-'"
        ),
    ])
    func whatIsWrongIsTold(creation: TopicCreation, code: ErrorCode, message: String) async throws {
        #expect(try await error(creation) == TopicError(code, message))
        #expect(server.text("/brokers/topics/\(creation.name)") == nil)
    }

    @Test(arguments: [
        (
            Int32(1), nil as [[BrokerID]]?, ErrorCode.invalidPartitions,
            "Topic currently has 2 partitions, which is higher than the requested 1."
        ),
        (2, nil, .invalidPartitions, "Topic already has 2 partitions."),
        (
            4, [[1]], .invalidReplicaAssignment,
            "Increasing the number of partitions by 2 but 1 assignments provided."
        ),
        (
            3, [[9]], .invalidReplicaAssignment, "Unknown broker(s) in replica assignment: 9."
        ),
        (
            3, [[1, 1]], .invalidReplicaAssignment,
            "Duplicate brokers not allowed in replica assignment: 1, 1."
        ),
    ])
    func growthThatCannotBeIsTold(
        count: Int32, assignments: [[BrokerID]]?, code: ErrorCode, message: String
    ) async throws {
        let store = try await store()
        try await TestCluster.create("t", [[1], [2]], store)
        await #expect(throws: TopicError(code, message)) {
            try await TestCluster.topics(store).createPartitions(
                PartitionCreation(topic: "t", totalCount: count, assignments: assignments),
                brokers: brokers)
        }
    }

    @Test func newPartitionsGoOnWhereTheOldOnesEnded() async throws {
        let store = try await store()
        try await TestCluster.create("t", [[2, 3], [3, 1]], store)
        try await TestCluster.topics(store).createPartitions(
            PartitionCreation(topic: "t", totalCount: 5), brokers: brokers)
        let znode = try #require(try await store.topic("t"))
        #expect(znode.assignments[2]?.replicas.first == 1)
        #expect(znode.assignments[3]?.replicas.first == 2)
        #expect(znode.assignments[0]?.replicas == [2, 3])
    }

    @Test func anUnknownTopicCannotBeDeletedOrGrown() async throws {
        let topics = TestCluster.topics(try await store())
        await #expect(throws: TopicError(.unknownTopicOrPartition)) {
            try await topics.deleteTopic("nope")
        }
        let unknown = TopicError(.unknownTopicOrPartition, "The topic 'nope' does not exist.")
        await #expect(throws: unknown) {
            try await topics.createPartitions(
                PartitionCreation(topic: "nope", totalCount: 2), brokers: brokers)
        }
    }
}
