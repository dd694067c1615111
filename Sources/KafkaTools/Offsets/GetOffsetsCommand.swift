import KafkaModel
import KafkaProtocol

/// `kafka-get-offsets.sh`: prints offsets of partitions, the latest ones or those at a time.
package struct GetOffsetsCommand: Tool {
    package let name = "get-offsets"
    package let table = OptionTable(
        "An interactive shell for getting topic-partition offsets.",
        [
            .value("bootstrap-server", "server to connect to", "REQUIRED: host:port,host:port."),
            .value("broker-list", "broker-list", "Deprecated: the same as bootstrap-server."),
            .value("topic-partitions", "list", "Such as t1:1,t2:0-3,t3,:5."),
            .value("topic", "regex", "The topics; all without it."),
            .value("partitions", "ids", "The partitions of each topic; all without it."),
            .value(
                "time", "timestamp",
                "latest (-1), earliest (-2), max-timestamp (-3), earliest-local (-4), "
                    + "latest-tiered (-5), or milliseconds since 1970. Default: latest."),
            .value("command-config", "file", "Properties for the connection to the brokers."),
            .flag("exclude-internal-topics", "Leave out internal topics."),
        ])

    package init() {}

    package func run(
        _ options: Options, _ context: ToolContext
    ) async throws(CommandFailure) -> Int32 {
        do throws(CommandFailure) {
            try await print(options, context)
            return 0
        } catch {
            throw CommandFailure("Error occurred: \(error.message)", exitCode: error.exitCode)
        }
    }

    private func print(_ options: Options, _ context: ToolContext) async throws(CommandFailure) {
        guard options.has("bootstrap-server") || options.has("broker-list") else {
            throw CommandFailure("Missing required option(s) [bootstrap-server]")
        }
        let filter = try TopicPartitionFilter(options)
        let timestamp = try Self.timestamp(try options.value("time") ?? "latest")
        let serverOption = options.has("bootstrap-server") ? "bootstrap-server" : "broker-list"
        var settings = try AdminSettings(
            servers: options.value(serverOption) ?? "",
            propertiesFile: options.value("command-config"), context)
        settings.clientID = "GetOffsetShell"
        let admin = try await context.connectAdmin(settings)
        let outcome = await offsets(filter, timestamp, admin)
        await admin.close()
        let results: [TopicPartition: Result<Offset, AdminFailure>]
        do throws(AdminFailure) {
            results = try outcome.get()
        } catch {
            throw CommandFailure(error.fullText)
        }
        tell(results, context.console)
    }

    private func tell(
        _ results: [TopicPartition: Result<Offset, AdminFailure>], _ console: any Console
    ) {
        for (partition, result) in results.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            switch result {
            case .success(let offset) where offset >= 0:
                console.line("\(partition.topic):\(partition.partition):\(offset)")
            case .success: break
            case .failure(let failure):
                console.errorLine(
                    "Skip getting offsets for topic-partition \(partition) due to error: "
                        + failure.exceptionText)
            }
        }
    }

    private func offsets(
        _ filter: TopicPartitionFilter, _ timestamp: Int64, _ admin: any ClusterAdmin
    ) async -> Result<[TopicPartition: Result<Offset, AdminFailure>], AdminFailure> {
        do throws(AdminFailure) {
            let partitions = try await admin.allTopics().flatMap { topic in
                topic.partitions.map { TopicPartition(topic.name ?? "", $0.partitionIndex) }
            }.filter { filter.allows($0) }
            guard !partitions.isEmpty else {
                throw AdminFailure(
                    .unknownTopicOrPartition,
                    "Could not match any topic-partitions with the specified filters")
            }
            return .success(try await admin.listOffsets(partitions, at: timestamp))
        } catch {
            return .failure(error)
        }
    }

    static func timestamp(_ text: String) throws(CommandFailure) -> Int64 {
        switch text {
        case "latest": return OffsetQuery.latest
        case "earliest": return OffsetQuery.earliest
        case "max-timestamp": return OffsetQuery.maximumTimestamp
        case "earliest-local": return OffsetQuery.earliestLocal
        case "latest-tiered": return OffsetQuery.latestTiered
        default:
            guard let number = Int64(text) else {
                throw CommandFailure(
                    "Malformed time argument \(text). Please use -1 or latest / -2 or earliest / "
                        + "-3 or max-timestamp / -4 or earliest-local / -5 or latest-tiered, or a "
                        + "specified long format timestamp")
            }
            return number
        }
    }
}
