import KafkaModel
import KafkaRecords
import Platform
import Scheduling
import Storage

/// Writes each of a number of keys several times to a compacted log and lets the cleaner run over it.
struct CompactRun {
    let directory: String
    let bytes: Int
    let batchBytes: Int

    /// So often is each key written: all but the last go.
    private static let versions = 4

    func run() async throws {
        let directories = try BenchmarkDirectories(directory)
        try await directories.load()
        var config = BenchmarkDirectories.config
        config.cleanupPolicy = .compact
        config.minCleanableDirtyRatio = 0.01
        let log = try directories.logs.createLog(TopicPartition("compacted", 0), config: config)
        try fill(log, now: directories.clock.wallMilliseconds())
        let end = log.offsets.end
        var settings = CleanerSettings()
        settings.backoff = .milliseconds(10)
        let cleaner = LogCleaner(
            directories.logs, executor: BlockingExecutor(name: "cleaner", threads: 1),
            settings: { [settings] in settings }, highWatermark: { _ in end })
        let before = Usage()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await cleaner.run() }
            while cleaner.progress.cleanings == 0 {
                try? await directories.clock.sleep(for: .milliseconds(5))
            }
            group.cancelAll()
        }
        report(cleaner.progress, cpu: Usage().processorSeconds - before.processorSeconds)
        cleaner.stop()
        await directories.close()
    }

    private func fill(_ log: PartitionLog, now: Int64) throws {
        let perRound = bytes / Self.versions / batchBytes
        for _ in 0..<Self.versions {
            var key = 0
            for _ in 0..<perRound {
                let batch = try ProducedBatch(size: batchBytes, firstKey: key, timestamp: now)
                key += batch.recordCount
                _ = try log.append(
                    asLeader: batch.renewed(), leaderEpoch: LeaderEpoch(0),
                    origin: .client(produceVersion: 9))
            }
        }
    }

    /// The log is read twice, once for the keys and once for what stays: the rate is of the log, not
    /// of what was read.
    private func report(_ progress: CleanerProgress, cpu: Double) {
        let size = Double(progress.bytesRead) / 2
        let seconds = progress.lastDuration.seconds
        print(
            "mb=\(fixed(size / 1e6, 0)) kept=\(fixed(progress.lastRecopyRatio * 100, 0))%",
            "ms=\(fixed(seconds * 1e3, 0)) mb_per_s=\(fixed(size / seconds / 1e6, 0))",
            "mb_per_cpu_s=\(fixed(size / max(cpu, 0.001) / 1e6, 0))")
    }
}
