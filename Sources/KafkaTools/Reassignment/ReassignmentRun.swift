import ClusterControl
import KafkaModel
import Platform

/// Carries out one order of `reassign-partitions` and prints what came of it.
struct ReassignmentRun {
    let cluster: any ReassignmentCluster
    let console: any Console
    let random: any RandomSource
    let time: any TimeSource
    /// How long to ask brokers for replicas that are still on their way.
    var timeout = Duration.milliseconds(10_000)
    /// The tool of Kafka 2.8 speaks a little differently there.
    var isOverZooKeeper = false

    func run(_ order: ReassignmentOrder) async throws(CommandFailure) {
        switch order {
        case .generate(let topics, let brokers, let isRackAware):
            try await generate(topics, brokers, isRackAware: isRackAware)
        case .execute(let file, let isAdditional, let throttle, let directoryThrottle):
            try await execute(
                file, isAdditional: isAdditional, throttle: throttle,
                directoryThrottle: directoryThrottle)
        case .verify(let file, let keepsThrottles):
            try await verify(file, keepsThrottles: keepsThrottles)
        case .cancel(let file, let keepsThrottles):
            try await cancel(file, keepsThrottles: keepsThrottles)
        case .list:
            for line in ReassignmentText.running(try await cluster.runningMoves()) {
                console.line(line)
            }
        }
    }
}

// Planning.
extension ReassignmentRun {
    private func generate(_ topics: [String], _ brokers: [BrokerID], isRackAware: Bool)
        async throws(CommandFailure)
    {
        let current = try await cluster.replicas(of: Set(topics))
        for topic in topics where !current.keys.contains(where: { $0.topic == topic }) {
            throw .reassignment(
                AdminFailure(.unknownTopicOrPartition, "Topic \(topic) not found."))
        }
        var places = try await cluster.brokers().filter { brokers.contains($0.id) }
        if !isRackAware {
            places = places.map { PlacementBroker(id: $0.id) }
        }
        var proposed: [TopicPartition: [BrokerID]] = [:]
        for (topic, numbers) in grouped(Array(current.keys)) {
            let factor = current[TopicPartition(topic, numbers[0])]?.count ?? 0
            for (index, replicas) in try place(places, numbers.count, factor).enumerated() {
                proposed[TopicPartition(topic, numbers[index])] = replicas
            }
        }
        console.line("Current partition replica assignment")
        console.line(ReassignmentFile(current).text)
        console.line("")
        console.line("Proposed partition reassignment configuration")
        console.line(ReassignmentFile(proposed).text)
    }

    private func place(_ brokers: [PlacementBroker], _ count: Int, _ factor: Int)
        throws(CommandFailure) -> [[BrokerID]]
    {
        let bound = max(brokers.count, 1)
        do throws(PlacementError) {
            return try ReplicaPlacement.assign(
                brokers, partitionCount: count, replicationFactor: factor,
                startIndex: random.next(below: bound), startShift: random.next(below: bound)
            ).map(\.replicas)
        } catch {
            switch error {
            case .mixedRacks:
                throw .reassignment(
                    "Not all brokers have rack information. Add --disable-rack-aware in command "
                        + "line to make replica assignment without rack information.")
            case .tooFewBrokers(let factor, let brokers):
                throw .reassignment(
                    "Replication factor: \(factor) larger than available brokers: \(brokers).")
            case .noPartitions, .noReplicas:
                throw .reassignment("A topic has no replicas to count from")
            }
        }
    }
}

// Beginning.
extension ReassignmentRun {
    private func execute(
        _ file: ReassignmentFile, isAdditional: Bool, throttle: Int64, directoryThrottle: Int64
    ) async throws(CommandFailure) {
        let running = try await cluster.runningMoves()
        if !isAdditional, !running.isEmpty { throw .terse(ReassignmentText.alreadyRunning) }
        let targets = file.targets
        let current = try await current(targets)
        console.line("Current partition replica assignment\n")
        console.line(ReassignmentFile(current).text)
        console.line("")
        console.line("Save this to use as the --reassignment-json-file option during rollback")
        if throttle >= 0 || directoryThrottle >= 0 { console.line(ReassignmentText.mustVerify) }
        if throttle >= 0 {
            try await limit(
                ReassignmentThrottle(running: running, targets: targets, current: current),
                to: throttle)
            console.line("The inter-broker throttle limit was set to \(throttle) B/s")
        }
        if directoryThrottle >= 0 {
            let rate = ConfigChange(
                name: ReassignmentThrottle.directoryRate, value: directoryThrottle.description)
            let brokers = Set(file.directories.keys.map(\.broker)).sorted()
            try await cluster.configure(brokers.map { (.broker($0), [rate]) })
            console.line("The replica-alter-dir throttle limit was set to \(directoryThrottle) B/s")
        }
        let refused = try await cluster.move(targets.mapValues { .some($0) })
        guard refused.isEmpty else {
            throw .terse("Error reassigning partition(s):\n" + Self.lines(refused))
        }
        let plural = targets.count == 1 ? "" : "s"
        console.line(
            "Successfully started partition reassignment\(plural) for "
                + ReassignmentText.list(targets.keys.sorted()))
        try await moveDirectories(file.directories)
    }

    /// Where the partitions of a plan are, if all of them and all brokers of the plan exist.
    private func current(_ targets: [TopicPartition: [BrokerID]]) async throws(CommandFailure)
        -> [TopicPartition: [BrokerID]]
    {
        if !isOverZooKeeper { try await checkBrokers(targets) }
        let all = try await cluster.replicas(of: Set(targets.keys.map(\.topic)))
        let unknown = targets.keys.filter { all[$0] == nil }.sorted()
        if let partition = unknown.first {
            if isOverZooKeeper {
                throw .reassignment(
                    "The proposed assignment contains non-existent partitions: "
                        + "List(\(unknown.map(\.description).joined(separator: ", ")))")
            }
            let hasTopic = all.keys.contains { $0.topic == partition.topic }
            throw .reassignment(
                AdminFailure(
                    .unknownTopicOrPartition,
                    hasTopic
                        ? "Unable to find partition: \(partition)"
                        : "Topic \(partition.topic) not found."))
        }
        if isOverZooKeeper { try await checkBrokers(targets) }
        return all.filter { targets[$0.key] != nil }
    }

    private func checkBrokers(_ targets: [TopicPartition: [BrokerID]])
        async throws(CommandFailure)
    {
        let known = Set(try await cluster.brokers().map(\.id))
        let unknown = Set(targets.values.joined()).subtracting(known).sorted()
        guard let first = unknown.first else { return }
        throw .reassignment(
            isOverZooKeeper
                ? "The proposed assignment contains non-existent brokerIDs: "
                    + ReassignmentText.list(unknown)
                : "Unknown broker id \(first)")
    }

    private func limit(_ throttle: ReassignmentThrottle, to rate: Int64)
        async throws(CommandFailure)
    {
        try await cluster.configure(
            throttle.topicConfigs.map { (.topic($0.topic), $0.configs) })
        let rates = [ReassignmentThrottle.leaderRate, ReassignmentThrottle.followerRate].map {
            ConfigChange(name: $0, value: rate.description)
        }
        try await cluster.configure(throttle.brokers.map { (.broker($0), rates) })
    }

    private static func lines(_ refused: [TopicPartition: String]) -> String {
        refused.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            .joined(separator: "\n")
    }
}

// Watching and ending.
extension ReassignmentRun {
    private func verify(_ file: ReassignmentFile, keepsThrottles: Bool)
        async throws(CommandFailure)
    {
        let targets = file.targets
        let running = try await cluster.runningMoves()
        let resting = targets.keys.filter { running[$0] == nil }
        let current =
            resting.isEmpty ? [:] : try await cluster.replicas(of: Set(resting.map(\.topic)))
        console.line("Status of partition reassignment:")
        for (partition, target) in targets.sorted(by: { $0.key < $1.key }) {
            console.line(
                ReassignmentText.status(
                    partition, replicas: current[partition] ?? [], target: target,
                    isRunning: running[partition] != nil,
                    completed: isOverZooKeeper ? "complete" : "completed"))
        }
        let areMoved = isOverZooKeeper ? true : try await verifyDirectories(file.directories)
        if running.isEmpty, areMoved, !keepsThrottles { try await clearThrottles(of: targets) }
    }

    private func cancel(_ file: ReassignmentFile, keepsThrottles: Bool)
        async throws(CommandFailure)
    {
        let targets = file.targets
        let active = try await cluster.runningMoves().keys.filter { targets[$0] != nil }.sorted()
        if active.isEmpty {
            console.line("None of the specified partition reassignments are active.")
        } else {
            let refused = try await cluster.move(
                Dictionary(uniqueKeysWithValues: active.map { ($0, nil) }))
            let plural = active.count == 1 ? "" : "s"
            guard refused.isEmpty else {
                throw .terse(
                    "Error cancelling partition reassignment\(plural) for:\n"
                        + Self.lines(refused))
            }
            console.line(
                "Successfully cancelled partition reassignment\(plural) for: "
                    + ReassignmentText.list(active))
        }
        try await cancelDirectories(file.directories)
        if !keepsThrottles { try await clearThrottles(of: targets) }
    }

    /// Nobody knows which brokers the move had to do with: the throttles of all go.
    private func clearThrottles(of targets: [TopicPartition: [BrokerID]])
        async throws(CommandFailure)
    {
        let brokers = try await cluster.brokers().map(\.id)
        console.line(
            "Clearing broker-level throttles on "
                + ReassignmentText.counted("broker", brokers))
        let rates = ReassignmentThrottle.brokerSettings.map { ConfigChange(name: $0, value: nil) }
        try await cluster.configure(brokers.map { (.broker($0), rates) })
        let topics = Set(targets.keys.map(\.topic)).sorted()
        console.line(
            "Clearing topic-level throttles on "
                + ReassignmentText.counted("topic", topics))
        let lists = ReassignmentThrottle.topicSettings.map { ConfigChange(name: $0, value: nil) }
        try await cluster.configure(topics.map { (.topic($0), lists) })
    }
}
