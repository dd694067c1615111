/// The options of `kafka-configs.sh` of Kafka 3.9, for topics and brokers.
enum ConfigOptions {
    /// Types by the names of the option, with the short options for a name and for the default.
    private static let shortForms: [(option: String, type: String, isDefault: Bool)] = [
        ("topic", "topics", false), ("client", "clients", false), ("user", "users", false),
        ("broker", "brokers", false), ("broker-logger", "broker-loggers", false),
        ("ip", "ips", false), ("client-defaults", "clients", true),
        ("user-defaults", "users", true), ("broker-defaults", "brokers", true),
        ("ip-defaults", "ips", true),
    ]
    private static let brokerTypes = [
        "topics", "clients", "users", "brokers", "ips", "broker-loggers", "client-metrics",
    ]
    private static let zooKeeperTypes = ["users", "brokers"]

    static let table = OptionTable(
        "This tool helps to manipulate and describe entity config for a topic, client, user, "
            + "broker, ip or client-metrics",
        [
            .value("bootstrap-server", "server to connect to", "The brokers: host:port,host:port."),
            .value(
                "zookeeper", "hosts",
                "ZooKeeper instead of brokers, for brokers that are down: host:port/chroot."),
            .value("command-config", "file", "Properties for the connection to the brokers."),
            .flag("alter", "Change settings."),
            .flag("describe", "Show settings."),
            .flag("all", "Show all settings, not only those that were set."),
            .value("entity-type", "type", "topics, brokers or broker-loggers."),
            .value("entity-name", "name", "The topic, or the id of the broker."),
            .flag("entity-default", "The default of all brokers."),
            .value("topic", "topic", "The same as --entity-type topics --entity-name."),
            .value("broker", "id", "The same as --entity-type brokers --entity-name."),
            .value("broker-logger", "id", "The same as --entity-type broker-loggers ..."),
            .flag("broker-defaults", "The same as --entity-type brokers --entity-default."),
            .value("client", "client", "Quotas of a client: not supported yet."),
            .value("user", "user", "Quotas and credentials of a user: not supported yet."),
            .value("ip", "ip", "Quotas of an address: not supported yet."),
            .flag("client-defaults", "Not supported yet."),
            .flag("user-defaults", "Not supported yet."),
            .flag("ip-defaults", "Not supported yet."),
            .value(
                "add-config", "settings",
                "What to set: k1=v1,k2=[v1,v2],k3=v3; brackets group commas."),
            .value("add-config-file", "file", "Properties to set."),
            .value("delete-config", "names", "What to remove, separated by commas."),
            .flag("force", "Accepted for compatibility."),
        ])

    /// Throws Kafka's message for the first rule that the options break. Returns what the command
    /// is about.
    static func entity(_ options: Options) throws(CommandFailure) -> ConfigTarget {
        guard options.count(of: ["describe", "alter"]) == 1 else {
            throw .usage("Command must include exactly one action: --describe, --alter")
        }
        try options.forbid("describe", with: ["add-config", "add-config-file", "delete-config"])
        let entity = try target(options)
        let servers = options.count(of: ["bootstrap-server", "zookeeper"])
        guard servers == 1 else {
            throw CommandFailure(
                servers == 0
                    ? "One of the required --bootstrap-server, --boostrap-controller, or "
                        + "--zookeeper arguments must be specified"
                    : "Only one of --bootstrap-server, --boostrap-controller, and --zookeeper can "
                        + "be specified")
        }
        try checkName(entity, options)
        if options.has("alter") { try checkAlter(options) }
        return entity
    }

    private static func target(_ options: Options) throws(CommandFailure) -> ConfigTarget {
        var types = options.all("entity-type")
        var names: [String?] = options.all("entity-name")
        if options.has("entity-default") { names.append(nil) }
        for (option, type, isDefault) in shortForms where options.has(option) {
            types.append(type)
            names.append(isDefault ? nil : try options.value(option))
        }
        let overBrokers = options.has("bootstrap-server")
        let allowed = overBrokers ? brokerTypes : zooKeeperTypes
        for type in types where !allowed.contains(type) {
            throw CommandFailure(
                "Invalid entity type \(type), the entity type must be one of "
                    + allowed.joined(separator: ", ")
                    + (overBrokers
                        ? " with a --bootstrap-server or --bootstrap-controller argument"
                        : " with a --zookeeper argument"))
        }
        guard let type = types.first else {
            throw CommandFailure("At least one entity type must be specified")
        }
        guard types.count == 1 || Set(types) == ["users", "clients"] else {
            throw CommandFailure(
                "Only 'users' and 'clients' entity types may be specified together")
        }
        guard names.count <= types.count else {
            throw CommandFailure("More entity names specified than entity types")
        }
        if let name = names.first {
            return ConfigTarget(type: type, name: name ?? "")
        }
        return ConfigTarget(type: type, name: nil)
    }

    private static func checkName(
        _ entity: ConfigTarget, _ options: Options
    ) throws(CommandFailure) {
        if entity.type == "brokers" || entity.type == "broker-loggers", let name = entity.name,
            !name.isEmpty, Int32(name) == nil
        {
            throw CommandFailure(
                "The entity name for \(entity.type) must be a valid integer broker id, but it is: "
                    + name)
        }
        guard options.has("alter") else { return }
        if entity.type == "topics" || entity.type == "broker-loggers" {
            guard let name = entity.name, !name.isEmpty else {
                throw CommandFailure(
                    "an entity name must be specified with --alter of \(entity.type)")
            }
        } else if entity.name == nil {
            throw CommandFailure(
                "an entity-name or default entity must be specified with --alter of users, "
                    + "clients, brokers or ips")
        }
    }

    private static func checkAlter(_ options: Options) throws(CommandFailure) {
        if options.has("add-config"), options.has("add-config-file") {
            throw CommandFailure(
                "Only one of --add-config or --add-config-file must be specified")
        }
        guard options.count(of: ["add-config", "add-config-file", "delete-config"]) > 0 else {
            throw CommandFailure(
                "At least one of --add-config, --add-config-file, or --delete-config must be "
                    + "specified with --alter")
        }
    }
}

/// What `configs` is about.
struct ConfigTarget: Equatable {
    /// The word of `--entity-type`.
    var type: String
    /// Empty for the default, `nil` for all.
    var name: String?

    /// The type without its last letter, as messages about one have it.
    var singular: String { String(type.dropLast()) }
}
