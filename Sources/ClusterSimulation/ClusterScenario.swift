import BrokerClient
import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Platform
import Replication
import Simulation

/// One run: a cluster starts, producers write, faults happen, faults end, and everything must be well
/// again.
// Sendable because everything happens on the one thread of the simulation.
package final class ClusterScenario: @unchecked Sendable {
    package let cluster: SimulatedCluster
    package let verdict: Verdict
    private let shape: Shape
    /// Those of the shape, and what a group needs.
    private let topics: [Topic]
    private let replicas: ReplicaChecker
    private let tree: ZooKeeperChecker
    private let acknowledgements: AcknowledgementChecker
    private let elections: ElectionChecker
    private let faults: FaultPlan
    private let reads: ReadChecker
    private let convergence: Convergence
    private let group: ConsumerGroup?
    /// Programs that must be served once all is well.
    private var workloads: [any Workload] = []
    /// Programs that end with the faults.
    private var disturbers: [any Workload] = []

    /// Far more than any healthy step takes.
    private static let patience = Duration.seconds(120)

    package init(seed: UInt64, _ shape: Shape = Shape(), echo: (@Sendable (String) -> Void)? = nil)
    {
        self.shape = shape
        let brokers = shape.brokers ?? 3 + Int(seed & 1)
        var settings = Shape.settings(seed)
        settings["min.insync.replicas"] = "\(min(2, brokers))"
        settings["offsets.topic.replication.factor"] = "\(min(3, brokers))"
        cluster = SimulatedCluster(
            brokers: brokers, seed: seed, settings: settings, canary: shape.canary, echo: echo)
        cluster.zooKeeper.unguarded =
            shape.canary == .unfencedControllerWrites ? ControllerEpochZNode.path : nil
        verdict = Verdict(cluster.log)
        replicas = ReplicaChecker(verdict)
        tree = ZooKeeperChecker(verdict)
        acknowledgements = AcknowledgementChecker(replicas, verdict)
        reads = ReadChecker(replicas, verdict)
        faults = FaultPlan(cluster, tree)
        let members = shape.members ?? Shape.members(seed)
        topics = shape.topics(seed, hasGroup: members > 0)
        let lasting = topics.filter { !$0.isPassing }
        convergence = Convergence(
            cluster, tree, replicas,
            topics: Dictionary(uniqueKeysWithValues: lasting.map { ($0.name, $0.partitions) }))
        elections = ElectionChecker(
            cluster, tree, replicas, verdict,
            unclean: Set(topics.filter(\.isUnclean).map(\.name)))
        group =
            members > 0
            ? ConsumerGroup(
                members: members, cluster, GroupChecker(cluster, tree, replicas, verdict), reads,
                of: topics.filter(\.isStrict).flatMap(\.all))
            : nil
        cluster.zooKeeper.afterWrite = { [tree] in tree.check($0) }
        tree.onChange = { [elections, replicas, cluster, faults] change in
            elections.saw(change)
            replicas.joined(change, cluster)
            faults.saw(change)
        }
        cluster.executor.afterStep = { [unowned self] process in
            for broker in cluster.brokers where broker.process === process {
                replicas.check(broker)
            }
        }
    }

    /// Runs to the end or to the first broken promise.
    package func run() -> SimulationReport {
        if start(), work(), heal() { settle() }
        cluster.log.count(.lostReply, cluster.zooKeeper.lostAnswers)
        defer { end() }
        return SimulationReport(
            violation: verdict.violation, digest: cluster.executor.digest,
            steps: cluster.executor.steps, acknowledged: acknowledgements.count,
            faults: faults.count, occurrences: cluster.log.occurrences,
            lastEvents: verdict.violation == nil ? [] : cluster.log.last)
    }

    /// Lets go of everything.
    private func end() {
        tree.onChange = nil
        faults.end()
        for workload in workloads + disturbers { workload.stop() }
        workloads = []
        disturbers = []
        cluster.end()
    }

    private var replication: Int { min(3, cluster.brokers.count) }

    private func start() -> Bool {
        cluster.start()
        let client = cluster.makeClient("admin")
        let created = Flag()
        client.run { [topics, replication, group] in
            while !created.isSet {
                let request = CreateTopicsRequest(
                    topics: topics.filter { !$0.isInternal }.map {
                        .init(
                            name: $0.name, numPartitions: $0.partitions,
                            replicationFactor: Int16(replication), configs: $0.configs)
                    }, timeoutMs: 5000)
                let answer = try? await client.admin.send(request, to: .controller) {
                    $0.topics.map(\.errorCode)
                }
                let codes = answer?.topics.map(\.errorCode) ?? []
                if !codes.isEmpty, codes.allSatisfy({ $0 == .none || $0 == .topicAlreadyExists }) {
                    created.set()
                }
                try? await client.time.sleep(for: .milliseconds(200))
            }
            guard group != nil else { return }
            // Nobody is the coordinator before the topic of offsets is there.
            while (try? await client.admin.connection(to: .groupCoordinator(ConsumerGroup.name)))
                == nil
            {
                try? await client.time.sleep(for: .milliseconds(200))
            }
        }
        return wait("the cluster starts") { created.isSet && self.convergence.isReached }
    }

    private func work() -> Bool {
        let strict = topics.filter(\.isStrict).flatMap(\.all)
        for number in 1...shape.producers {
            workloads.append(
                IdempotentProducer(
                    cluster.makeClient("producer-\(number)"), acknowledgements, to: strict,
                    seed: cluster.executor.random.next()))
        }
        workloads.append(
            Consumer(
                cluster.makeClient("consumer"), cluster, reads, of: strict,
                seed: cluster.executor.random.next()))
        if shape.makesFaults { disturb() }
        let members = group?.members ?? []
        for workload in workloads + disturbers + members { workload.start() }
        cluster.executor.run(for: shape.faults) { self.verdict.violation != nil }
        return verdict.violation == nil
    }

    private func disturb() {
        let administrator = Operator(
            cluster.makeClient("operator"), cluster, topics: topics,
            replication: replication, seed: cluster.executor.random.next())
        administrator.beforeDirectoryMove = { [faults] in faults.awaitDirectoryMove(at: $0) }
        disturbers = [
            administrator,
            PassingProducer(
                cluster.makeClient("passing-producer"),
                to: topics.filter(\.isPassing).flatMap(\.all),
                seed: cluster.executor.random.next()),
        ]
        let risky = topics.filter(\.isUnclean).flatMap(\.all)
        if !risky.isEmpty {
            disturbers.append(
                PassingProducer(
                    cluster.makeClient("risking-producer"), acknowledgements, to: risky,
                    seed: cluster.executor.random.next()))
        }
        faults.start()
    }

    private func heal() -> Bool {
        faults.heal()
        for disturber in disturbers { disturber.stop() }
        group?.calm()
        let before = workloads.map(\.progress)
        return wait("everything is in its place, and clients are served") {
            self.convergence.isReached && self.group?.problem == nil
                && self.disturbers.allSatisfy(\.hasStopped)
                && zip(self.workloads, before).allSatisfy { $0.progress > $1 }
        }
    }

    private func settle() {
        for workload in workloads { workload.stop() }
        guard wait("clients finish", { self.workloads.allSatisfy(\.hasStopped) }) else { return }
        if let group {
            guard wait("the group consumes everything", { group.isFinished }) else { return }
            group.inspect()
            guard wait("the coordinator tells it", { group.isConfirmed }) else { return }
            for member in group.members { member.stop() }
        }
        _ = wait("members leave, and all replicas have everything") {
            self.group?.members.allSatisfy(\.hasStopped) != false
                && self.convergence.isReached && self.convergence.logsAgree
        }
    }

    private func wait(_ what: String, _ isDone: @escaping () -> Bool) -> Bool {
        // Asked now and then, since asking costs more than a step.
        var asked = 0
        let isReached = cluster.executor.run(for: Self.patience) {
            asked += 1
            return self.verdict.violation != nil || (asked % 16 == 0 && isDone())
        }
        if !isReached {
            verdict.broken(
                "not within \(Self.patience.wholeMilliseconds / 1000) s: \(what)\n"
                    + describe())
        }
        return verdict.violation == nil
    }

    private func describe() -> String {
        let all: [any Workload] = workloads + (group?.members ?? [])
        let clients = all.map { "client that was served \($0.progress) times: \($0.doing)" }
        return (convergence.describe() + clients + (group?.describe() ?? []))
            .joined(separator: "\n")
    }
}

// Sendable because everything happens on the one thread of the simulation.
private final class Flag: @unchecked Sendable {
    private(set) var isSet = false
    func set() { isSet = true }
}

/// What came of one run.
package struct SimulationReport: Sendable {
    /// The first broken promise; `nil` if all were kept.
    package var violation: String?
    package var digest: TraceDigest
    package var steps: Int
    /// Batches acknowledged to producers.
    package var acknowledged: Int
    package var faults: Int
    package var occurrences: Occurrences
    /// Only of a failed run.
    package var lastEvents: [String]
}
