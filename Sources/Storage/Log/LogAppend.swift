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
    ///
    /// Writes to the page cache and waits for nothing else; what `flush.messages` asks for is on its
    /// way when the result is not ``LogAppendResult/isSecured``.
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
        // Offsets and transactions go on into the reserve of the disk.
        if case .client = origin, !TopicName.isInternal(topicPartition.topic) {
            try environment.space?.admit(prepared.bytes.count)
        }
        let (result, hasDuty) = try withState { (state) throws(LogError) in
            let result = try state.append(prepared, leaderEpoch: leaderEpoch, origin: origin)
            return (result, state.takeDuty())
        }
        environment.space?.note(appended: result.sizeInBytes)
        if hasDuty { environment.onDuty(self) }
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
        let (result, hasDuty) = try withState { (state) throws(LogError) in
            let result = try state.append(replicated: batches, records)
            return (result, state.takeDuty())
        }
        environment.space?.note(appended: result.sizeInBytes)
        if hasDuty { environment.onDuty(self) }
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
        result.isSecured = endOffset <= securedEnd
        return result
    }

    private func duplicate(_ earlier: ProducerEntry.Batch) -> LogAppendResult {
        var result = LogAppendResult(
            firstOffset: earlier.firstOffset, lastOffset: earlier.lastOffset,
            logStartOffset: startOffset, logEndOffset: endOffset)
        result.logAppendTime = earlier.timestamp
        result.isDuplicate = true
        result.isSecured = earlier.lastOffset < securedEnd
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
        if first.magic != RecordBatch.magic, epochs.clear() { epochsAreDurable = false }
        try write(
            append, batches: group.compactMap(\.current), leaderEpoch: first.partitionLeaderEpoch)
    }

    /// Rolls if due, then writes. Everything but the records stays in memory and is written later; a
    /// crash before that finds it again in the records.
    private mutating func write(
        _ append: LogSegment.Append, batches: [RecordBatch], leaderEpoch: LeaderEpoch
    ) throws(LogError) {
        let producerBatches = try producerBatches(batches)
        try rollIfDue(append)
        let segment = active
        let position = segment.size
        let interval = Int(config.indexIntervalBytes)
        try onDisk { () throws(SystemError) in
            try segment.append(append, indexInterval: interval)
        }
        if leaderEpoch > (epochs.latest?.epoch ?? .none),
            epochs.assign(leaderEpoch, from: append.firstOffset)
        {
            epochsAreDurable = false
        }
        for batch in producerBatches {
            guard let ended = producers.apply(batch), ended.isAborted else { continue }
            segment.append(
                TransactionIndex.Entry(
                    producerID: ended.producerID, firstOffset: ended.firstOffset,
                    lastOffset: ended.lastOffset,
                    lastStableOffset: producers.lastStableOffset(after: ended)))
        }
        recent.note(append.firstOffset, position: position)
        endOffset = append.lastOffset + 1
    }

    private func producerBatches(_ batches: [RecordBatch]) throws(LogError) -> [ProducerBatch] {
        var found: [ProducerBatch] = []
        for batch in batches where batch.hasProducerID { found.append(try ProducerBatch(batch)) }
        return found
    }

    private mutating func rollIfDue(_ append: LogSegment.Append) throws(LogError) {
        let due = SegmentRoll.isDue(
            active.rollState,
            SegmentRoll.Append(
                size: append.bytes.count, lastOffset: append.lastOffset,
                maxTimestamp: append.maxTimestamp, now: now), config)
        if due { try roll(to: max(append.firstOffset, endOffset)) }
    }
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
