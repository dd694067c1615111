import Glibc
import GroupCoordination
import Networking
import Platform
import Replication
import Scheduling
import Telemetry
import ZooKeeperClient

/// The world that a broker lives in: everything that it has not made itself. The real one is made by
/// the program, another by a simulation.
package struct BrokerWorld: Sendable {
    package var fileSystem: any FileSystem
    package var time: any TimeSource
    package var random: any RandomSource
    package var transport: any Transport
    /// At least one; work without a connection of its own runs on the first.
    package var loops: [any EventLoop]
    /// For calls that block; lives longer than the broker.
    package var blocking: BlockingExecutor
    /// For requests that wait for a file or take long; lives longer than the broker.
    package var disk: BlockingExecutor
    /// Makes further threads for calls that block, for work that must not wait behind others'.
    package var makeExecutor: @Sendable (_ name: String, _ threads: Int) -> BlockingExecutor = {
        BlockingExecutor(name: $0, threads: $1)
    }
    /// What relative paths of settings count from, without a slash at the end.
    package var workingDirectory = ""
    /// Brings a job of the logs that blocks to a thread; `nil`: each directory has threads of its own.
    package var runInBackground: (@Sendable (@escaping @Sendable () -> Void) -> Void)?
    package var logger: Logger
    /// What the broker counts and measures.
    package var metrics = MetricRegistry()
    /// Where the broker keeps its replicas: none before its start. Whoever made the world may look.
    package var partitions = HostedPartitions()
    /// For proofs only.
    package var brokenRule: BrokenRule?
    /// For proofs only.
    package var brokenGroupRule: BrokenGroupRule?
    /// The name under which other machines know this one; may block.
    package var canonicalHostName: @Sendable () -> String
    /// Begins a session; it need not be connected yet.
    package var openZooKeeper: @Sendable (ZooKeeperSettings) -> any ZooKeeper
    /// Ends the broker at once, as a crash would: nothing that it has can be relied on.
    package var halt: @Sendable () -> Void = { exit(1) }

    package init(
        fileSystem: any FileSystem, time: any TimeSource, random: any RandomSource,
        transport: any Transport, loops: [any EventLoop], blocking: BlockingExecutor,
        disk: BlockingExecutor, logger: Logger, canonicalHostName: @escaping @Sendable () -> String,
        openZooKeeper: @escaping @Sendable (ZooKeeperSettings) -> any ZooKeeper
    ) {
        self.fileSystem = fileSystem
        self.time = time
        self.random = random
        self.transport = transport
        self.loops = loops
        self.blocking = blocking
        self.disk = disk
        self.logger = logger
        self.canonicalHostName = canonicalHostName
        self.openZooKeeper = openZooKeeper
    }
}
