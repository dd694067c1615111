/// The options of `reassign-partitions` and which of them go together.
enum ReassignOptions {
    enum Action: String, CaseIterable {
        case generate, execute, verify, cancel, list

        fileprivate var required: [String] {
            switch self {
            case .generate: ["topics-to-move-json-file", "broker-list"]
            case .execute, .verify, .cancel: ["reassignment-json-file"]
            case .list: []
            }
        }

        fileprivate var permitted: [String] {
            ["bootstrap-server", "command-config"] + ownPermitted
        }

        private var ownPermitted: [String] {
            switch self {
            case .generate: ["zookeeper", "disable-rack-aware"]
            case .execute:
                [
                    "zookeeper", "additional", "throttle", "replica-alter-log-dirs-throttle",
                    "timeout",
                ]
            case .verify: ["zookeeper", "preserve-throttles"]
            case .cancel: ["preserve-throttles", "timeout"]
            case .list: []
            }
        }
    }

    static let table = OptionTable(
        "This tool helps to move topic partitions between replicas.",
        [
            .value("bootstrap-server", "server to connect to", "Brokers: host:port,host:port."),
            .value(
                "zookeeper", "urls",
                "DEPRECATED: ZooKeeper, as host:port/chroot, for --generate, --execute and "
                    + "--verify."),
            .value("command-config", "file", "Properties for the connection to the brokers."),
            .flag("generate", "Prints a plan for --topics-to-move-json-file on --broker-list."),
            .flag("execute", "Begins the moves of --reassignment-json-file."),
            .flag("verify", "Tells how far they are, and removes throttles when all are done."),
            .flag("cancel", "Cancels those that run."),
            .flag("list", "Lists all moves that run."),
            .value(
                "topics-to-move-json-file", "file",
                "{\"topics\":[{\"topic\":\"t\"}],\"version\":1}"),
            .value(
                "reassignment-json-file", "file",
                "{\"version\":1,\"partitions\":[{\"topic\":\"t\",\"partition\":0,"
                    + "\"replicas\":[1,2]}]}"),
            .value("broker-list", "ids", "Brokers for a plan: 0,1,2."),
            .flag("disable-rack-aware", "Plan without regard to racks."),
            .flag("additional", "Begin moves although others run, or change their throttle."),
            .value("throttle", "bytes/s", "Limit of the moves between brokers."),
            .value(
                "replica-alter-log-dirs-throttle", "bytes/s",
                "Limit of the moves between directories of a broker."),
            .flag("preserve-throttles", "Keep the throttles."),
            .value("timeout", "ms", "Time limit of each request; 10000 if absent."),
        ])

    /// The one action, once it is sure that nothing is missing and nothing is too much.
    static func action(_ options: Options) throws(CommandFailure) -> Action {
        let actions = Action.allCases.filter { options.has($0.rawValue) }
        guard actions.count == 1 else {
            throw .usage(
                "Command must include exactly one action: "
                    + "--generate, --execute, --verify, --cancel, --list")
        }
        let action = actions[0]
        guard options.has("bootstrap-server") || options.has("zookeeper") else {
            throw .usage("Please specify --bootstrap-server")
        }
        for name in action.required { try options.require(name) }
        let fitting = Set(action.required + action.permitted + [action.rawValue])
        for spec in table.options where options.has(spec.name) && !fitting.contains(spec.name) {
            throw .usage(
                "Option \"[\(spec.name)]\" can't be used with action \"[\(action.rawValue)]\"")
        }
        return action
    }
}
