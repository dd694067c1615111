import Bytes
import KafkaModel
import KafkaRecords
import Platform

/// What a log that is being filled from another one of this broker does. All of it blocks.
extension PartitionLog {
    /// Keeps compaction away while the log is copied: of a transaction the copy could otherwise get
    /// the records and never the marker. What is under way ends without effect.
    func setBeingCopied(_ isBeingCopied: Bool) {
        cleaningGate.withLock { _ in
            inspect { state in
                state.isBeingCopied = isBeingCopied
                state.cutWhileCopied = nil
            }
        }
    }

    /// Drops from this copy of `source` what `source` has dropped since the last call. A cut that comes
    /// while the copy takes over records that it drops is found the next time.
    private func followCut(of source: PartitionLog) throws(LogError) {
        let cut = source.inspect { state in
            defer { state.cutWhileCopied = nil }
            return state.cutWhileCopied
        }
        if let cut { try keep(upTo: cut, of: source) }
    }

    /// Drops from this copy of `source` what lies behind `offset`.
    func keep(upTo offset: Offset, of source: PartitionLog) throws(LogError) {
        guard offset < offsets.end else { return }
        if offset > offsets.start {
            try truncate(to: offset)
        } else {
            try truncateFully(startingAt: source.offsets.start)
        }
    }

    /// Cuts this copy of `source` where the two differ, which they may if `source` was truncated while
    /// nobody watched: by leader epochs, and without any to the front.
    func cutDivergence(from source: PartitionLog) throws(LogError) {
        while offsets.end > offsets.start {
            guard let epoch = latestEpoch else { break }
            let theirs = source.endOffset(for: epoch)
            guard theirs != .undefined else { break }
            let ours = endOffset(for: theirs.epoch)
            let cut = min(theirs.endOffset, ours.endOffset, offsets.end)
            guard cut >= offsets.start else { break }
            try truncate(to: cut)
            if theirs.epoch == epoch { return }
            // Else the newest epoch is an older one now, and the question is asked again.
            guard latestEpoch != epoch else { break }
        }
        if offsets.end > offsets.start { try truncateFully(startingAt: source.offsets.start) }
    }

    /// Appends up to `maxBytes` of what `source` has behind the end of this copy, but at least one
    /// batch. Returns the bytes; zero at the end of `source`.
    func copy(from source: PartitionLog, maxBytes: Int) throws(LogError) -> Int {
        try followCut(of: source)
        let theirs = source.offsets
        if offsets.end < theirs.start { try truncateFully(startingAt: theirs.start) }
        if offsets.end > theirs.end { try truncate(to: theirs.end) }
        let read = try source.read(
            LogReadRequest(from: offsets.end, upTo: theirs.end, maxBytes: maxBytes))
        let records = try source.contents(of: read.records)
        if !records.isEmpty {
            try beginAtFirstBatch(of: records)
            try append(asFollower: records)
        }
        let start = min(theirs.start, offsets.end)
        if start > offsets.start { try advanceStartOffset(to: start) }
        return records.count
    }

    private func contents(of payload: Payload) throws(LogError) -> SharedBytes {
        switch payload {
        case .bytes(let bytes): return bytes
        case .region(let region):
            do {
                return try region.contents()
            } catch {
                let cause = error as? SystemError ?? SystemError("read", directory, number: 5)
                noteFailure(.storage(cause))
                throw .storage(cause)
            }
        }
    }

    /// A log may start inside of a batch, after records were deleted; the copy gets the whole batch, and
    /// so begins where the batch does. Likewise a copy may end inside of one.
    private func beginAtFirstBatch(of records: SharedBytes) throws(LogError) {
        var reader = RecordBatchReader(records)
        guard let first = try? reader.next()?.current, first.baseOffset < offsets.end,
            first.lastOffset >= offsets.end
        else { return }
        if first.baseOffset > offsets.start {
            try truncate(to: first.baseOffset)
        } else {
            try truncateFully(startingAt: first.baseOffset)
        }
    }

    /// Takes over what the records do not tell: the topic's id, and how far compaction has come. The
    /// copy is complete.
    func adoptIdentity(of source: PartitionLog) throws(LogError) {
        if let id = source.topicID { try assign(topicID: id) }
        let firstDirty = source.firstDirtyOffset
        inspect { $0.firstDirtyOffset = firstDirty }
    }
}
