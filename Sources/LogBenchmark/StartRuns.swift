import Glibc
import KafkaModel
import KafkaRecords
import Platform
import Storage

/// Fills a log directory for ``OpenRun``.
struct FillRun {
    let directory: String
    let partitions: Int
    /// Of all partitions together.
    let bytes: Int
    let batchBytes: Int
    /// Otherwise the process ends as if it had been killed.
    let stopsCleanly: Bool

    func run() async throws {
        let directories = try BenchmarkDirectories(directory)
        try await directories.load()
        let batch = try ProducedBatch(
            size: batchBytes, timestamp: directories.clock.wallMilliseconds())
        let appends = bytes / max(partitions, 1) / batch.count
        for partition in 0..<partitions {
            let log = try directories.logs.createLog(
                TopicPartition("filled", Int32(partition)), config: BenchmarkDirectories.config)
            for _ in 0..<appends {
                _ = try log.append(
                    asLeader: batch.renewed(), leaderEpoch: LeaderEpoch(0),
                    origin: .client(produceVersion: 9))
            }
        }
        print("bytes=\(appends * batch.count * partitions)")
        guard stopsCleanly else {
            fflush(nil)
            _exit(0)
        }
        await directories.close()
    }
}

/// Opens every log of a directory as a start does, and stops again.
struct OpenRun {
    let directory: String

    func run() async throws {
        let directories = try BenchmarkDirectories(directory)
        let before = Usage()
        let begun = directories.clock.monotonic()
        try await directories.load()
        let seconds = (directories.clock.monotonic() - begun).seconds
        let after = Usage()
        let logs = directories.logs.logs
        let size = logs.reduce(0) { $0 + $1.sizeInBytes }
        let cpu = after.processorSeconds - before.processorSeconds
        let resident = after.residentBytes - before.residentBytes
        print(
            "partitions=\(logs.count) gb=\(fixed(Double(size) / 1e9, 2))",
            "ms=\(fixed(seconds * 1e3, 0)) cpu_ms=\(fixed(cpu * 1e3, 0))",
            "gb_per_s=\(fixed(Double(size) / seconds / 1e9, 2))",
            "gb_per_cpu_s=\(fixed(Double(size) / max(cpu, 0.001) / 1e9, 2))",
            "bytes_per_partition=\(resident / max(logs.count, 1))")
        await directories.close()
    }
}
