import Glibc
import KafkaModel
import KafkaRecords
import Platform
import Scheduling
import Storage

/// Appends to many logs at the same time by writers each of whom waits until its last append is durable
/// (`flush.messages=1`), and beside them to a log that rolls all the time and is not waited for.
struct SyncRun {
    let directory: String
    let partitions: Int
    /// Of each partition.
    let writers: Int
    let seconds: Int

    private static let batchBytes = 1_000
    private static let rollingBatchBytes = 16_384
    /// 80 MB/s, and a roll each fifth of a second.
    private static let rollingPause: UInt32 = 200
    private static let rollingSegmentBytes: Int32 = 16 << 20

    func run() async throws {
        let directories = try BenchmarkDirectories(directory)
        try await directories.load()
        var config = BenchmarkDirectories.config
        config.flushMessages = 1
        let logs = try (0..<partitions).map {
            try directories.logs.createLog(TopicPartition("synced", Int32($0)), config: config)
        }
        config = BenchmarkDirectories.config
        config.segmentBytes = Self.rollingSegmentBytes
        let rolling = try directories.logs.createLog(TopicPartition("rolling", 0), config: config)

        let flushes = Lock(0)
        for log in logs { log.observeFlushes { flushes.withLock { $0 += 1 } } }
        let clock = directories.clock
        let begun = clock.monotonic()
        let end = begun + .seconds(seconds)
        let thread = BlockingExecutor(name: "rolling", threads: 1)
        async let latencies = thread.run { () throws -> [Double] in
            try appendAndRoll(rolling, clock, until: end)
        }
        let appends = try await withThrowingTaskGroup(of: Int.self) { group in
            for log in logs {
                for _ in 0..<writers {
                    group.addTask { try await append(to: log, clock, until: end) }
                }
            }
            return try await group.reduce(0, +)
        }
        let elapsed = (clock.monotonic() - begun).seconds
        report(appends, flushes.withLock { $0 }, elapsed, try await latencies.sorted())
        print("rolls=\(rolling.segmentCount - 1)")
        thread.stop()
        await directories.close()
    }

    private func append(to log: PartitionLog, _ clock: SystemClock, until end: MonotonicTime)
        async throws -> Int
    {
        let batch = try ProducedBatch(size: Self.batchBytes, timestamp: clock.wallMilliseconds())
        var count = 0
        while clock.monotonic() < end {
            _ = try log.append(
                asLeader: batch.renewed(), leaderEpoch: LeaderEpoch(0),
                origin: .client(produceVersion: 9))
            try await log.secure()
            count += 1
        }
        return count
    }

    /// How long each append took, seconds.
    private func appendAndRoll(
        _ log: PartitionLog, _ clock: SystemClock, until end: MonotonicTime
    ) throws -> [Double] {
        let batch = try ProducedBatch(
            size: Self.rollingBatchBytes, timestamp: clock.wallMilliseconds())
        var latencies: [Double] = []
        while true {
            let begun = clock.monotonic()
            guard begun < end else { return latencies }
            _ = try log.append(
                asLeader: batch.renewed(), leaderEpoch: LeaderEpoch(0),
                origin: .client(produceVersion: 9))
            latencies.append((clock.monotonic() - begun).seconds)
            usleep(Self.rollingPause)
        }
    }

    private func report(
        _ appends: Int, _ flushes: Int, _ elapsed: Double, _ rolling: [Double]
    ) {
        func percentile(_ share: Double) -> String {
            guard !rolling.isEmpty else { return "-" }
            let place = min(rolling.count - 1, Int(Double(rolling.count) * share))
            return fixed(rolling[place] * 1e6, 0)
        }
        print(
            "acknowledged_per_s=\(fixed(Double(appends) / elapsed, 0))",
            "syncs_per_s=\(fixed(Double(flushes) / elapsed, 0))",
            "rolling: p50_us=\(percentile(0.5)) p999_us=\(percentile(0.999))",
            "max_us=\(percentile(1))", terminator: " ")
    }
}
