import ClusterMetadata
import KafkaModel
import Platform
import Telemetry
import ZooKeeperClient

/// Tells who controls the cluster; with `--watch`, also each election as it happens.
package struct ControllerCommand: Tool {
    package let name = "controller"
    package let table = OptionTable(
        "Shows the controller of a cluster, its epoch, and each election as it happens.",
        [
            .value("zookeeper", "hosts", "REQUIRED: host:port,host:port/chroot."),
            .flag("watch", "Stay, and tell who resigns, who wins and how long there was nobody."),
        ])

    package init() {}

    package func run(
        _ options: Options, _ context: ToolContext
    ) async throws(CommandFailure) -> Int32 {
        try options.require("zookeeper")
        let zooKeeper = try await context.connectZooKeeper(try options.value("zookeeper") ?? "")
        // From before the first look, so that no change falls between the two.
        let events = zooKeeper.events()
        var watcher = ControllerWatcher(
            store: ClusterStore(zooKeeper), time: context.time, console: context.console)
        do throws(ClusterMetadataError) {
            let hasController = try await watcher.tellCurrent(watch: options.has("watch"))
            guard options.has("watch") else {
                await zooKeeper.close()
                return hasController ? 0 : 1
            }
            for await event in events {
                if try await watcher.handle(event) == false { break }
            }
        } catch {
            await zooKeeper.close()
            throw CommandFailure(zooKeeperFailureText(error))
        }
        await zooKeeper.close()
        return 0
    }
}
