import ClusterMetadata
import ZooKeeperClient

/// `kafka-topics.sh`: creates, lists, describes, alters and deletes topics, through brokers or, as
/// the tools up to Kafka 2.8 did, through ZooKeeper.
package struct TopicsCommand: Tool {
    package let name = "topics"
    package let table = TopicOptions.table

    package init() {}

    package func run(
        _ options: Options, _ context: ToolContext
    ) async throws(CommandFailure) -> Int32 {
        try TopicOptions.check(options)
        if let hosts = try options.value("zookeeper") {
            let zooKeeper = try await context.connectZooKeeper(hosts)
            let failure = await failureOf { () throws(CommandFailure) in
                let topics = TopicsOverZooKeeper(
                    store: ClusterStore(zooKeeper), random: context.random,
                    console: context.console, isRackAware: !options.has("disable-rack-aware"))
                try await topics.run(TopicAction(options))
            }
            await zooKeeper.close()
            if let failure { throw failure }
        } else {
            let settings = try AdminSettings(
                servers: options.value("bootstrap-server") ?? "",
                propertiesFile: options.value("command-config"), context)
            let admin = try await context.connectAdmin(settings)
            let failure = await failureOf { () throws(CommandFailure) in
                let action = try TopicAction(options)
                do throws(AdminFailure) {
                    try await TopicsOverBrokers(admin: admin, console: context.console).run(action)
                } catch {
                    throw topicFailure(error.message, error.fullText)
                }
            }
            await admin.close()
            if let failure { throw failure }
        }
        return 0
    }

    /// Runs `work` and returns its failure in Kafka's words, so that the connection can be closed.
    private func failureOf(_ work: () async throws(CommandFailure) -> Void) async
        -> CommandFailure?
    {
        do throws(CommandFailure) {
            try await work()
            return nil
        } catch {
            return error.output.isEmpty ? topicFailure(error.message, error.message) : error
        }
    }

    private func topicFailure(_ message: String, _ fullText: String) -> CommandFailure {
        CommandFailure(
            "ERROR \(fullText)", output: "Error while executing topic command : \(message)\n")
    }
}
