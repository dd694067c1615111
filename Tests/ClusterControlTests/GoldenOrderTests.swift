import ClusterControl
import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Platform
import TestSupport
import Testing
import ZooKeeperClient

/// A cluster as it was before a recorded conversation, with our controller in the place of Kafka's.
private struct OrderedCluster {
    let recorded: [GoldenOrder]
    let before: GoldenClusterState
    let server = MemoryZooKeeper()
    let sender = RecordingSender()
    let broker: TestBroker
    let outsider: MemoryZooKeeperSession
    var sessions: [BrokerID: MemoryZooKeeperSession] = [:]

    /// - Parameter successor: takes office after the controller's death, and what it says then counts.
    init(_ file: String, successor: BrokerID? = nil) async throws {
        recorded = try GoldenOrder.all(file)
        before = try GoldenClusterState(before: file)
        before.plant(into: server, isSucceeded: successor != nil)
        outsider = server.connect()
        try await ClusterStore(outsider).createTopLevelPaths()
        for id in before.live where successor == nil || id != before.controller {
            sessions[id] = server.connect()
            _ = try await sessions[id]?.create(
                BrokerZNode.path(id), TestCluster.registration(id).encode(), .ephemeral,
                acl: .openUnsafe)
        }
        let version: InterBrokerProtocolVersion =
            file.contains("ibp2.6")
            ? InterBrokerProtocolVersion("2.6") ?? .default
            : file.contains("ibp2.8") || file.contains("2.8.2") ? .v2_8_IV1 : .default
        broker = try await TestBroker(
            successor ?? before.controller,
            try #require(sessions[successor ?? before.controller]), TestCluster.time, sender
        ) { $0.protocolVersion = version }
        #expect(await broker.inOffice())
        try await TestCluster.settle()
        if successor == nil { sender.told.withLock { $0 = ToldOrders() } }
    }

    /// What Kafka's controller told.
    var theirs: ToldOrders {
        var told = ToldOrders()
        for order in recorded { told.note(order.request, version: order.version, to: order.to) }
        return told
    }

    /// The brokers that live when it is over.
    var survivors: [BrokerID] {
        let last = recorded.compactMap { $0.request as? UpdateMetadataRequest }.last
        return last?.liveBrokers.map(\.id).sorted() ?? before.live
    }

    /// Creates what brokers were told of as new.
    func createPartitions() async throws {
        var topics = before.topics
        for order in recorded {
            guard let request = order.request as? LeaderAndIsrRequest else { continue }
            for topic in request.topicStates {
                let id = topic.topicId.isZero ? nil : topic.topicId
                for state in topic.partitionStates where state.leaderEpoch == 0 && state.isNew {
                    topics[topic.topicName, default: TopicZNode(topicID: id, assignments: [:])]
                        .assignments[state.partitionIndex] = ReplicaAssignment(state.replicas)
                }
            }
        }
        let store = TopicStore(ClusterStore(outsider))
        for (topic, znode) in topics.sorted(by: { $0.key < $1.key })
        where before.topics[topic] != znode {
            if before.topics[topic] == nil {
                _ = try await store.create(topic, znode, ConfigZNode())
            } else {
                try await store.addPartitions(topic, znode)
            }
        }
        try await TestCluster.settle()
    }

    /// Leaders ask for the in-sync replicas for which they asked then.
    func alterPartitions() async throws {
        for order in recorded {
            guard var request = order.request as? AlterPartitionRequest else { continue }
            request.brokerEpoch = try #require(try await broker.store.broker(order.from)).epoch
            _ = await broker.controller.alterPartition(request, version: order.version)
            try await TestCluster.settle()
        }
    }

    func come(_ id: BrokerID) async throws {
        let session = server.connect()
        _ = try await session.create(
            BrokerZNode.path(id), TestCluster.registration(id).encode(), .ephemeral,
            acl: .openUnsafe)
        try await TestCluster.settle()
    }

    /// - Parameter ignoresEpochs: a new controller of ours writes a state once where Kafka's writes it
    ///   twice.
    func expectTheSame(ignoresEpochs: Bool = false) async throws {
        try await TestCluster.settle()
        let ours = sender.told.withLock { $0 }.of(survivors, withoutEpochs: ignoresEpochs)
        let theirs = self.theirs.of(survivors, withoutEpochs: ignoresEpochs)
        for key in Set(ours.keys).union(theirs.keys).sorted() where ours[key] != theirs[key] {
            Issue.record("\(key): \(ours[key] ?? "nothing"), Kafka \(theirs[key] ?? "nothing")")
        }
        #expect(!theirs.isEmpty)
        await broker.kill()
    }
}

/// What our controller tells brokers against what Kafka's told them in the same situation.
@Suite(
    .enabled(if: SharedFiles.golden("wire") != nil, "no golden files beside the repository"),
    .simulatedTime)
struct GoldenOrderTests {
    @Test(arguments: [
        "interbroker-3.9.0/04-create-topic", "interbroker-3.9.0/14-create-rf2",
        "interbroker-3.9.0/16-create-partitions", "interbroker-3.9.0-ibp2.8/04-create-topic",
        "interbroker-3.9.0-ibp2.6/04-create-topic", "interbroker-2.8.2/04-create-topic",
    ])
    func `new partitions are told as by Kafka`(_ name: String) async throws {
        let cluster = try await OrderedCluster("\(name).jsonl")
        try await cluster.createPartitions()
        try await cluster.expectTheSame()
    }

    @Test(arguments: [
        "interbroker-3.9.0/08-controlled-shutdown",
        "interbroker-3.9.0-ibp2.8/08-controlled-shutdown",
        "interbroker-3.9.0-ibp2.6/08-controlled-shutdown",
        "interbroker-2.8.2/08-controlled-shutdown",
    ])
    func `a broker that stops is told as by Kafka`(_ name: String) async throws {
        let cluster = try await OrderedCluster("\(name).jsonl")
        let id = try #require(
            cluster.recorded.compactMap { $0.request as? ControlledShutdownRequest }.first
        ).brokerId
        let epoch = try #require(try await cluster.broker.store.broker(id)).epoch
        _ = await cluster.broker.controller.controlledShutdown(
            ControlledShutdownRequest(brokerId: id, brokerEpoch: epoch), version: 3)
        try await TestCluster.settle()
        cluster.sessions[id]?.end()
        try await cluster.expectTheSame()
    }

    @Test(arguments: [
        "interbroker-3.9.0/09-restart", "interbroker-3.9.0/12-return-after-kill",
        "interbroker-3.9.0/23-old-controller-returns", "interbroker-3.9.0-ibp2.8/09-restart",
        "interbroker-2.8.2/09-restart",
    ])
    func `a broker that returns is told as by Kafka`(_ name: String) async throws {
        let cluster = try await OrderedCluster("\(name).jsonl")
        let id = try #require(
            cluster.recorded.map(\.to).first { !cluster.before.live.contains($0) })
        try await cluster.come(id)
        try await cluster.alterPartitions()
        try await cluster.expectTheSame()
    }

    @Test func `the death of a broker is told as by Kafka`() async throws {
        let cluster = try await OrderedCluster("interbroker-3.9.0/11-kill-9.jsonl")
        let dead = try #require(cluster.before.live.first { !cluster.survivors.contains($0) })
        cluster.sessions[dead]?.end()
        try await cluster.expectTheSame()
    }

    /// In the other recordings of a slow follower it loses its session as well.
    @Test func `changed in-sync replicas are told as by Kafka`() async throws {
        let cluster = try await OrderedCluster("interbroker-3.9.0/13-slow-follower.jsonl")
        try await cluster.alterPartitions()
        try await cluster.expectTheSame()
    }

    /// With IBP 2.8 a topic was deleted before in a scenario that was not kept.
    @Test(arguments: [
        "interbroker-3.9.0/22-controller-failover", "interbroker-2.8.2/16-controller-failover",
    ])
    func `a new controller tells what Kafka's tells`(_ name: String) async throws {
        let file = "\(name).jsonl"
        let successor = try #require(
            try GoldenOrder.all(file).last { $0.request is UpdateMetadataRequest }
        ).from
        let cluster = try await OrderedCluster(file, successor: successor)
        try await cluster.alterPartitions()
        try await cluster.expectTheSame(ignoresEpochs: true)
    }

    @Test func `preferred leaders are told as by Kafka`() async throws {
        let cluster = try await OrderedCluster("interbroker-3.9.0/10-preferred-election.jsonl")
        _ = await cluster.broker.controller.electLeaders(.init(.preferred, nil))
        try await cluster.expectTheSame()
    }

    @Test(arguments: ["interbroker-3.9.0/21-delete-topic", "interbroker-2.8.2/15-delete-topic"])
    func `a deletion is told as by Kafka`(_ name: String) async throws {
        let cluster = try await OrderedCluster("\(name).jsonl")
        let stopped = cluster.recorded.compactMap { $0.request as? StopReplicaRequest }.first
        let topic = try #require(stopped?.topicStates.first).topicName
        _ = try await TopicStore(ClusterStore(cluster.outsider)).requestDeletion(topic)
        try await cluster.expectTheSame()
    }

    @Test(arguments: ["interbroker-3.9.0/15-reassign", "interbroker-2.8.2/10-reassign"])
    func `a move is told as by Kafka`(_ name: String) async throws {
        let cluster = try await OrderedCluster("\(name).jsonl")
        try await cluster.createPartitions()
        let last = try #require(
            cluster.recorded.compactMap { $0.request as? UpdateMetadataRequest }
                .last { !$0.topicStates.isEmpty })
        for topic in last.topicStates {
            _ = await cluster.broker.controller.alterReassignments(
                AlterPartitionReassignmentsRequest(
                    timeoutMs: 1000,
                    topics: [
                        .init(
                            name: topic.topicName,
                            partitions: topic.partitionStates.map {
                                .init(partitionIndex: $0.partitionIndex, replicas: $0.replicas)
                            })
                    ]))
        }
        try await TestCluster.settle()
        try await cluster.alterPartitions()
        try await cluster.expectTheSame()
    }
}
