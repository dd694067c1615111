import BrokerClient
import KafkaModel
import KafkaProtocol
import Platform

/// `kafka-replica-verification.sh`: compares the replicas of partitions, until it is stopped.
package struct ReplicaVerificationCommand: Tool {
    package let name = "replica-verification"
    package let table = OptionTable(
        "Validate that all replicas for a set of topics have the same data.",
        [
            .value("broker-list", "hostname:port,...", "REQUIRED: The servers to connect to."),
            .value("bootstrap-server", "hostname:port,...", "The same as broker-list."),
            .value(
                "topics-include", "regex", "The topics to compare; all (.*) without it."),
            .value("topic-white-list", "regex", "Deprecated: the same as topics-include."),
            .value("fetch-size", "bytes", "Of each partition in one request; 1048576 if absent."),
            .value(
                "max-wait-ms", "ms", "How long a broker waits for something new; 1000 if absent."),
            .value(
                "time", "timestamp/-1(latest)/-2(earliest)",
                "Where to begin; -1 if absent, what comes from now on."),
            .value("report-interval-ms", "ms", "How often the lag is told; 30000 if absent."),
        ])

    package init() {}

    package func run(
        _ options: Options, _ context: ToolContext
    ) async throws(CommandFailure) -> Int32 {
        if !options.has("bootstrap-server") { try options.require("broker-list") }
        let include = try options.value("topics-include")
        let whitelist = try options.value("topic-white-list")
        let pattern = try TopicPattern(include ?? whitelist ?? ".*")
        let limits = ReplicaFetchLimits(
            bytes: try options.number("fetch-size") ?? 1_048_576,
            wait: try options.number("max-wait-ms") ?? 1000)
        let start = try options.number("time", as: Int64.self) ?? OffsetQuery.latest
        let interval = try options.number("report-interval-ms", as: Int64.self) ?? 30_000
        let servers = try options.value(
            options.has("bootstrap-server") ? "bootstrap-server" : "broker-list")
        var settings = try AdminSettings(servers: servers ?? "", propertiesFile: nil, context)
        settings.clientID = "ReplicaVerificationTool"
        let admin = try await context.connectAdmin(settings)
        let outcome: Result<Int32, CommandFailure>
        do throws(AdminFailure) {
            let topics = try await admin.allTopics().filter { pattern.matches($0.name ?? "") }
            if topics.isEmpty {
                outcome = .failure(Self.noTopics)
            } else {
                var verification = try await ReplicaVerification(
                    topics, admin: admin, start: start, limits: limits,
                    reportInterval: .milliseconds(interval), context)
                outcome = .success(await verification.run())
            }
        } catch {
            outcome = .failure(CommandFailure(error.exceptionText))
        }
        await admin.close()
        return try outcome.get()
    }

    private static let noTopics = CommandFailure(
        "No topics found. --topics-include if specified, is either filtering out all topics or there "
            + "is no topic.")
}
