import ClusterMetadata
import Configuration
import KafkaModel
import KafkaProtocol
import ZooKeeperClient

/// `kafka-configs.sh`: shows and changes the settings of topics and brokers.
package struct ConfigsCommand: Tool {
    package let name = "configs"
    package let table = ConfigOptions.table

    package init() {}

    package func run(
        _ options: Options, _ context: ToolContext
    ) async throws(CommandFailure) -> Int32 {
        let target = try ConfigOptions.entity(options)
        guard ["topics", "brokers", "broker-loggers", "client-metrics"].contains(target.type)
        else {
            throw CommandFailure(
                "Settings of \(target.type) are not supported yet; entity types are topics, "
                    + "brokers and broker-loggers")
        }
        let changes = options.has("alter") ? try ConfigChanges(options, context) : nil
        if let hosts = try options.value("zookeeper") {
            try await ConfigsOverZooKeeper.run(target, changes, hosts, context)
            return 0
        }
        let settings = try AdminSettings(
            servers: options.value("bootstrap-server") ?? "",
            propertiesFile: options.value("command-config"), context)
        let admin = try await context.connectAdmin(settings)
        let work = ConfigsOverBrokers(admin: admin, console: context.console, target: target)
        let failure = await failureOf(options) { () throws(AdminFailure) in
            if let changes {
                try await work.alter(changes)
            } else {
                try await work.describe(showsAll: options.has("all"))
            }
        }
        await admin.close()
        if let failure { throw failure }
        return 0
    }

    private func failureOf(
        _ options: Options, _ work: () async throws(AdminFailure) -> Void
    ) async -> CommandFailure? {
        do throws(AdminFailure) {
            try await work()
            return nil
        } catch {
            // What the tool itself has against the request is said without more words.
            if error.code == .invalidRequest, error.detail == ConfigsOverBrokers.ownJudgement {
                return CommandFailure(error.message)
            }
            let words = options.words.joined(separator: " ")
            return CommandFailure(
                "Error while executing config command with args '\(words)'\n"
                    + "\(error.code.exceptionName): \(error.fullText)")
        }
    }
}

/// `configs --bootstrap-server`.
struct ConfigsOverBrokers {
    static let ownJudgement = "checked by the tool"

    let admin: any ClusterAdmin
    let console: any Console
    let target: ConfigTarget

    private var resourceType: Int8 {
        switch target.type {
        case "topics": ConfigResourceType.topic
        case "brokers": ConfigResourceType.broker
        case "broker-loggers": ConfigResourceType.brokerLogger
        default: ConfigResourceType.clientMetrics
        }
    }

    private func source(of name: String) -> ConfigSource? {
        switch target.type {
        case "topics": .dynamicTopic
        case "brokers": name.isEmpty ? .dynamicDefaultBroker : .dynamicBroker
        default: nil
        }
    }

    func describe(showsAll: Bool) async throws(AdminFailure) {
        for name in try await names() {
            console.line(ConfigTable.header(target.singular, name, showsAll: showsAll))
            let entries = try await admin.describeConfigs(
                of: ConfigResource(type: resourceType, name: name))
            let chosen = ConfigTable.select(
                entries, from: source(of: name), showsAll: showsAll)
            for entry in chosen { console.line(ConfigTable.line(entry)) }
        }
    }

    private func names() async throws(AdminFailure) -> [String] {
        if let name = target.name { return [name] }
        if target.type == "topics" {
            return try await admin.allTopics().compactMap(\.name).sorted()
        }
        let brokers = try await admin.metadata(topics: [], call: "describeCluster").brokers
        let ids = brokers.map(\.nodeId).sorted().map(\.description)
        return target.type == "brokers" ? ids + [""] : ids
    }

    func alter(_ changes: ConfigChanges) async throws(AdminFailure) {
        let name = target.name ?? ""
        let resource = ConfigResource(type: resourceType, name: name)
        let entries = try await admin.describeConfigs(of: resource)
        let known = Set(
            ConfigTable.select(entries, from: source(of: name), showsAll: false).map(\.name))
        if target.type == "broker-loggers" {
            try refuse(changes.add.map(\.name) + changes.remove, not: known, "broker logger(s)")
        } else {
            try refuse(changes.remove, not: known, "config(s)")
        }
        try await admin.alterConfigs(of: resource, changes.changes)
        console.line(
            name.isEmpty
                ? "Completed updating default config for \(target.type) in the cluster."
                : "Completed updating config for \(target.singular) \(name).")
    }

    private func refuse(
        _ names: [String], not known: Set<String>, _ what: String
    ) throws(AdminFailure) {
        let unknown = names.filter { !known.contains($0) }
        guard !unknown.isEmpty else { return }
        var failure = AdminFailure(
            .invalidRequest, "Invalid \(what): " + unknown.joined(separator: ","))
        failure.detail = Self.ownJudgement
        throw failure
    }
}
