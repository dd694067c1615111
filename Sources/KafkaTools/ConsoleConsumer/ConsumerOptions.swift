import Platform

/// The options of `kafka-console-consumer.sh` of Kafka 3.9.
enum ConsumerOptions {
    static let table = OptionTable(
        "This tool helps to read data from Kafka topics and outputs it to standard output.",
        explainsBadWords: true,
        [
            .value("bootstrap-server", "server to connect to", "REQUIRED: host:port,host:port."),
            .value("topic", "topic", "The topic to read."),
            .value("include", "regex", "The topics to read."),
            .value("whitelist", "regex", "Deprecated: the same as include."),
            .value("partition", "number", "The partition to read; needs --topic."),
            .value(
                "offset", "offset",
                "Where to begin: a number, earliest or latest. Default: latest. Needs "
                    + "--partition."),
            .flag("from-beginning", "Begin with the earliest record, not with the next."),
            .value("group", "group", "The consumer group; its position is committed."),
            .value("max-messages", "number", "End after this many records."),
            .value("timeout-ms", "milliseconds", "End when nothing came for this long."),
            .value(
                "isolation-level", "level",
                "read_committed or read_uncommitted. Default: read_uncommitted."),
            .value(
                "formatter", "class", "How records are shown. Default: DefaultMessageFormatter."),
            .value(
                "property", "name=value",
                "For the formatter; repeatable: print.timestamp, print.partition, print.offset, "
                    + "print.headers, print.key, print.value, key.separator, line.separator, "
                    + "headers.separator, null.literal, key.deserializer, value.deserializer, "
                    + "headers.deserializer."),
            .value("formatter-config", "file", "Properties for the formatter."),
            .value("key-deserializer", "class", "How keys are read. Default: as text."),
            .value("value-deserializer", "class", "How values are read. Default: as text."),
            .value("consumer-property", "name=value", "Any consumer setting; repeatable."),
            .value("consumer.config", "file", "Properties with any consumer setting."),
            .flag("skip-message-on-error", "Go on after a record that cannot be shown."),
            .flag("enable-systest-events", "Print shutdown_complete at the end."),
        ])

    /// Throws Kafka's message for the first rule that the options break.
    static func check(_ options: Options) throws(CommandFailure) {
        guard options.count(of: ["topic", "include", "whitelist"]) == 1 else {
            throw .usage("Exactly one of --include/--topic is required. ")
        }
        if options.has("partition"), !options.has("topic") {
            throw .usage("The topic is required when partition is specified.")
        }
        if options.has("offset") {
            guard options.has("partition") else {
                throw .usage("The partition is required when offset is specified.")
            }
            if options.has("from-beginning") {
                throw .usage("Options from-beginning and offset cannot be specified together.")
            }
        }
        if options.has("group"), options.has("partition") {
            throw .usage("Options group and partition cannot be specified together.")
        }
        try options.require("bootstrap-server")
    }

    static func source(_ options: Options) throws(CommandFailure) -> RecordConsumer.Source {
        guard let topic = try options.value("topic") else {
            let name = options.has("include") ? "include" : "whitelist"
            return .pattern(try options.value(name) ?? "")
        }
        guard let partition: Int32 = try options.number("partition") else { return .topic(topic) }
        return .partition(topic: topic, partition: partition, offset: try start(options))
    }

    private static func start(_ options: Options) throws(CommandFailure) -> RecordConsumer.Start {
        guard let text = try options.value("offset") else {
            return options.has("from-beginning") ? .earliest : .latest
        }
        switch text.lowercased() {
        case "earliest": return .earliest
        case "latest": return .latest
        default:
            guard let offset = Int64(text), offset >= 0 else {
                throw .usage(
                    "The provided offset value '\(text)' is incorrect. Valid values are "
                        + "'earliest', 'latest', or a non-negative long.")
            }
            return .offset(offset)
        }
    }
}

// What the client is told.
extension ConsumerOptions {
    static func clientSettings(
        _ options: Options, _ context: ToolContext
    ) throws(CommandFailure) -> ClientSettings {
        var settings = ClientSettings(forConsumer: true)
        if let file = try options.value("consumer.config") {
            settings.merge(try context.properties(in: file))
        }
        let properties = parseKeyValues(options.all("consumer-property"))
        let group = try group(options, fromFile: settings["group.id"], properties["group.id"])
        settings.merge(properties)
        try setOffsetReset(options, &settings)
        let servers = try options.value("bootstrap-server") ?? ""
        _ = try parseBootstrapServers(servers)
        settings["bootstrap.servers"] = servers
        settings.set("client.id", option: nil, default: "console-consumer")
        settings.set(
            "isolation.level", option: try options.value("isolation-level"),
            default: "read_uncommitted")
        settings.set("allow.auto.create.topics", option: nil, default: "true")
        if let group {
            settings["group.id"] = group
        } else {
            settings["group.id"] = "console-consumer-\(context.random.next(below: 100_000))"
            settings["enable.auto.commit"] = "false"
        }
        return settings
    }

    private static func setOffsetReset(
        _ options: Options, _ settings: inout ClientSettings
    ) throws(CommandFailure) {
        let given = settings["auto.offset.reset"]
        guard options.has("from-beginning") else {
            if given == nil { settings["auto.offset.reset"] = "latest" }
            return
        }
        if let given, given != "earliest" {
            throw CommandFailure(
                "Can't simultaneously specify --from-beginning and 'auto.offset.reset=\(given)', "
                    + "please remove one option")
        }
        settings["auto.offset.reset"] = "earliest"
    }

    /// The group, which may be named in three places, but not differently.
    private static func group(
        _ options: Options, fromFile: String?, _ fromProperties: String?
    ) throws(CommandFailure) -> String? {
        let given = [try options.value("group"), fromProperties, fromFile].compactMap(\.self)
        let names = given.reduce(into: [String]()) { names, name in
            if !names.contains(name) { names.append(name) }
        }
        guard names.count <= 1 else {
            let list = names.map { "'\($0)'" }.joined(separator: ", ")
            throw .usage(
                "The group ids provided in different places (directly using '--group', via "
                    + "'--consumer-property', or via '--consumer.config') do not match. Detected "
                    + "group ids: \(list)")
        }
        return names.first
    }
}
