import Bytes
import Glibc
import KafkaModel
import Platform
import Scheduling
import Storage
import Telemetry

/// What `bin/bench log` runs: the storage of a broker without a broker around it. Each command prints
/// one line of `name=value` pairs.
@main
struct Program {
    private static let usage = """
        usage: LogBenchmark append DIR BYTES BATCH-BYTES
               LogBenchmark fill DIR PARTITIONS BYTES BATCH-BYTES clean|killed
               LogBenchmark open DIR
               LogBenchmark compact DIR BYTES BATCH-BYTES
               LogBenchmark sync DIR PARTITIONS WRITERS SECONDS
        """

    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            try await run(arguments)
        } catch {
            complain("\(error)")
            exit(1)
        }
    }

    private static func run(_ arguments: [String]) async throws {
        let numbers = arguments.dropFirst(2).compactMap { Int($0) }
        switch (arguments.first, arguments.count, numbers.count) {
        case ("append", 4, 2):
            try await AppendRun(directory: arguments[1], bytes: numbers[0], batchBytes: numbers[1])
                .run()
        case ("fill", 6, 3):
            try await FillRun(
                directory: arguments[1], partitions: numbers[0], bytes: numbers[1],
                batchBytes: numbers[2], stopsCleanly: arguments[5] == "clean"
            ).run()
        case ("compact", 4, 2):
            try await CompactRun(directory: arguments[1], bytes: numbers[0], batchBytes: numbers[1])
                .run()
        case ("sync", 5, 3):
            try await SyncRun(
                directory: arguments[1], partitions: numbers[0], writers: numbers[1],
                seconds: numbers[2]
            ).run()
        case ("open", 2, _):
            try await OpenRun(directory: arguments[1]).run()
        default:
            complain(usage)
            exit(2)
        }
    }

    private static func complain(_ line: String) {
        let text = Array((line + "\n").utf8)
        text.withUnsafeBytes { _ = write(2, $0.baseAddress, $0.count) }
    }
}

/// The log directories of a run, on the real disk.
struct BenchmarkDirectories {
    let logs: LogDirectories
    let executor = BlockingExecutor(name: "storage", threads: 4)
    let clock = SystemClock()

    init(_ directory: String) throws {
        logs = try LogDirectories(
            LogDirectories.Settings(directories: [directory]),
            world: LogDirectories.World(
                fileSystem: LocalFileSystem(), time: clock, random: SystemRandom(),
                logger: Logger("LogBenchmark", level: .warn, sink: StandardErrorSink(clock: clock)))
        )
    }

    func load() async throws {
        try await logs.load(config: { _ in Self.config }, on: executor)
    }

    func close() async {
        await logs.close(highWatermark: { _ in nil }, on: executor)
    }

    /// Kafka's defaults, but for segments of a quarter of the size, so that runs have several.
    static var config: LogConfig {
        var config = LogConfig()
        config.segmentBytes = 256 << 20
        return config
    }
}

/// What this process has used so far.
struct Usage {
    /// Seconds of processor time, user and system, all threads.
    let processorSeconds: Double
    /// Bytes.
    let residentBytes: Int

    init() {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        processorSeconds = seconds(usage.ru_utime) + seconds(usage.ru_stime)
        residentBytes = Self.resident()
    }

    private static func resident() -> Int {
        guard let file = try? LocalFileSystem().open("/proc/self/statm", .readOnly),
            let text = try? file.read(256, at: 0)
        else { return 0 }
        let pages = String(decoding: text.array, as: UTF8.self).split(separator: " ").dropFirst()
        return (pages.first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}

extension Duration {
    var seconds: Double {
        let parts = components
        return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
    }
}

/// `value` with `digits` behind the point.
func fixed(_ value: Double, _ digits: Int) -> String {
    let scale = pow(10, Double(digits))
    let scaled = Int64((value * scale).rounded())
    guard digits > 0 else { return "\(scaled)" }
    let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int64(scale))
    let fraction = String(rest.magnitude)
    return "\(whole)." + String(repeating: "0", count: digits - fraction.utf8.count) + fraction
}
