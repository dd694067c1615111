import Bytes
import Compression
import KafkaModel

/// Checks what a producer sends to one partition and brings it into the form in which the leader
/// writes it.
///
/// The usual case, one batch of magic 2 whose codec the topic keeps, is written as it came: the same
/// bytes with base offset, leader epoch, largest timestamp and timestamp type patched in place. It
/// is rebuilt as one batch if the topic demands another codec, if it came as messages of magic 0
/// or 1, or if its offsets do not count 0, 1, 2….
///
/// Pure: no clock, no log. Source: Kafka's `LogValidator`, `UnifiedLog.analyzeAndValidateRecords`,
/// `ProduceRequest.validateRecords`; log-format 17 and the golden appends.
package struct RecordBatchValidator: Sendable {
    private let rules: AppendRules
    private let origin: AppendOrigin
    /// The broker's clock, milliseconds.
    private let now: Int64
    /// Named in messages to the client.
    private let partition: TopicPartition

    package init(
        rules: AppendRules, origin: AppendOrigin, now: Int64, partition: TopicPartition
    ) {
        self.rules = rules
        self.origin = origin
        self.now = now
        self.partition = partition
    }

    /// Checks `bytes`, the records of one partition. The caller must hold them exclusively, since
    /// they are patched.
    package func prepare(_ bytes: SharedBytes) throws(AppendRejection) -> PreparedAppend {
        let batches = try readBatches(bytes)
        guard let first = batches.first else {
            return PreparedAppend(
                batches: [], bytes: .empty, recordCount: 0, maxTimestamp: -1, logAppendTime: -1,
                wasRebuilt: false)
        }
        for batch in batches { try checkBatch(batch, first: first) }
        let source = sourceCompression(of: batches)
        let (target, level) = targetCompression(for: source)
        if source != .none || target != .none, batches.count > 1,
            first.magic == RecordBatch.magic || source != .none
        {
            throw AppendRejection(.invalidRecord, "more than one batch with a codec")
        }
        var walk = RecordWalk(rules: rules, now: now, partition: partition)
        var needsRebuild = source != target || first.magic != RecordBatch.magic
        for batch in batches {
            let isRegular = try walk.visit(batch)
            needsRebuild = needsRebuild || !isRegular
        }
        try walk.throwFaults()
        return needsRebuild
            ? try rebuild(batches, target: target, level: level)
            : patch(batches, bytes: bytes, walk: walk)
    }

    private func readBatches(_ bytes: SharedBytes) throws(AppendRejection) -> [AnyRecordBatch] {
        var reader = RecordBatchReader(bytes)
        var batches: [AnyRecordBatch] = []
        do {
            while let batch = try reader.next() { batches.append(batch) }
        } catch {
            throw AppendRejection(error)
        }
        if case .client(let version) = origin, version >= 3 {
            guard batches.count == 1, reader.remaining == 0,
                batches[0].magic == RecordBatch.magic
            else { throw AppendRejection(.invalidRecord) }
        }
        return batches
    }

    /// The checks of one batch that need none of its records.
    private func checkBatch(_ batch: AnyRecordBatch, first: AnyRecordBatch)
        throws(AppendRejection)
    {
        guard batch.magic == first.magic else {
            throw AppendRejection(.invalidRecord, "batches of different magic")
        }
        if case .client(let version) = origin, version < 7, batch.compression == .zstd,
            batch.magic == RecordBatch.magic
        {
            throw AppendRejection(.unsupportedCompressionType)
        }
        if origin.isClient, let current = batch.current, current.baseOffset != .zero {
            throw AppendRejection(.invalidRecord)
        }
        guard batch.sizeInBytes <= rules.maxMessageBytes else {
            throw AppendRejection(.messageTooLarge)
        }
        guard batch.isChecksumValid else { throw AppendRejection(.corruptMessage) }
        if origin.isClient, let current = batch.current { try checkHeader(current) }
    }

    /// What a client may not write into a header.
    private func checkHeader(_ batch: RecordBatch) throws(AppendRejection) {
        let offsets = Int64(batch.lastOffsetDelta) + 1
        guard offsets > 0, batch.recordCount > 0, offsets == Int64(batch.recordCount) else {
            throw AppendRejection(.invalidRecord)
        }
        guard !batch.hasProducerID || batch.baseSequence >= 0, !batch.isControl else {
            throw AppendRejection(.invalidRecord)
        }
        guard batch.compression != nil else {
            throw AppendRejection(.unknownServerError)
        }
    }

    private func sourceCompression(of batches: [AnyRecordBatch]) -> CompressionType {
        batches.last { $0.compression != .some(.none) }?.compression ?? .none
    }

    private func targetCompression(for source: CompressionType) -> (CompressionType, Int32?) {
        switch rules.compression {
        case .keep: (source, nil)
        case .convert(let codec, let level): (codec, level)
        }
    }

    /// Keeps the bytes and sets what the header must say.
    private func patch(_ batches: [AnyRecordBatch], bytes: SharedBytes, walk: RecordWalk)
        -> PreparedAppend
    {
        var current: [RecordBatch] = []
        current.reserveCapacity(batches.count)
        var length = 0
        for (index, batch) in batches.enumerated() {
            guard let batch = batch.current else { continue }
            batch.assign(
                maxTimestamp: rules.timestampType == .logAppendTime
                    ? now : walk.maxTimestamps[index],
                timestampType: rules.timestampType)
            current.append(batch)
            length += batch.sizeInBytes
        }
        return prepared(
            current, bytes: bytes.slice(from: 0, count: length), recordCount: walk.recordCount,
            wasRebuilt: false)
    }

    /// Writes all records into one new batch.
    private func rebuild(_ batches: [AnyRecordBatch], target: CompressionType, level: Int32?)
        throws(AppendRejection) -> PreparedAppend
    {
        var header = RecordBatchHeader()
        let original = batches.first?.current
        header.producerID = original?.producerID ?? .none
        header.producerEpoch = original?.producerEpoch ?? -1
        header.baseSequence = original?.baseSequence ?? -1
        header.attributes = RecordBatchAttributes(
            compression: target, timestampType: rules.timestampType,
            isTransactional: original?.isTransactional ?? false,
            isControl: original?.isControl ?? false)
        header.logAppendTime = now
        do {
            let size = batches.reduce(0) { $0 + $1.sizeInBytes }
            var builder = RecordBatchBuilder(header, level: level, capacity: size * 2)
            for batch in batches {
                for record in try batch.records(decompressionLimit: rules.decompressionLimit) {
                    builder.append(
                        timestamp: record.timestamp, key: record.key, value: record.value,
                        headers: record.headers)
                }
            }
            let count = Int(builder.count)
            let batch = try RecordBatch(try builder.finish())
            guard batch.sizeInBytes <= rules.maxMessageBytes else {
                throw AppendRejection(.messageTooLarge)
            }
            return prepared([batch], bytes: batch.bytes, recordCount: count, wasRebuilt: true)
        } catch let error as RecordError {
            throw AppendRejection(error)
        } catch let error as AppendRejection {
            throw error
        } catch {
            throw AppendRejection(.unknownServerError)
        }
    }

    private func prepared(
        _ batches: [RecordBatch], bytes: SharedBytes, recordCount: Int, wasRebuilt: Bool
    ) -> PreparedAppend {
        PreparedAppend(
            batches: batches, bytes: bytes, recordCount: recordCount,
            maxTimestamp: batches.map(\.maxTimestamp).max() ?? -1,
            logAppendTime: rules.timestampType == .logAppendTime ? now : -1,
            wasRebuilt: wasRebuilt)
    }
}
