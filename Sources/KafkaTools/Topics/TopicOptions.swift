import KafkaModel

/// The options of `kafka-topics.sh` of Kafka 3.9, and of 2.8 where it speaks to ZooKeeper.
enum TopicOptions {
    static let actions = ["list", "describe", "create", "alter", "delete"]
    static let filters = [
        "under-replicated-partitions", "unavailable-partitions", "under-min-isr-partitions",
        "at-min-isr-partitions",
    ]

    static let table = OptionTable(
        "Create, delete, describe, or change a topic.",
        [
            .value("bootstrap-server", "server to connect to", "The brokers: host:port,host:port."),
            .value(
                "zookeeper", "hosts",
                "ZooKeeper instead of brokers: host:port,host:port/chroot. Deprecated in Kafka."),
            .value("command-config", "file", "Properties for the connection to the brokers."),
            .flag("list", "List all topics."),
            .flag("create", "Create a topic."),
            .flag("delete", "Delete a topic."),
            .flag("alter", "Change the number of partitions; with --zookeeper also settings."),
            .flag("describe", "Show the details of topics."),
            .value(
                "topic", "topic",
                "The topic. A regular expression, except with --create; a comma means or."),
            .value("topic-id", "topic id", "The topic to describe, by its id."),
            .value(
                "config", "name=value",
                "A setting for the new topic; repeatable. With --zookeeper also for --alter."),
            .value("delete-config", "name", "A setting to remove; --alter with --zookeeper."),
            .value("partitions", "number", "Partitions to create, or to grow to."),
            .value("replication-factor", "number", "Replicas of each partition to create."),
            .value(
                "replica-assignment", "broker:broker,...",
                "The brokers of each partition, the preferred leader first."),
            .flag("under-replicated-partitions", "Describe only partitions that lack replicas."),
            .flag("unavailable-partitions", "Describe only partitions without a live leader."),
            .flag(
                "under-min-isr-partitions",
                "Describe only partitions with fewer in-sync replicas than required."),
            .flag(
                "at-min-isr-partitions",
                "Describe only partitions with exactly as many in-sync replicas as required."),
            .flag("topics-with-overrides", "Describe only topics with settings of their own."),
            .flag("if-exists", "No error if the topic does not exist."),
            .flag("if-not-exists", "No error if the topic exists already."),
            .flag("exclude-internal", "Leave out internal topics."),
            .flag("disable-rack-aware", "Place replicas without regard to racks; --zookeeper."),
            .flag("force", "Accepted for compatibility."),
            .value(
                "partition-size-limit-per-response", "number", "Accepted for compatibility."),
        ])

    /// Throws Kafka's message for the first rule that the options break.
    static func check(_ options: Options) throws(CommandFailure) {
        guard options.count(of: actions) == 1 else {
            throw .usage(
                "Command must include exactly one action: --list, --describe, --create, --alter "
                    + "or --delete")
        }
        try checkServers(options)
        if !options.has("list"), !options.has("describe") { try options.require("topic") }
        if options.has("describe"), options.has("if-exists"), !options.has("topic-id") {
            try options.require("topic")
        }
        try checkAlter(options)
        try checkCombinations(options)
    }

    private static func checkServers(_ options: Options) throws(CommandFailure) {
        switch (options.has("bootstrap-server"), options.has("zookeeper")) {
        case (false, false):
            throw CommandFailure("--bootstrap-server must be specified")
        case (true, true):
            throw CommandFailure(
                "Only one of --bootstrap-server or --zookeeper must be specified")
        case (false, true):
            if options.has("create"), !options.has("replica-assignment") {
                try options.require("partitions", "replication-factor")
            }
        case (true, false):
            break
        }
    }

    private static func checkAlter(_ options: Options) throws(CommandFailure) {
        guard options.has("alter"), options.has("bootstrap-server") else { return }
        if options.has("config") {
            throw .usage(
                "Option combination \"[[bootstrap-server], [config]]\" can't be used with option "
                    + "\"[alter]\" (the kafka-configs CLI supports altering topic configs with a "
                    + "--bootstrap-server option)")
        }
        try options.require("partitions")
    }

    private static func checkCombinations(_ options: Options) throws(CommandFailure) {
        try options.forbid("config", with: except("create", "alter"))
        try options.forbid("delete-config", with: except("alter") + ["bootstrap-server"])
        try options.forbid("partitions", with: except("create", "alter"))
        try options.forbid("replication-factor", with: except("create"))
        try options.forbid("replica-assignment", with: except("create", "alter"))
        if options.has("create") {
            try options.forbid("replica-assignment", with: ["partitions", "replication-factor"])
        }
        let notOverBrokers = ["zookeeper"]
        for filter in filters {
            let minimum = filter.contains("min-isr") ? notOverBrokers : []
            try options.forbid(
                filter, with: except("describe") + ["topics-with-overrides"] + minimum)
        }
        try options.forbid("topics-with-overrides", with: except("describe"))
        try options.forbid("if-exists", with: except("alter", "delete", "describe"))
        try options.forbid("if-not-exists", with: except("create"))
        try options.forbid("exclude-internal", with: except("list", "describe"))
        try options.forbid("disable-rack-aware", with: ["bootstrap-server"])
    }

    private static func except(_ allowed: String...) -> [String] {
        // The order in which Kafka looks for the clash.
        ["create", "alter", "describe", "list", "delete"].filter { !allowed.contains($0) }
    }
}
