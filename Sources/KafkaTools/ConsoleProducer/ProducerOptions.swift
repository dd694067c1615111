/// The options of `kafka-console-producer.sh` of Kafka 3.9.
enum ProducerOptions {
    static let table = OptionTable(
        "This tool helps to read data from standard input and publish it to Kafka.",
        explainsBadWords: true,
        [
            .value("bootstrap-server", "server to connect to", "The brokers: host:port,host:port."),
            .value("broker-list", "broker-list", "Deprecated: the same as bootstrap-server."),
            .value("topic", "topic", "REQUIRED: the topic to write to."),
            .flag("sync", "Wait for the acknowledgement of each record before the next."),
            .optional(
                "compression-codec", "compression-codec",
                "none, gzip, snappy, lz4 or zstd; gzip without a value. Default: none."),
            .value("batch-size", "size", "Bytes of a batch at most. Default: 16384."),
            .value("message-send-max-retries", "number", "Retries of a request. Default: 3."),
            .value("retry-backoff-ms", "milliseconds", "Delay before a retry. Default: 100."),
            .value(
                "timeout", "milliseconds",
                "How long a record waits for others to share a batch with. Default: 1000."),
            .value("request-required-acks", "acks", "0, 1 or -1 (all). Default: -1."),
            .value("request-timeout-ms", "milliseconds", "Limit of a request. Default: 1500."),
            .value(
                "metadata-expiry-ms", "milliseconds",
                "After this time leaders are asked for anew. Default: 300000."),
            .value(
                "max-block-ms", "milliseconds",
                "How long a record waits for metadata or room. Default: 60000."),
            .value("max-memory-bytes", "size", "Memory for waiting records. Default: 33554432."),
            .value("max-partition-memory-bytes", "size", "Bytes of a batch; wins over batch-size."),
            .value("line-reader", "class", "Only LineMessageReader."),
            .value("socket-buffer-size", "size", "The send buffer. Default: 102400."),
            .value(
                "property", "name=value",
                "For the reader; repeatable: parse.key, key.separator, parse.headers, "
                    + "headers.delimiter, headers.separator, headers.key.separator, null.marker, "
                    + "ignore.error."),
            .value("reader-config", "file", "Properties for the reader."),
            .value("producer-property", "name=value", "Any producer setting; repeatable."),
            .value("producer.config", "file", "Properties with any producer setting."),
        ])

    static func check(_ options: Options) throws(CommandFailure) {
        guard options.has("bootstrap-server") || options.has("broker-list") else {
            throw .usage("Missing required option(s) [bootstrap-server]")
        }
        try options.require("topic")
        guard let reader = try options.value("line-reader") else { return }
        let known = [
            "LineMessageReader", "org.apache.kafka.tools.LineMessageReader",
            "kafka.tools.ConsoleProducer$LineMessageReader",
        ]
        guard known.contains(reader) else {
            throw CommandFailure("java.lang.ClassNotFoundException: \(reader)")
        }
    }

    static func clientSettings(
        _ options: Options, _ context: ToolContext
    ) throws(CommandFailure) -> ClientSettings {
        var settings = ClientSettings(forConsumer: false)
        if let file = try options.value("producer.config") {
            settings.merge(try context.properties(in: file))
        }
        settings.merge(parseKeyValues(options.all("producer-property")))
        let serverOption = options.has("bootstrap-server") ? "bootstrap-server" : "broker-list"
        let servers = try options.value(serverOption) ?? ""
        _ = try parseBootstrapServers(servers)
        settings["bootstrap.servers"] = servers
        settings.set("client.id", option: nil, default: "console-producer")
        settings.set("compression.type", option: try compression(options), default: "none")
        for (option, key, fallback) in plainOptions {
            settings.set(key, option: try options.value(option), default: fallback)
        }
        if let size = try options.value("max-partition-memory-bytes") {
            settings["batch.size"] = size
        }
        settings.set("delivery.timeout.ms", option: nil, default: "120000")
        return settings
    }

    private static let plainOptions: [(option: String, key: String, fallback: String)] = [
        ("batch-size", "batch.size", "16384"),
        ("message-send-max-retries", "retries", "3"),
        ("retry-backoff-ms", "retry.backoff.ms", "100"),
        ("timeout", "linger.ms", "1000"),
        ("request-required-acks", "acks", "-1"),
        ("request-timeout-ms", "request.timeout.ms", "1500"),
        ("metadata-expiry-ms", "metadata.max.age.ms", "300000"),
        ("max-block-ms", "max.block.ms", "60000"),
        ("max-memory-bytes", "buffer.memory", "33554432"),
        ("socket-buffer-size", "send.buffer.bytes", "102400"),
    ]

    /// The option without a value means gzip.
    private static func compression(_ options: Options) throws(CommandFailure) -> String? {
        guard options.has("compression-codec") else { return nil }
        return try options.value("compression-codec") ?? "gzip"
    }
}
