import ClusterMetadata
import Platform
import ZooKeeperClient

/// `kafka-reassign-partitions.sh`: plans, begins, watches and cancels moves of replicas between
/// brokers, through brokers or, as Kafka 2.8 did, through ZooKeeper.
package struct ReassignPartitionsCommand: Tool {
    package let name = "reassign-partitions"
    package let table = ReassignOptions.table

    package init() {}

    package func run(
        _ options: Options, _ context: ToolContext
    ) async throws(CommandFailure) -> Int32 {
        let action = try ReassignOptions.action(options)
        if let hosts = try options.value("zookeeper"), !options.has("bootstrap-server") {
            try await run(action, options, overZooKeeper: hosts, context)
        } else {
            try await runOverBrokers(action, options, context)
        }
        return 0
    }

    private func runOverBrokers(
        _ action: ReassignOptions.Action, _ options: Options, _ context: ToolContext
    ) async throws(CommandFailure) {
        if options.has("zookeeper") {
            context.console.line(
                "Warning: ignoring deprecated --zookeeper option because --bootstrap-server was "
                    + "specified.  The --zookeeper option will be removed in a future version of "
                    + "Kafka.")
        }
        var settings = try AdminSettings(
            servers: options.value("bootstrap-server") ?? "",
            propertiesFile: options.value("command-config"), context)
        var timeout = Duration.milliseconds(10_000)
        if let limit = try options.number("timeout", as: Int64.self), limit > 0 {
            settings.requestTimeout = .milliseconds(limit)
            timeout = settings.requestTimeout
        }
        // What is wrong with the files is told before anything is asked.
        let order = try ReassignmentOrder(action, options, context)
        let admin = try await context.connectAdmin(settings)
        let failure = await failureOf { () throws(CommandFailure) in
            try await ReassignmentRun(
                cluster: ReassignmentOverBrokers(admin: admin), console: context.console,
                random: context.random, time: context.time, timeout: timeout
            ).run(order)
        }
        await admin.close()
        if let failure { throw failure }
    }

    private func run(
        _ action: ReassignOptions.Action, _ options: Options, overZooKeeper hosts: String,
        _ context: ToolContext
    ) async throws(CommandFailure) {
        context.console.line(
            "Warning: --zookeeper is deprecated, and will be removed in a future version of Kafka.")
        if action == .verify {
            context.console.line(
                "Warning: because you are using the deprecated --zookeeper option, the results may "
                    + "be incomplete.  Use --bootstrap-server instead for more accurate results.")
        }
        let order = try ReassignmentOrder(action, options, context)
        let zooKeeper = try await context.connectZooKeeper(hosts)
        let failure = await failureOf { () throws(CommandFailure) in
            try await ReassignmentRun(
                cluster: ReassignmentOverZooKeeper(store: ClusterStore(zooKeeper)),
                console: context.console, random: context.random, time: context.time,
                isOverZooKeeper: true
            ).run(order)
        }
        await zooKeeper.close()
        if let failure { throw failure }
    }

    /// Runs `work` and returns its failure, so that the connection can be closed.
    private func failureOf(_ work: () async throws(CommandFailure) -> Void) async
        -> CommandFailure?
    {
        do throws(CommandFailure) {
            try await work()
            return nil
        } catch {
            return error
        }
    }
}
