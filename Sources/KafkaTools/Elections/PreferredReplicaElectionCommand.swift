import ClusterMetadata
import KafkaModel
import ZooKeeperClient

/// `kafka-preferred-replica-election.sh` of Kafka 2.8: elects preferred leaders, through brokers or
/// by `/admin/preferred_replica_election`.
package struct PreferredReplicaElectionCommand: Tool {
    package let name = "preferred-replica-election"
    package let table = OptionTable(
        "This tool helps to causes leadership for each partition to be transferred back to the "
            + "'preferred replica', it can be used to balance leadership among the servers.",
        [
            .value("bootstrap-server", "host:port", "Brokers: host:port,host:port."),
            .value("zookeeper", "urls", "DEPRECATED: ZooKeeper, as host:port/chroot."),
            .value(
                "path-to-json-file", "file",
                "{\"partitions\":[{\"topic\":\"t\",\"partition\":1}]}; all partitions if absent."),
            .value("admin.config", "file", "Properties for the connection to the brokers."),
        ])

    package let explainsItselfWhenEmpty = false

    package init() {}

    package func run(
        _ options: Options, _ context: ToolContext
    ) async throws(CommandFailure) -> Int32 {
        context.console.line(
            "This tool is deprecated. Please use kafka-leader-election tool. Tracking issue: "
                + "KAFKA-8405")
        if options.words.isEmpty { throw .usage(table.purpose) }
        guard options.count(of: ["bootstrap-server", "zookeeper"]) == 1 else {
            throw .usage("Exactly one of '[bootstrap-server]' or '[zookeeper]' must be provided")
        }
        var partitions: [TopicPartition]?
        if let path = try options.value("path-to-json-file") {
            partitions = try ElectionFile.read(
                path, context, missing: "Preferred replica election data is empty")
        }
        if let hosts = try options.value("zookeeper") {
            try await elect(partitions, overZooKeeper: hosts, context)
        } else {
            let settings = try AdminSettings(
                servers: options.value("bootstrap-server") ?? "",
                propertiesFile: options.value("admin.config"), context)
            try await elect(partitions, settings, context)
        }
        return 0
    }

    private func elect(
        _ partitions: [TopicPartition]?, _ settings: AdminSettings, _ context: ToolContext
    ) async throws(CommandFailure) {
        let admin = try await context.connectAdmin(settings)
        let result: Result<ElectionOutcome, AdminFailure>
        do throws(AdminFailure) {
            result = .success(try await admin.electLeaders(.preferred, partitions))
        } catch {
            result = .failure(error)
        }
        await admin.close()
        switch result {
        case .success(let outcome): try tell(outcome, context.console)
        case .failure(let failure): throw CommandFailure(failure.fullText)
        }
    }

    private func tell(_ outcome: ElectionOutcome, _ console: any Console)
        throws(CommandFailure)
    {
        if !outcome.elected.isEmpty {
            console.line(
                "Successfully completed preferred leader election for partitions "
                    + Self.list(outcome.elected, ", "))
        }
        if !outcome.notNeeded.isEmpty {
            console.line(
                "Preferred replica already elected for partitions "
                    + Self.list(outcome.notNeeded, ", "))
        }
        for (partition, failure) in outcome.failed {
            console.line(
                "Error completing preferred leader election for partition: \(partition): "
                    + failure.exceptionText)
        }
        if !outcome.failed.isEmpty {
            throw CommandFailure(
                "\(outcome.failed.count) preferred replica(s) could not be elected")
        }
    }

    private static func list(_ partitions: [TopicPartition], _ separator: String) -> String {
        partitions.map(\.description).joined(separator: separator)
    }
}

// ZooKeeper.
extension PreferredReplicaElectionCommand {
    private func elect(
        _ partitions: [TopicPartition]?, overZooKeeper hosts: String, _ context: ToolContext
    ) async throws(CommandFailure) {
        context.console.line(
            "Warning: --zookeeper is deprecated and will be removed in a future version of Kafka.")
        context.console.line("Use --bootstrap-server instead to specify a broker to connect to.")
        let zooKeeper = try await context.connectZooKeeper(hosts)
        let outcome: Result<[String], CommandFailure>
        do throws(ClusterMetadataError) {
            outcome = try await ask(partitions, ClusterStore(zooKeeper))
        } catch {
            outcome = .failure(CommandFailure(zooKeeperFailureText(error)))
        }
        await zooKeeper.close()
        for line in try outcome.get() { context.console.line(line) }
    }

    /// The lines to print. Nothing is written when none of the partitions exists.
    private func ask(_ partitions: [TopicPartition]?, _ store: ClusterStore)
        async throws(ClusterMetadataError) -> Result<[String], CommandFailure>
    {
        var existing: Set<TopicPartition> = []
        for (topic, znode) in try await store.topics(try await store.topicNames()) {
            existing.formUnion(znode.partitions.map { TopicPartition(topic, $0) })
        }
        let wanted = partitions ?? existing.sorted()
        let known = wanted.filter(existing.contains)
        let skipped = wanted.filter { !existing.contains($0) }.map {
            "Skipping preferred replica leader election for partition \($0) since it doesn't exist."
        }
        if known.isEmpty { return .success(skipped) }
        let path = PartitionListZNode.preferredElectionPath
        guard try await store.createIfMissing(path, PartitionListZNode(known).encode()) else {
            let node = try await store.node(path)
            let running = (try? PartitionListZNode(decoding: node?.data))?.partitions ?? []
            return .failure(
                CommandFailure(
                    "Preferred replica leader election currently in progress for "
                        + "Set(\(Self.list(running, ", "))). Aborting operation"))
        }
        return .success(
            [
                "Created preferred replica election path with \(Self.list(known, ","))",
                "Successfully started preferred replica election for partitions "
                    + "Set(\(Self.list(known, ", ")))",
            ] + skipped)
    }
}
