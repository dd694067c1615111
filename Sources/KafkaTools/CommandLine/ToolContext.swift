import KafkaModel
import Platform
import ZooKeeperClient

/// What a tool may use of the world. Tests pass their own.
package struct ToolContext: Sendable {
    package var console: any Console
    package var version: String
    package var time: any TimeSource
    package var random: any RandomSource
    /// For tools that read the files of a broker.
    package var fileSystem: any FileSystem
    /// What relative paths count from, without a slash at the end.
    package var workingDirectory: String
    /// Reads a whole file. Throws what the system said.
    package var readFile: @Sendable (String) throws(SystemError) -> [UInt8]
    /// Opens the connection that a tool's requests go through. Nothing is sent before the first
    /// request.
    package var connectAdmin:
        @Sendable (AdminSettings) async throws(CommandFailure)
            -> any ClusterAdmin
    /// Opens a session; the text is a connect string such as `host:port,host:port/chroot`.
    package var connectZooKeeper: @Sendable (String) async throws(CommandFailure) -> any ZooKeeper

    package init(
        console: any Console, version: String = SoftwareVersion.current, time: any TimeSource,
        random: any RandomSource,
        fileSystem: any FileSystem, workingDirectory: String,
        readFile: @escaping @Sendable (String) throws(SystemError) -> [UInt8],
        connectAdmin:
            @escaping @Sendable (AdminSettings) async throws(CommandFailure)
            -> any ClusterAdmin,
        connectZooKeeper:
            @escaping @Sendable (String) async throws(CommandFailure)
            -> any ZooKeeper
    ) {
        self.console = console
        self.version = version
        self.time = time
        self.random = random
        self.fileSystem = fileSystem
        self.workingDirectory = workingDirectory
        self.readFile = readFile
        self.connectAdmin = connectAdmin
        self.connectZooKeeper = connectZooKeeper
    }

    /// The content of a text file that an option names.
    func text(of path: String) throws(SystemError) -> String {
        String(decoding: try readFile(path), as: UTF8.self)
    }
}
