import KafkaModel
import KafkaRecords
import Platform

@testable import Storage

/// Whether what came back after a crash is what it has to be.
struct CrashVerdict {
    enum Crash: Sendable {
        /// The page cache survived.
        case kill
        /// Only what was synced is certain.
        case powerLoss
    }

    var crash: Crash
    let ledger: CrashLedger

    /// What is wrong, each in a sentence; empty if nothing is.
    func faults(_ world: CrashWorld) throws -> [String] {
        var found: [String] = []
        if !world.directories.offlineDirectories.isEmpty {
            found.append("the directory is offline")
        }
        for partition in ledger.partitions.keys.sorted() {
            let log = world.directories.log(partition)
            found += try faults(ledger[partition], log, partition, world).map {
                "\(partition): \($0)"
            }
        }
        return found
    }

    private func faults(
        _ promised: CrashLedger.Partition, _ log: PartitionLog?, _ partition: TopicPartition,
        _ world: CrashWorld
    ) throws -> [String] {
        guard let log else {
            let mayBeMissing =
                promised.existence != .present
                || (crash == .powerLoss && promised.durableEnd == .zero)
            return mayBeMissing ? [] : ["it is gone"]
        }
        if promised.existence == .absent { return ["it was deleted"] }
        let recovered = try RecoveredLog(log)
        var found = try recovered.contradictions(log)
        found += try contentFaults(promised, recovered)
        if recovered.offsets.start < promised.leastStart {
            found.append("start \(recovered.offsets.start) is below \(promised.leastStart)")
        }
        if recovered.firstBase > promised.mostStart {
            found.append("segments below \(recovered.firstBase) are missing")
        }
        let highWatermark = world.directories.checkpointedHighWatermark(partition)
        if !promised.highWatermarks.contains(highWatermark) {
            found.append("high watermark \(highWatermark.map { "\($0)" } ?? "none")")
        }
        return found
    }

    /// The batches must be a stretch of one version of the log, with everything promised in it.
    private func contentFaults(
        _ promised: CrashLedger.Partition, _ recovered: RecoveredLog
    ) throws -> [String] {
        let versions = [promised.batches] + promised.truncated.reversed()
        guard let version = versions.first(where: { isStretch(recovered, of: $0) }) else {
            return ["the batches \(recovered.batches.map(\.baseOffset)) are not what was appended"]
        }
        let kept: Offset
        switch crash {
        case .kill:
            kept =
                promised.batches.prefix(promised.acknowledged).last.map { $0.lastOffset + 1 }
                ?? .zero
        case .powerLoss: kept = promised.durableEnd
        }
        var found: [String] = []
        if recovered.offsets.end < kept {
            found.append("the log ends at \(recovered.offsets.end), but \(kept) was promised")
        }
        found += try recovered.wrongProducers(
            version.filter { $0.lastOffset < recovered.offsets.end })
        return found
    }

    private func isStretch(_ recovered: RecoveredLog, of version: [CrashLedger.Batch]) -> Bool {
        guard let first = recovered.batches.first else { return true }
        guard let at = version.firstIndex(where: { $0.baseOffset == first.baseOffset }) else {
            return false
        }
        return version[at...].starts(with: recovered.batches)
    }
}
