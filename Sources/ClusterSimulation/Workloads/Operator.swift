import BrokerClient
import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Platform
import Simulation
import ZooKeeperTree

/// Somebody who administers the cluster while it is in trouble: moves replicas between brokers and
/// between log directories, calls moves off, asks for the preferred leaders, deletes a topic and creates
/// it again under the same name. Whether a wish came true shows in ZooKeeper; answers may be lost.
// Sendable because everything happens on the one thread of the simulation.
final class Operator: Workload, @unchecked Sendable {
    let client: SimulatedClient
    let cluster: SimulatedCluster
    let topics: [ClusterScenario.Topic]
    private let replication: Int
    var random: SeededNumbers
    /// Told of the broker before it is asked to move a replica between its log directories.
    var beforeDirectoryMove: ((SimulatedBroker) -> Void)?
    private var mustStop = false
    private(set) var hasStopped = false
    private(set) var progress = 0
    private(set) var doing = "nothing yet"

    private static let pause = Duration.milliseconds(100)...Duration.milliseconds(2500)
    static let patience = Duration.seconds(3)

    init(
        _ client: SimulatedClient, _ cluster: SimulatedCluster,
        topics: [ClusterScenario.Topic], replication: Int, seed: UInt64
    ) {
        self.client = client
        self.cluster = cluster
        self.topics = topics
        self.replication = replication
        random = SeededNumbers(seed: seed)
    }

    func start() {
        client.run { [self] in
            while !mustStop {
                try? await client.time.sleep(for: random.duration(Self.pause))
                if mustStop { break }
                do throws(BrokerClientError) {
                    try await act()
                    progress += 1
                } catch {
                    cluster.log.note("OPERATOR: \(error)")
                }
            }
            hasStopped = true
        }
    }

    func stop() { mustStop = true }

    private func act() async throws(BrokerClientError) {
        // A replica made anew beside its twin on a failed disk keeps a broker from starting when that
        // disk is back, as with Kafka: nobody makes replicas then.
        let choice = random.below(10)
        let isWhole = cluster.brokers.allSatisfy { $0.failedDirectory == nil }
        switch isWhole ? choice : 0 {
        case 0, 1: try await electPreferred()
        case 2, 3, 4: try await move(to: drawReplicas())
        case 5: try await move(to: nil)
        case 6, 7: try await moveToOtherDirectory()
        default: try await deleteOrCreate()
        }
    }

    func note(_ text: String) {
        doing = text
        cluster.log.note("OPERATOR: \(text)")
    }

    private func electPreferred() async throws(BrokerClientError) {
        note("wants the preferred leaders")
        let request = ElectLeadersRequest(
            electionType: 0, topicPartitions: nil, timeoutMs: 2000)
        _ = try await client.admin.send(request, to: .controller, timeout: Self.patience) {
            [$0.errorCode]
        }
    }

    /// `nil` calls off what is under way.
    private func move(to replicas: [BrokerID]?) async throws(BrokerClientError) {
        // Not those that pass: where a broker was away at the end of a move, it keeps a replica that the
        // next topic of the name would meet.
        let lasting = topics.filter { !$0.isPassing }
        let topic = lasting[random.below(lasting.count)]
        let partition = Int32(random.below(Int(topic.partitions)))
        note("moves \(topic.name)-\(partition) to \(replicas.map { "\($0)" } ?? "where it was")")
        let request = AlterPartitionReassignmentsRequest(
            timeoutMs: 2000,
            topics: [
                .init(
                    name: topic.name,
                    partitions: [.init(partitionIndex: partition, replicas: replicas)])
            ])
        let answer = try await client.admin.send(
            request, to: .controller, timeout: Self.patience
        ) {
            [$0.errorCode] + $0.responses.flatMap { $0.partitions.map(\.errorCode) }
        }
        note("is told \(answer.responses.first?.partitions.first?.errorCode ?? answer.errorCode)")
    }

    private func drawReplicas() -> [BrokerID] {
        Array(cluster.brokers.map(\.id).shuffled(using: &random).prefix(replication))
    }

    private func deleteOrCreate() async throws(BrokerClientError) {
        for topic in topics where topic.isPassing {
            let isThere = cluster.zooKeeper.tree.node(TopicZNode.path(topic.name)) != nil
            if isThere { try await delete(topic) } else { try await create(topic) }
        }
    }

    private func delete(_ topic: ClusterScenario.Topic) async throws(BrokerClientError) {
        note("deletes \(topic.name)")
        let request = DeleteTopicsRequest(topicNames: [topic.name], timeoutMs: 1000)
        let answer = try await client.admin.send(
            request, version: 5, to: .controller, timeout: Self.patience
        ) { $0.responses.map(\.errorCode) }
        note("is told \(answer.responses.map(\.errorCode))")
    }

    private func create(_ topic: ClusterScenario.Topic) async throws(BrokerClientError) {
        note("creates \(topic.name)")
        let request = CreateTopicsRequest(
            topics: [
                .init(
                    name: topic.name, numPartitions: topic.partitions,
                    replicationFactor: Int16(replication))
            ], timeoutMs: 1000)
        let answer = try await client.admin.send(
            request, to: .controller, timeout: Self.patience
        ) { $0.topics.map(\.errorCode) }
        note("is told \(answer.topics.map(\.errorCode))")
    }
}
