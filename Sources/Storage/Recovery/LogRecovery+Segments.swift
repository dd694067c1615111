import KafkaModel
import KafkaRecords
import Platform
import Telemetry

/// Reading the segments that may be damaged.
extension LogRecovery {
    /// Reads the suspects in order; ends the log at the first bad batch. Returns whether the
    /// producers' state is that of the log end.
    func recover(_ suspects: [Offset: Suspicion], _ state: inout LogState) throws(LogError)
        -> Bool
    {
        guard !suspects.isEmpty else { return false }
        var left = suspects.count
        var producersAt: Offset?
        var recorded: LeaderEpochCache?
        var lastEpoch = LeaderEpoch.none
        var index = 0
        while index < state.segments.count {
            defer { index += 1 }
            let segment = state.segments[index]
            guard let suspicion = suspects[segment.baseOffset] else { continue }
            onProgress(left)
            left -= 1
            environment.logger.debug(
                "\(environment.topicPartition): recovering segment \(segment.baseOffset) "
                    + "(\(index + 1) of \(state.segments.count))")
            let mayLoseRecords = suspicion == .recordsMayBeLost
            var start = try onDisk { () throws(SystemError) in
                try segment.beginRebuild(from: mayLoseRecords ? recoveryPoint : .zero)
            }
            start.leaderEpoch = lastEpoch
            onReading(start.offset, segment.size - start.position)
            try bringProducers(&state, &producersAt, to: start.offset, mayLoseRecords)
            if mayLoseRecords, recorded == nil {
                recorded = state.epochs
                state.epochs.truncateFromEnd(start.offset)
            }
            let end = try rebuild(segment, at: index, from: start, recorded: recorded, &state)
            if mayLoseRecords { lastEpoch = end.leaderEpoch }
            producersAt = end.offset
            state.endOffset = end.offset
            try finish(segment, at: index, end, suspicion, &state)
            try state.saveProducers()
        }
        onProgress(0)
        try setEnd(&state)
        return producersAt == state.endOffset
    }

    /// Takes the producers' state to `offset`, from which on batches are about to be read.
    private func bringProducers(
        _ state: inout LogState, _ producersAt: inout Offset?, to offset: Offset,
        _ mayLoseRecords: Bool
    ) throws(LogError) {
        guard producersAt != offset else { return }
        try state.bringProducers(to: offset)
        // What was written behind this point is written anew.
        if mayLoseRecords { try state.removeSnapshots { $0 > offset } }
        producersAt = offset
    }

    /// Verifies a segment's batches and fills its indexes. Returns where the good ones end.
    private func rebuild(
        _ segment: LogSegment, at index: Int, from start: LogSegment.RebuildStart,
        recorded: LeaderEpochCache?, _ state: inout LogState
    ) throws(LogError) -> LogSegment.RebuildStart {
        let limit =
            index + 1 < state.segments.count
            ? state.segments[index + 1].baseOffset : Offset(Int64.max)
        let interval = Int(config.indexIntervalBytes)
        var end = start
        var scanner = BatchScanner(segment.records, from: start.position)
        while let batch = try scanner.nextOnDisk(),
            follows(batch, end, in: segment, limit: limit)
        {
            try environment.checkNotAbandoned()
            if batch.hasProducerID {
                guard let found = try batch.producerBatch(in: segment.records) else { break }
                try apply(found, segment, &state.producers)
            }
            try onDisk { () throws(SystemError) in try segment.note(batch, interval: interval) }
            if let recorded {
                state.epochs.recover(batch, after: end.offset, recorded: recorded)
            }
            end = LogSegment.RebuildStart(
                position: scanner.position, offset: batch.nextOffset,
                leaderEpoch: max(end.leaderEpoch, batch.leaderEpoch))
        }
        return end
    }

    /// Whether `batch` may stand in the segment behind what ends at `end`.
    ///
    /// Leader epochs never fall. Where they do, the batch was truncated before the power failed, and
    /// came back behind what had been appended in its place.
    private func follows(
        _ batch: ScannedBatch, _ end: LogSegment.RebuildStart, in segment: LogSegment,
        limit: Offset
    ) -> Bool {
        batch.baseOffset >= end.offset && batch.lastOffset >= batch.baseOffset
            && (batch.leaderEpoch == .none || batch.leaderEpoch >= end.leaderEpoch)
            && batch.lastOffset < limit
            && batch.lastOffset - segment.baseOffset <= Int64(Int32.max)
            && batch.position <= Int(Int32.max) - batch.sizeInBytes
    }

    private func apply(
        _ batch: ProducerBatch, _ segment: LogSegment, _ producers: inout ProducerStates
    ) throws(LogError) {
        guard let ended = producers.apply(batch), ended.isAborted else { return }
        let entry = TransactionIndex.Entry(
            producerID: ended.producerID, firstOffset: ended.firstOffset,
            lastOffset: ended.lastOffset,
            lastStableOffset: producers.lastStableOffset(after: ended))
        segment.append(entry)
    }

    /// Gives the segment's files their final form, and drops the segments behind it if records
    /// between are lost.
    private func finish(
        _ segment: LogSegment, at index: Int, _ end: LogSegment.RebuildStart,
        _ suspicion: Suspicion, _ state: inout LogState
    ) throws(LogError) {
        let cut = try onDisk { () throws(SystemError) in
            let cut = try segment.endRebuild(at: end.position)
            // The recovery point says already that this is durable.
            if suspicion == .indexesAreDamaged { try segment.view.synchronize() }
            return cut
        }
        let behind = index + 1
        let isBroken =
            behind < state.segments.count && state.segments[behind].baseOffset != end.offset
            && (cut > 0 || !mayHaveGaps)
        guard cut > 0 || isBroken else { return }
        environment.logger.warn(
            "\(environment.topicPartition): \(cut) bytes of segment \(segment.baseOffset) behind "
                + "offset \(end.offset) are damaged"
                + (isBroken
                    ? "; \(state.segments.count - behind) later segments are dropped" : ""))
        guard isBroken else { return }
        // The newest first, so that a crash in between leaves no gap.
        let removed = ArraySlice(state.segments[behind...].reversed())
        state.segments.removeSubrange(behind...)
        try state.discard(removed)
        try state.removeSnapshots { $0 > end.offset }
    }
}
