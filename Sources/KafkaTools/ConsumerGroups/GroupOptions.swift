/// The options of `kafka-consumer-groups.sh` of Kafka 3.9.
enum GroupOptions {
    static let actions = ["list", "describe", "delete", "reset-offsets", "delete-offsets"]
    /// How a reset may name its target, in the order of Kafka's checks.
    static let resetTargets = [
        "to-offset", "to-datetime", "by-duration", "to-earliest", "to-latest", "to-current",
        "shift-by", "from-file",
    ]
    static let missingExecuteWarning =
        "WARN: No action will be performed as the --execute option is missing.In a future major "
        + "release, the default behavior of this command will be to prompt the user before "
        + "executing the reset rather than doing a dry run. You should add the --dry-run option "
        + "explicitly if you are scripting this command and want to keep the current default "
        + "behavior without prompting."

    static let table = OptionTable(
        "This tool helps to list all consumer groups, describe a consumer group, delete consumer "
            + "group info, or reset consumer group offsets.",
        [
            .value("bootstrap-server", "server to connect to", "REQUIRED: host:port,host:port."),
            .value("command-config", "file", "Properties for the connection to the brokers."),
            .flag("list", "List the groups."),
            .flag("describe", "Describe groups: what they have read, members or state."),
            .flag("delete", "Delete groups without members, with their offsets."),
            .flag("reset-offsets", "Set the offsets of a group without members."),
            .flag("delete-offsets", "Delete the offsets of a group for a topic."),
            .value("group", "group", "The group; repeatable."),
            .flag("all-groups", "All groups."),
            .value("topic", "topic", "The topic, or topic:0,1,2 for partitions; repeatable."),
            .flag("all-topics", "All topics that the group has offsets for."),
            .value("timeout", "milliseconds", "Limit of each call. Default: 5000."),
            .flag("offsets", "Describe offsets and lag: the default."),
            .flag("members", "Describe members."),
            .optional("state", "states", "Describe or list the state; list only these states."),
            .optional("type", "types", "List the type; list only these types."),
            .flag("verbose", "Describe more."),
            .flag("dry-run", "Show the result of a reset without doing it: the default."),
            .flag("execute", "Do the reset."),
            .flag("export", "Print the offsets of a reset as CSV."),
            .value("to-offset", "offset", "Reset to an offset."),
            .value("from-file", "file", "Reset to the offsets of a CSV file."),
            .value("to-datetime", "datetime", "Reset to a time: YYYY-MM-DDTHH:mm:SS.sss."),
            .value("by-duration", "duration", "Reset to a time ago: PnDTnHnMnS."),
            .flag("to-earliest", "Reset to the earliest offset."),
            .flag("to-latest", "Reset to the latest offset."),
            .flag("to-current", "Reset to the current offset."),
            .value("shift-by", "number", "Reset by a number forward, or back below 0."),
        ])

    /// Throws Kafka's message for the first rule that the options break. `warn` prints at once.
    static func check(_ options: Options, warn: (String) -> Void) throws(CommandFailure) {
        try options.require("bootstrap-server")
        try checkDescribe(options)
        let namesGroups = options.has("group") || options.has("all-groups")
        if options.has("delete") {
            if !namesGroups {
                throw .usage("Option [delete] takes one of these options: [all-groups], [group]")
            }
            if options.has("topic") {
                throw .usage(
                    "The consumer does not support topic-specific offset deletion from a consumer "
                        + "group.")
            }
        }
        if options.has("delete-offsets"), !options.has("group") || !options.has("topic") {
            throw .usage(
                "Option [delete-offsets] takes the following options: [all-groups], [group]")
        }
        if options.has("reset-offsets") {
            try checkReset(options, namesGroups: namesGroups, warn: warn)
        }
        try options.forbid("group", with: ["all-groups", "list"])
        try options.forbid("topic", with: ["list", "describe"])
        guard options.count(of: actions) == 1 else {
            throw .usage(
                "Command must include exactly one action: --list, --describe, --delete, "
                    + "--reset-offsets, --delete-offsets")
        }
        if options.has("reset-offsets") { try checkResetScope(options) }
    }

    private static func checkDescribe(_ options: Options) throws(CommandFailure) {
        guard options.has("describe") else { return }
        if !options.has("group"), !options.has("all-groups") {
            throw .usage(
                "Option [describe] takes one of these options: [reset-offsets], [describe], "
                    + "[delete], [list]")
        }
        if options.count(of: ["members", "offsets", "state"]) > 1 {
            throw .usage(
                "Option [describe] takes at most one of these options: [members], [offsets], "
                    + "[state]")
        }
        if try options.value("state") != nil {
            throw .usage("Option [describe] does not take a value for [state]")
        }
    }

    private static func checkReset(
        _ options: Options, namesGroups: Bool, warn: (String) -> Void
    ) throws(CommandFailure) {
        if options.has("dry-run"), options.has("execute") {
            throw .usage("Option [reset-offsets] only accepts one of [execute] and [dry-run]")
        }
        if !options.has("dry-run"), !options.has("execute") { warn(missingExecuteWarning) }
        if !namesGroups {
            throw .usage(
                "Option [reset-offsets] takes one of these options: [all-groups], [group]")
        }
        for target in resetTargets { try options.forbid(target, with: resetTargets) }
    }

    private static func checkResetScope(_ options: Options) throws(CommandFailure) {
        guard options.has("topic") || options.has("all-topics") || options.has("from-file") else {
            throw .usage(
                "One of the reset scopes should be defined: --all-topics, --topic.")
        }
        guard options.count(of: resetTargets) == 1 else {
            throw .usage(
                "Option '[reset-offsets]' requires one of the following scenarios: [[to-offset], "
                    + "[to-current], [to-datetime], [from-file], [by-duration], [to-earliest], "
                    + "[to-latest], [shift-by]]")
        }
    }
}
