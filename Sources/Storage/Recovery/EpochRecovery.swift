import KafkaModel
import Platform

/// How leader epochs come back from the batches, each of which names its own.
extension LeaderEpochCache {
    /// Notes the epoch of a batch that follows what ends at `end`. Where the `recorded` epochs say
    /// that it began before the batch, at an offset whose records compaction has removed, they are
    /// right.
    mutating func recover(
        _ batch: ScannedBatch, after end: Offset, recorded: LeaderEpochCache
    ) {
        guard batch.leaderEpoch > (latest?.epoch ?? .none) else { return }
        let known = recorded.entries.first {
            $0.epoch == batch.leaderEpoch && $0.startOffset >= end
                && $0.startOffset <= batch.baseOffset
        }
        assign(batch.leaderEpoch, from: known?.startOffset ?? batch.baseOffset)
    }
}

extension LogState {
    /// Takes the epochs from the headers of the batches that begin below `end`. Epochs never fall,
    /// so a segment need not be read if it and the next one begin in the same.
    mutating func collectEpochs(below end: Offset) throws(LogError) {
        epochs = LeaderEpochCache()
        for (index, segment) in segments.enumerated() where segment.baseOffset < end {
            let next = index + 1 < segments.count ? segments[index + 1] : nil
            guard let first = try firstBatch(of: segment) else { continue }
            if let next, try firstBatch(of: next)?.leaderEpoch == first.leaderEpoch {
                if first.leaderEpoch > (epochs.latest?.epoch ?? .none) {
                    epochs.assign(first.leaderEpoch, from: first.baseOffset)
                }
                continue
            }
            var scanner = BatchScanner(segment.records, from: 0, verifiesChecksums: false)
            while let batch = try scanner.nextOnDisk(), batch.baseOffset < end {
                try environment.checkNotAbandoned()
                epochs.recover(batch, after: batch.baseOffset, recorded: LeaderEpochCache())
            }
        }
    }

    private func firstBatch(of segment: LogSegment) throws(LogError) -> BatchHeader? {
        try onDisk { () throws(SystemError) in try segment.records.header(at: 0) }
    }
}
