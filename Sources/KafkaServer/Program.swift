import Bytes
import CLinux
import Configuration
import Glibc
import KafkaBroker
import KafkaModel
import Networking
import Platform
import Scheduling
import Telemetry
import ZooKeeperClient

/// `needletail-server`: one broker, until SIGTERM.
@main
struct Program {
    static func main() {
        // On the main thread, before there is any other that could take a signal.
        let signals = TerminationSignals()
        Task.detached { exit(await run(Array(CommandLine.arguments.dropFirst()), signals)) }
        // An asynchronous main would hand this thread to the runtime, which lets it take all signals,
        // so that SIGTERM would end the process at once.
        while true { pause() }
    }

    /// The exit code: 0 after an orderly stop, 1 for whatever kept the broker from starting.
    nonisolated private static func run(_ words: [String], _ signals: TerminationSignals) async
        -> Int32
    {
        do {
            switch try Arguments.parse(words) {
            case .version: print(SoftwareVersion.current)
            case .help: print(Arguments.usage)
            case .start(let file, let overrides): try await serve(file, overrides, signals)
            }
            return 0
        } catch let error as UsageError {
            complain(error.message)
        } catch let error as ConfigErrors {
            for problem in error.problems { complain(problem) }
        } catch {
            complain("\(error)")
        }
        return 1
    }

    nonisolated private static func serve(
        _ file: String, _ overrides: [String: String], _ signals: TerminationSignals
    ) async throws {
        // Fewer arenas keep the memory of many threads together; the hot path pools its own blocks.
        needletail_limit_arenas(2)
        let config = try BrokerConfig(
            try settings(file), overrides: overrides, canonicalHostName: HostName.canonical)
        let world = try makeWorld(config)
        let broker = try await BrokerStartup(config, world).run()
        await signals.waitForStop()
        await broker.stop()
    }

    nonisolated private static func settings(_ path: String) throws -> [String: String] {
        do throws(SystemError) {
            let file = try LocalFileSystem().open(path, .readOnly)
            defer { file.close() }
            // More than any configuration needs, so that a wrong path does not fill the memory.
            let bytes = try file.read(min(1 << 20, Int(try file.size())), at: 0)
            return PropertiesFile(String(decoding: bytes.array, as: UTF8.self)).values
        } catch {
            throw UsageError("cannot read the settings: \(error)")
        }
    }

    nonisolated private static func makeWorld(_ config: BrokerConfig) throws -> BrokerWorld {
        let clock = SystemClock()
        let logger = Logger("Broker", sink: StandardErrorSink(clock: clock))
        let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let loops = try EventLoopGroup(
            count: min(config.sockets.networkThreads, cores), name: "loop", clock: clock)
        let blocking = BlockingExecutor(name: "blocking", threads: 8)
        // Apart from the others, so that slow disks hold up neither names nor sessions.
        let disk = BlockingExecutor(name: "disk", threads: config.sockets.handlerThreads)
        let options = SocketOptions(
            sendBuffer: size(config.sockets.sendBufferBytes),
            receiveBuffer: size(config.sockets.receiveBufferBytes),
            backlog: Int32(clamping: config.sockets.listenBacklog))
        let transport = SocketTransport(
            loops: loops, resolver: blocking, disk: disk, options: options,
            logger: logger.named("Transport"))
        var world = BrokerWorld(
            fileSystem: LocalFileSystem(), time: clock, random: SystemRandom(),
            transport: transport, loops: loops.loops, blocking: blocking, disk: disk,
            logger: logger, canonicalHostName: HostName.canonical
        ) { settings in
            ZooKeeperSession(
                settings, time: clock, blocking: blocking, logger: logger.named("ZooKeeper"))
        }
        world.workingDirectory = currentDirectory()
        return world
    }

    /// Empty if it is gone.
    nonisolated private static func currentDirectory() -> String {
        guard let path = getcwd(nil, 0) else { return "" }
        defer { free(path) }
        return String(cString: path)
    }

    /// Kafka's default for the buffers of sockets. It is left to the system like -1: buffers that start
    /// near it and grow with the connection take half the processor time of a fixed size when records
    /// are fetched at full speed.
    private static let defaultBufferBytes = 102_400

    nonisolated private static func size(_ bytes: Int) -> Int32? {
        bytes < 0 || bytes == defaultBufferBytes ? nil : Int32(clamping: bytes)
    }

    nonisolated private static func complain(_ line: String) {
        let text = Array((line + "\n").utf8)
        text.withUnsafeBytes { _ = write(2, $0.baseAddress, $0.count) }
    }
}
