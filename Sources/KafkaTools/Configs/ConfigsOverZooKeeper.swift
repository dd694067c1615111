import ClusterMetadata
import KafkaModel
import ZooKeeperClient

/// `configs --zookeeper`: the settings of brokers that are down.
enum ConfigsOverZooKeeper {
    /// Describes without `changes`.
    static func run(
        _ target: ConfigTarget, _ changes: ConfigChanges?, _ hosts: String, _ context: ToolContext
    ) async throws(CommandFailure) {
        let console = context.console
        console.line(
            "Warning: --zookeeper is deprecated and will be removed in a future version of Kafka.")
        console.line("Use --bootstrap-server instead to specify a broker to connect to.")
        let zooKeeper = try await context.connectZooKeeper(hosts)
        let store = ClusterStore(zooKeeper)
        let outcome: Result<String, CommandFailure>
        do throws(ClusterMetadataError) {
            outcome = try await perform(target, changes, store)
        } catch {
            outcome = .failure(CommandFailure(zooKeeperFailureText(error)))
        }
        await zooKeeper.close()
        console.out(try outcome.get())
    }

    private static func perform(
        _ target: ConfigTarget, _ changes: ConfigChanges?, _ store: ClusterStore
    ) async throws(ClusterMetadataError) -> Result<String, CommandFailure> {
        guard let changes else { return .success(try await describe(target, store)) }
        let name = target.name ?? ""
        if let running = try await runningBroker(name, store) {
            return .failure(refusal(changes, running))
        }
        let entity = ConfigEntity.broker(name.isEmpty ? nil : name)
        let old = try await ConfigStore(store).read(entity)
        let replaced = Set(changes.add.map(\.name) + changes.remove)
        let missing = changes.remove.filter { name in !old.entries.contains { $0.key == name } }
        if !missing.isEmpty {
            return .failure(
                CommandFailure("Invalid config(s): " + missing.joined(separator: ",")))
        }
        let kept = old.entries.filter { !replaced.contains($0.key) }
            .map { ConfigSetting($0.key, $0.value) }
        try await writeConfig(entity, kept + changes.add, store)
        try await ConfigStore(store).announce(entity)
        return .success("Completed updating config for entity: \(text(target)).\n")
    }

    /// A broker that would not hear of the change: the one named, or any for the default.
    private static func runningBroker(
        _ name: String, _ store: ClusterStore
    ) async throws(ClusterMetadataError) -> String? {
        let ids = try await store.brokerIDs().map(\.description)
        return name.isEmpty ? ids.first : ids.first { $0 == name }
    }

    private static func refusal(_ changes: ConfigChanges, _ broker: String) -> CommandFailure {
        let added = changes.add.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
        let removed = changes.remove.joined(separator: ", ")
        return CommandFailure(
            "requirement failed: --bootstrap-server option must be specified to update brokers "
                + "configs: {add: {\(added)}, delete: List(\(removed))} - broker \(broker) is "
                + "running. Broker configuration operations using ZooKeeper are only supported if "
                + "the affected broker(s) are not running.")
    }

    private static func describe(
        _ target: ConfigTarget, _ store: ClusterStore
    ) async throws(ClusterMetadataError) -> String {
        var names = [target.name ?? ""]
        if target.name == nil {
            names = try await store.children(MetadataPath.brokerConfigs).map {
                $0 == "<default>" ? "" : $0
            }
        }
        var output = ""
        for name in names {
            let config = try await ConfigStore(store).read(.broker(name.isEmpty ? nil : name))
            if target.name == nil, config.entries.isEmpty { continue }
            let settings = config.entries.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
            let one = ConfigTarget(type: target.type, name: name)
            output += "Configs for \(text(one)) are \(settings)\n"
        }
        return output
    }

    private static func text(_ target: ConfigTarget) -> String {
        guard let name = target.name, !name.isEmpty else { return "default \(target.type)" }
        return "\(target.type) '\(name)'"
    }
}
