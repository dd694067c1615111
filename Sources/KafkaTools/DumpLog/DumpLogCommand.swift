/// `kafka-dump-log.sh`: prints the content of a log's files, and checks indexes against their log.
///
/// Files are read in pieces and never changed. An error ends the tool as it ends Kafka's, after
/// everything that could be printed before it. Source: Kafka's `DumpLogSegments`, tools 13.
package struct DumpLogCommand: Tool {
    package let name = "dump-log"
    package let table = OptionTable(
        "This tool helps to parse a log file and dump its contents to the console, useful for "
            + "debugging a seemingly corrupt log segment.",
        [
            .value("files", "file1, file2, ...", "REQUIRED: the files to print, with commas."),
            .flag("print-data-log", "Print keys and values too. Set by every decoder."),
            .flag("deep-iteration", "Print each record and not only each batch."),
            .flag("verify-index-only", "Compare indexes with their log without printing them."),
            .flag(
                "index-sanity-check",
                "Only check indexes as a broker does at start, to see whether it rebuilds them."),
            .value("max-message-size", "size", "The largest batch, bytes. Default: 5242880."),
            .value(
                "max-bytes", "size",
                "Read only so much of each .log file. Default: 2147483647, all of it."),
            .flag("skip-record-metadata", "Print only keys and values of records."),
            .optional(
                "key-decoder-class", "class",
                "What makes text of keys: StringDecoder (default), IntegerDecoder, LongDecoder or "
                    + "DefaultDecoder (hexadecimal)."),
            .optional("value-decoder-class", "class", "The same for values."),
            .flag("offsets-decoder", "Read the records as those of __consumer_offsets."),
            .flag("transaction-log-decoder", "Read the records as those of __transaction_state."),
            .flag(
                "cluster-metadata-decoder",
                "For logs of KRaft, which have no place beside ZooKeeper: tells so at each record."),
            .flag(
                "remote-log-metadata-decoder",
                "For logs of tiered storage, which is not there: tells so at each record."),
        ])

    package init() {}

    package func run(
        _ options: Options, _ context: ToolContext
    ) async throws(CommandFailure) -> Int32 {
        try options.require("files")
        let settings = try DumpSettings(options)
        var findings = DumpFindings()
        for path in settings.files {
            let file = DumpedFile(path, workingDirectory: context.workingDirectory)
            context.console.line("Dumping \(file.path)")
            let disk = DumpedDisk(fileSystem: context.fileSystem)
            try dump(file, settings, on: disk, context.console, &findings)
        }
        findings.tell(context.console)
        return 0
    }

    /// Prints one file.
    func dump(
        _ file: DumpedFile, _ settings: DumpSettings, on disk: DumpedDisk,
        _ console: any Console, _ findings: inout DumpFindings
    ) throws(CommandFailure) {
        switch try file.suffix {
        case ".log", ".checkpoint":
            try LogDump(file, settings, console, decoder: try settings.makeDecoder())
                .run(disk, &findings)
        case ".index":
            try OffsetIndexDump(file, settings, console).run(disk, &findings)
        case ".timeindex":
            try TimeIndexDump(file, settings, console).run(disk, &findings)
        case ".txnindex":
            try dumpTransactionIndex(file, disk, console)
        case ".snapshot":
            try dumpProducerSnapshot(file, disk, console)
        default:
            console.errorLine("Ignoring unknown file \(file.path)")
        }
    }
}

/// What the options say.
struct DumpSettings: Sendable {
    let files: [String]
    let printsContent: Bool
    let isDeep: Bool
    let skipsRecordMetadata: Bool
    let verifiesOnly: Bool
    let checksSanityOnly: Bool
    /// Bytes.
    let maxMessageSize: Int32
    /// Bytes; the largest value means all.
    let maxBytes: Int32
    /// What reads keys and values; asked for at each record file, because an unknown class is told
    /// only there.
    let makeDecoder: @Sendable () throws(CommandFailure) -> any RecordDecoder

    init(_ options: Options) throws(CommandFailure) {
        var files = (try options.value("files") ?? "")
            .split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        while files.count > 1, files.last == "" { files.removeLast() }
        self.files = files
        let decoders = [
            "offsets-decoder", "transaction-log-decoder", "cluster-metadata-decoder",
            "remote-log-metadata-decoder", "key-decoder-class", "value-decoder-class",
        ]
        printsContent = options.has("print-data-log") || options.count(of: decoders) > 0
        isDeep = printsContent || options.has("deep-iteration")
        skipsRecordMetadata = options.has("skip-record-metadata")
        verifiesOnly = options.has("verify-index-only")
        checksSanityOnly = options.has("index-sanity-check")
        maxMessageSize = try options.number("max-message-size") ?? 5 * 1024 * 1024
        maxBytes = try options.number("max-bytes") ?? .max
        makeDecoder = try Self.decoder(options)
    }

    private static func decoder(
        _ options: Options
    ) throws(CommandFailure) -> @Sendable () throws(CommandFailure) -> any RecordDecoder {
        if options.has("offsets-decoder") { return { OffsetsDecoder() } }
        if options.has("transaction-log-decoder") { return { TransactionLogDecoder() } }
        if options.has("cluster-metadata-decoder") { return { ClusterMetadataDecoder() } }
        if options.has("remote-log-metadata-decoder") { return { RemoteLogMetadataDecoder() } }
        let key = try options.value("key-decoder-class")
        let value = try options.value("value-decoder-class")
        return { () throws(CommandFailure) in
            // Kafka makes the decoder of the values first.
            let value = try FieldDecoder(className: value)
            return PlainDecoder(key: try FieldDecoder(className: key), value: value)
        }
    }
}
