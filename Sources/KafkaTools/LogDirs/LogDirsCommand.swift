import BrokerClient
import ClusterMetadata
import KafkaModel
import KafkaProtocol

/// `kafka-log-dirs.sh`: prints what is in the log directories of brokers.
package struct LogDirsCommand: Tool {
    package let name = "log-dirs"
    package let table = OptionTable(
        "This tool helps to query log directory usage on the specified brokers.",
        [
            .value("bootstrap-server", "server to connect to", "REQUIRED: host:port,host:port."),
            .flag("describe", "REQUIRED: Describe the log directories."),
            .value("topic-list", "topics", "The topics, such as t1,t2; all without it."),
            .value("broker-list", "ids", "The brokers, such as 0,1,2; all without it."),
            .value("command-config", "file", "Properties for the connection to the brokers."),
        ])

    package init() {}

    package func run(
        _ options: Options, _ context: ToolContext
    ) async throws(CommandFailure) -> Int32 {
        try options.require("bootstrap-server", "describe")
        let chosen = try Self.brokers(try options.value("broker-list") ?? "")
        let topics = Set(Self.list(try options.value("topic-list") ?? ""))
        var settings = try AdminSettings(
            servers: options.value("bootstrap-server") ?? "",
            propertiesFile: options.value("command-config"), context)
        settings.clientID = "log-dirs-tool"
        let admin = try await context.connectAdmin(settings)
        let outcome = await describe(chosen, topics, admin, context.console)
        await admin.close()
        try outcome.get()
        return 0
    }

    private func describe(
        _ chosen: [BrokerID], _ topics: Set<String>, _ admin: any ClusterAdmin,
        _ console: any Console
    ) async -> Result<Void, CommandFailure> {
        do throws(AdminFailure) {
            let present = try await admin.metadata(topics: [], call: "listNodes").brokers
                .map(\.nodeId).sorted()
            let absent = chosen.filter { !present.contains($0) }
            guard absent.isEmpty else {
                return .failure(
                    CommandFailure(
                        "ERROR: The given brokers do not exist from --broker-list: "
                            + "\(Self.text(absent)). Current existent brokers: "
                            + Self.text(present)))
            }
            let brokers = chosen.isEmpty ? present : chosen
            console.line("Querying brokers for log directories information")
            var described: [(BrokerID, [DescribedLogDir])] = []
            for broker in brokers {
                described.append((broker, try await admin.logDirs(of: broker)))
            }
            console.line(
                "Received log directory information from brokers \(Self.text(brokers))")
            console.line(
                String(decoding: Self.json(described, topics).encoded(), as: UTF8.self))
            return .success(())
        } catch {
            return .failure(CommandFailure(error.exceptionText))
        }
    }

    /// Keys in the order of Kafka 3.9.
    static func json(_ brokers: [(BrokerID, [DescribedLogDir])], _ topics: Set<String>)
        -> JSONValue
    {
        .object([
            .init(
                "brokers",
                .array(
                    brokers.map { broker, directories in
                        .object([
                            .init("broker", JSONValue(broker.rawValue)),
                            .init("logDirs", .array(directories.map { json($0, topics) })),
                        ])
                    })),
            .init("version", .integer(1)),
        ])
    }

    private static func json(_ directory: DescribedLogDir, _ topics: Set<String>) -> JSONValue {
        let wanted = directory.replicas.filter {
            topics.isEmpty || topics.contains($0.partition.topic)
        }
        let isKnown = directory.error == .none
        return .object([
            .init("partitions", .array(wanted.map(json))),
            .init("error", isKnown ? .null : .string(directory.error.exceptionName)),
            .init("logDir", .string(directory.path)),
        ])
    }

    private static func json(_ replica: DescribedLogDir.Replica) -> JSONValue {
        .object([
            .init("partition", .string("\(replica.partition)")),
            .init("size", .integer(replica.size)),
            .init("offsetLag", .integer(replica.offsetLag)),
            .init("isFuture", .bool(replica.isFuture)),
        ])
    }

    private static func brokers(_ text: String) throws(CommandFailure) -> [BrokerID] {
        var ids: [BrokerID] = []
        for part in list(text) {
            guard let id = Int32(part) else {
                throw CommandFailure("For input string: \"\(part)\"")
            }
            if !ids.contains(BrokerID(id)) { ids.append(BrokerID(id)) }
        }
        return ids
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map(String.init)
    }

    private static func text(_ ids: [BrokerID]) -> String {
        ids.map(\.description).joined(separator: ",")
    }
}
