import KafkaModel

/// `kafka-leader-election.sh`: elects preferred or unclean leaders.
package struct LeaderElectionCommand: Tool {
    package let name = "leader-election"
    package let table = OptionTable(
        "This tool attempts to elect a new leader for a set of topic partitions. The type of "
            + "elections supported are preferred replicas and unclean replicas.",
        [
            .value("bootstrap-server", "host:port", "REQUIRED: brokers, host:port,host:port."),
            .value(
                "election-type", "[PREFERRED,UNCLEAN]",
                "REQUIRED: preferred, for partitions whose first replica does not lead; unclean, "
                    + "for partitions without a leader."),
            .value("topic", "topic name", "A topic, together with --partition."),
            .value("partition", "partition id", "The partition of --topic."),
            .flag("all-topic-partitions", "All partitions."),
            .value(
                "path-to-json-file", "file",
                "{\"partitions\":[{\"topic\":\"t\",\"partition\":1}]}"),
            .value("admin.config", "file", "Properties for the connection to the brokers."),
        ])

    package init() {}

    package func run(
        _ options: Options, _ context: ToolContext
    ) async throws(CommandFailure) -> Int32 {
        let type = try electionType(options)
        try check(options)
        let partitions = try partitions(options, context)
        var settings = try AdminSettings(
            servers: options.value("bootstrap-server") ?? "",
            propertiesFile: options.value("admin.config"), context)
        if !options.has("admin.config") { settings.apiTimeout = .seconds(30) }
        let admin = try await context.connectAdmin(settings)
        let result: Result<ElectionOutcome, AdminFailure>
        do throws(AdminFailure) {
            result = .success(try await admin.electLeaders(type, partitions))
        } catch {
            result = .failure(error)
        }
        await admin.close()
        switch result {
        case .success(let outcome): try tell(outcome, type, context.console)
        case .failure(let failure): throw told(failure)
        }
        return 0
    }

    private func electionType(_ options: Options) throws(CommandFailure) -> ElectionType {
        switch try options.value("election-type")?.uppercased() {
        case nil, "PREFERRED": return .preferred
        case "UNCLEAN": return .unclean
        default:
            let text = try options.value("election-type") ?? ""
            throw CommandFailure("Cannot parse argument '\(text)' of option election-type")
        }
    }

    private func check(_ options: Options) throws(CommandFailure) {
        let missing = ["bootstrap-server", "election-type"].filter { !options.has($0) }
        guard missing.isEmpty else {
            throw CommandFailure(
                "Missing required option(s): " + missing.joined(separator: ", "))
        }
        let scopes = ["topic", "all-topic-partitions", "path-to-json-file"]
        guard options.count(of: scopes) == 1 else {
            throw CommandFailure(
                "One and only one of the following options is required: "
                    + scopes.joined(separator: ", "))
        }
        if options.has("topic"), !options.has("partition") {
            throw CommandFailure("Missing required option(s): partition")
        }
        if options.has("partition"), !options.has("topic") {
            throw CommandFailure("Option partition is only allowed if topic is used")
        }
    }

    /// `nil` for all.
    private func partitions(_ options: Options, _ context: ToolContext)
        throws(CommandFailure) -> [TopicPartition]?
    {
        if let path = try options.value("path-to-json-file") {
            return try ElectionFile.read(
                path, context, missing: "Replica election data is missing \"partitions\" field")
        }
        guard let topic = try options.value("topic"),
            let partition = try options.number("partition", as: Int32.self)
        else { return nil }
        return [TopicPartition(topic, partition)]
    }

    private func tell(_ outcome: ElectionOutcome, _ type: ElectionType, _ console: any Console)
        throws(CommandFailure)
    {
        if !outcome.elected.isEmpty {
            console.line(
                "Successfully completed leader election (\(type.name)) for partitions "
                    + Self.list(outcome.elected))
        }
        if !outcome.notNeeded.isEmpty {
            console.line(
                "Valid replica already elected for partitions " + Self.list(outcome.notNeeded))
        }
        for (partition, failure) in outcome.failed {
            console.line(
                "Error completing leader election (\(type.name)) for partition: \(partition): "
                    + failure.exceptionText)
        }
        if !outcome.failed.isEmpty {
            throw CommandFailure("\(outcome.failed.count) replica(s) could not be elected")
        }
    }

    private func told(_ failure: AdminFailure) -> CommandFailure {
        switch failure.code {
        case .requestTimedOut:
            CommandFailure(
                failure.fullText, output: "Timeout waiting for election results\n")
        case .clusterAuthorizationFailed:
            CommandFailure(
                failure.fullText, output: "Not authorized to perform leader election\n")
        default:
            CommandFailure(
                failure.fullText, output: "Error while making request\n")
        }
    }

    private static func list(_ partitions: [TopicPartition]) -> String {
        partitions.map(\.description).joined(separator: ", ")
    }
}
