import Bytes
import Compression
import KafkaModel
import KafkaRecords
import Platform

extension PartitionLog {
    /// Appends a producer's or coordinator's records: validates them, assigns offsets from the log
    /// end, sets `leaderEpoch`, checks sequences, rolls the segment where due.
    ///
    /// `records` is changed in place and must have no other holder. A resent batch of an idempotent
    /// producer is answered with its old offsets and not written.
    package func append(
        asLeader records: SharedBytes, leaderEpoch: LeaderEpoch, origin: AppendOrigin
    ) throws(LogError) -> LogAppendResult {
        let prepared = try prepare(records, origin: origin)
        return try append(asLeader: prepared, leaderEpoch: leaderEpoch, origin: origin)
    }

    /// Validates a producer's or coordinator's records by the topic's settings and the clock. Takes no
    /// lock for long, so that the work of large batches holds nobody up.
    package func prepare(_ records: SharedBytes, origin: AppendOrigin)
        throws(LogError) -> PreparedAppend
    {
        do throws(AppendRejection) {
            let validator = RecordBatchValidator(
                rules: AppendRules(config), origin: origin,
                now: environment.time.wallMilliseconds(), partition: topicPartition)
            return try validator.prepare(records)
        } catch {
            throw .rejected(error)
        }
    }

    /// ``append(asLeader:leaderEpoch:origin:)-records`` of records that were validated before.
    package func append(
        asLeader prepared: PreparedAppend, leaderEpoch: LeaderEpoch, origin: AppendOrigin
    ) throws(LogError) -> LogAppendResult {
        let (result, flushIsDue) = try withState { (state) throws(LogError) in
            let result = try state.append(prepared, leaderEpoch: leaderEpoch, origin: origin)
            return (result, state.flushIsDueByCount)
        }
        if flushIsDue { try flush() }
        return result
    }

    /// Appends what a leader sent, byte for byte: offsets and epochs are the leader's. Checksums are
    /// verified, an incomplete batch at the end is left out. `nil` if there was no whole batch.
    ///
    /// Throws ``LogError/offsetsOutOfOrder(first:logEnd:)`` for offsets below the log end and
    /// ``LogError/corruptRecords(_:)``.
    @discardableResult
    package func append(asFollower records: SharedBytes) throws(LogError) -> LogAppendResult? {
        let batches = try replicatedBatches(records)
        guard !batches.isEmpty else { return nil }
        let (result, flushIsDue) = try withState { (state) throws(LogError) in
            let result = try state.append(replicated: batches, records)
            return (result, state.flushIsDueByCount)
        }
        if flushIsDue { try flush() }
        return result
    }

    private func replicatedBatches(_ records: SharedBytes) throws(LogError) -> [AnyRecordBatch] {
        var batches: [AnyRecordBatch] = []
        var reader = RecordBatchReader(records)
        do throws(RecordError) {
            while let batch = try reader.next() {
                guard batch.isChecksumValid else { throw RecordError.checksumMismatch }
                batches.append(batch)
            }
        } catch {
            throw .corruptRecords(error)
        }
        return batches
    }
}

extension LogState {
    mutating func append(
        _ prepared: PreparedAppend, leaderEpoch: LeaderEpoch, origin: AppendOrigin
    ) throws(LogError) -> LogAppendResult {
        let first = endOffset
        guard !prepared.isEmpty else {
            return LogAppendResult(
                firstOffset: .none, lastOffset: .none, logStartOffset: startOffset,
                logEndOffset: endOffset)
        }
        guard prepared.bytes.count <= Int(config.segmentBytes) else {
            throw .recordListTooLarge(
                size: prepared.bytes.count, limit: Int(config.segmentBytes))
        }
        let next = prepared.assign(from: first, leaderEpoch: leaderEpoch)
        for batch in prepared.batches where batch.hasProducerID {
            let producerBatch = try ProducerBatch(batch)
            if case .client = origin, let earlier = producers.duplicate(of: producerBatch) {
                return duplicate(earlier)
            }
            try producers.check(producerBatch, origin: origin)
        }
        try write(
            LogSegment.Append(
                bytes: prepared.bytes, firstOffset: first, lastOffset: next - 1,
                maxTimestamp: prepared.maxTimestamp,
                offsetOfMaxTimestamp: prepared.batches.first {
                    $0.maxTimestamp == prepared.maxTimestamp
                }?.lastOffset ?? first),
            batches: prepared.batches, leaderEpoch: leaderEpoch)
        var result = LogAppendResult(
            firstOffset: first, lastOffset: next - 1, logStartOffset: startOffset,
            logEndOffset: endOffset)
        result.logAppendTime = prepared.logAppendTime
        result.sizeInBytes = prepared.bytes.count
        return result
    }

    private func duplicate(_ earlier: ProducerEntry.Batch) -> LogAppendResult {
        var result = LogAppendResult(
            firstOffset: earlier.firstOffset, lastOffset: earlier.lastOffset,
            logStartOffset: startOffset, logEndOffset: endOffset)
        result.logAppendTime = earlier.timestamp
        result.isDuplicate = true
        return result
    }

    /// Appends a leader's batches, in as many writes as segments demand.
    mutating func append(replicated batches: [AnyRecordBatch], _ records: SharedBytes)
        throws(LogError) -> LogAppendResult
    {
        var expected = endOffset
        for batch in batches {
            guard batch.baseOffset >= expected else {
                throw .offsetsOutOfOrder(first: batch.baseOffset, logEnd: expected)
            }
            guard batch.lastOffset >= batch.baseOffset else {
                throw .corruptRecords(.invalidRecord("last offset"))
            }
            expected = batch.nextOffset
        }
        var position = 0
        var group: ArraySlice<AnyRecordBatch> = []
        var size = 0
        for (index, batch) in batches.enumerated() {
            if !group.isEmpty, breaksGroup(batch, after: group, size: size) {
                try write(group, records.slice(from: position, count: size))
                position += size
                group = []
                size = 0
            }
            group = batches[(group.isEmpty ? index : group.startIndex)...index]
            size += batch.sizeInBytes
        }
        try write(group, records.slice(from: position, count: size))
        var result = LogAppendResult(
            firstOffset: batches[0].baseOffset, lastOffset: expected - 1,
            logStartOffset: startOffset, logEndOffset: endOffset)
        result.sizeInBytes = position + size
        return result
    }

    /// Batches written together share a segment and a leader epoch.
    private func breaksGroup(
        _ batch: AnyRecordBatch, after group: ArraySlice<AnyRecordBatch>, size: Int
    ) -> Bool {
        guard let first = group.first else { return false }
        return size + batch.sizeInBytes > Int(config.segmentBytes)
            || batch.partitionLeaderEpoch != first.partitionLeaderEpoch
            || batch.magic != first.magic
            || batch.lastOffset - first.baseOffset > Int64(Int32.max)
    }

    private mutating func write(_ group: ArraySlice<AnyRecordBatch>, _ bytes: SharedBytes)
        throws(LogError)
    {
        guard let first = group.first, let last = group.last else { return }
        var append = LogSegment.Append(
            // A wrapper of old messages has the offset of its last one.
            bytes: bytes,
            firstOffset: first.magic == RecordBatch.magic ? first.baseOffset : endOffset,
            lastOffset: last.lastOffset, maxTimestamp: first.maxTimestamp,
            offsetOfMaxTimestamp: first.lastOffset)
        for batch in group where batch.maxTimestamp > append.maxTimestamp {
            append.maxTimestamp = batch.maxTimestamp
            append.offsetOfMaxTimestamp = batch.lastOffset
        }
        if first.magic != RecordBatch.magic, epochs.clear() { try saveEpochs() }
        try write(
            append, batches: group.compactMap(\.current), leaderEpoch: first.partitionLeaderEpoch)
    }

    /// Rolls if due, then writes. What guards a read of the records, the epoch and the index of
    /// aborted transactions, is written before them: if a write fails, it names nothing.
    private mutating func write(
        _ append: LogSegment.Append, batches: [RecordBatch], leaderEpoch: LeaderEpoch
    ) throws(LogError) {
        try rollIfDue(append)
        if leaderEpoch > (epochs.latest?.epoch ?? .none),
            epochs.assign(leaderEpoch, from: append.firstOffset)
        {
            try saveEpochs()
        }
        let segment = active
        let position = segment.size
        let interval = Int(config.indexIntervalBytes)
        do throws(LogError) {
            for batch in batches where batch.isControl && batch.hasProducerID {
                try indexAbort(try ProducerBatch(batch), segment)
            }
            try onDisk { () throws(SystemError) in
                try segment.append(append, indexInterval: interval)
            }
        } catch {
            try? segment.dropAborts(from: append.firstOffset)
            throw error
        }
        for batch in batches where batch.hasProducerID {
            producers.apply(try ProducerBatch(batch))
        }
        recent.note(append.firstOffset, position: position)
        endOffset = append.lastOffset + 1
    }

    private func indexAbort(_ batch: ProducerBatch, _ segment: LogSegment) throws(LogError) {
        guard let ended = producers.transaction(endedBy: batch), ended.isAborted else { return }
        let entry = TransactionIndex.Entry(
            producerID: ended.producerID, firstOffset: ended.firstOffset,
            lastOffset: ended.lastOffset,
            lastStableOffset: producers.lastStableOffset(after: ended))
        try onDisk { () throws(SystemError) in try segment.append(entry) }
    }

    private mutating func rollIfDue(_ append: LogSegment.Append) throws(LogError) {
        let due = SegmentRoll.isDue(
            active.rollState,
            SegmentRoll.Append(
                size: append.bytes.count, lastOffset: append.lastOffset,
                maxTimestamp: append.maxTimestamp, now: now), config)
        if due { try roll(to: max(append.firstOffset, endOffset)) }
    }

    /// Closes the active segment and opens the next at `base`. Does nothing if the active one is
    /// empty and begins there.
    mutating func roll(to base: Offset) throws(LogError) {
        let old = active
        guard old.size > 0 || old.baseOffset != base else { return }
        try onDisk { () throws(SystemError) in try old.finish() }
        try saveProducers()
        try addSegment(at: base)
        recent.forget()
        environment.onRoll(environment.topicPartition)
    }

    /// Whether `flush.messages` demands a flush now.
    var flushIsDueByCount: Bool { endOffset - recoveryPoint >= config.flushMessages }
}

extension AppendRules {
    /// The rules that a topic's settings make.
    package init(_ config: LogConfig) {
        self.init()
        if let codec = config.compression {
            let level: Int32? =
                switch codec {
                case .gzip: config.gzipLevel
                case .lz4: config.lz4Level
                case .zstd: config.zstdLevel
                case .none, .snappy: nil
                }
            compression = .convert(codec, level: level)
        }
        timestampType = config.timestampType
        timestampBeforeMax = config.timestampBeforeMaxMilliseconds
        timestampAfterMax = config.timestampAfterMaxMilliseconds
        maxMessageBytes = Int(config.maxMessageBytes)
        isCompacted = config.cleanupPolicy.contains(.compact)
    }
}

extension ProducerBatch {
    /// The view of a batch whose offsets are set.
    init(_ batch: RecordBatch) throws(LogError) {
        var marker: Marker?
        if batch.isControl {
            do throws(RecordError) {
                if let record = try ControlRecord(batch) {
                    switch record.kind {
                    case .abort, .commit:
                        marker = Marker(
                            isAbort: record.kind == .abort,
                            coordinatorEpoch: record.coordinatorEpoch)
                    case .other: break
                    }
                }
            } catch {
                throw .corruptRecords(error)
            }
        }
        self.init(
            producerID: batch.producerID, epoch: batch.producerEpoch,
            firstSequence: batch.baseSequence, lastSequence: batch.lastSequence,
            firstOffset: batch.baseOffset, lastOffset: batch.lastOffset,
            timestamp: batch.maxTimestamp, isTransactional: batch.isTransactional,
            isControl: batch.isControl, marker: marker)
    }
}
