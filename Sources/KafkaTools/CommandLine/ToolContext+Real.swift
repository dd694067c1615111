import Bytes
import Glibc
import Networking
import Platform
import Scheduling
import Telemetry
import ZooKeeperClient

extension ToolContext {
    /// How long a tool waits for ZooKeeper before it gives up.
    private static let zooKeeperPatience = Duration.seconds(15)

    /// The world as it is.
    static func real(_ console: any Console) -> ToolContext {
        let clock = SystemClock()
        return ToolContext(
            console: console, time: clock, random: SystemRandom(),
            fileSystem: LocalFileSystem(), workingDirectory: currentDirectory(),
            readFile: { path throws(SystemError) in
                let file = try LocalFileSystem().open(path, .readOnly)
                defer { file.close() }
                return try file.read(Int(clamping: file.size()), at: 0).array
            },
            connectAdmin: { settings throws(CommandFailure) in
                LiveClusterAdmin(
                    settings, over: try transport(clock), time: clock, console: console)
            },
            connectZooKeeper: { hosts throws(CommandFailure) in
                try await connectZooKeeper(hosts, clock)
            })
    }

    /// Empty if it is gone.
    private static func currentDirectory() -> String {
        guard let path = getcwd(nil, 0) else { return "" }
        defer { free(path) }
        return String(cString: path)
    }

    /// One loop is plenty for a tool. It lives as long as the process.
    private static func transport(_ clock: SystemClock) throws(CommandFailure) -> SocketTransport {
        do throws(SystemError) {
            return SocketTransport(
                loops: try EventLoopGroup(count: 1, name: "network", clock: clock),
                resolver: BlockingExecutor(name: "resolver", threads: 1),
                logger: Logger("needletail", level: .error, sink: NullLogSink()))
        } catch {
            throw CommandFailure(error.description)
        }
    }

    private static func connectZooKeeper(
        _ hosts: String, _ clock: SystemClock
    ) async throws(CommandFailure) -> any ZooKeeper {
        let connect: ConnectString
        do throws(InvalidConnectString) {
            connect = try ConnectString(hosts)
        } catch {
            throw CommandFailure(error.description)
        }
        let session = ZooKeeperSession(
            ZooKeeperSettings(connect: connect, sessionTimeout: .seconds(30)), time: clock,
            blocking: BlockingExecutor(name: "zookeeper", threads: 2),
            logger: Logger("needletail", level: .error, sink: NullLogSink()))
        do throws(ZooKeeperError) {
            try await session.waitUntilConnected(within: zooKeeperPatience)
            return session
        } catch {
            await session.close()
            throw CommandFailure(
                "Timed out waiting for connection to ZooKeeper at \(hosts) while in state: "
                    + "CONNECTING")
        }
    }
}
