import KafkaModel
import KafkaRecords
import Platform
import Storage

/// Appends batches to one partition as a leader does: validated, patched, indexed, rolled.
struct AppendRun {
    let directory: String
    let bytes: Int
    let batchBytes: Int

    func run() async throws {
        let directories = try BenchmarkDirectories(directory)
        try await directories.load()
        let clock = directories.clock
        let log = try directories.logs.createLog(
            TopicPartition("append", 0), config: BenchmarkDirectories.config)
        let batch = try ProducedBatch(size: batchBytes, timestamp: clock.wallMilliseconds())
        let appends = max(1, bytes / batch.count)
        var latencies: [Double] = []
        latencies.reserveCapacity(appends)
        let before = Usage()
        let begun = clock.monotonic()
        var last = begun
        for _ in 0..<appends {
            _ = try log.append(
                asLeader: batch.renewed(), leaderEpoch: LeaderEpoch(0),
                origin: .client(produceVersion: 9))
            let now = clock.monotonic()
            latencies.append((now - last).seconds)
            last = now
        }
        report((last - begun).seconds, appends * batch.count, before, latencies.sorted())
        await directories.close()
    }

    private func report(_ seconds: Double, _ total: Int, _ before: Usage, _ sorted: [Double]) {
        func percentile(_ share: Double) -> String {
            fixed(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] * 1e6, 0)
        }
        let cpu = Usage().processorSeconds - before.processorSeconds
        print(
            "mb_per_s=\(fixed(Double(total) / seconds / 1e6, 0))",
            "cpu_s_per_gb=\(fixed(cpu / Double(total) * 1e9, 2))",
            "p50_us=\(percentile(0.5)) p99_us=\(percentile(0.99)) p999_us=\(percentile(0.999))",
            "max_us=\(percentile(1))")
    }
}
