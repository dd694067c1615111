import Bytes
import Compression
import KafkaModel

/// The part of validation that looks at every record: keys, timestamps, offsets, and the largest
/// timestamp of each batch. Takes no memory per record of magic 2 unless one is at fault.
struct RecordWalk {
    private let rules: AppendRules
    private let now: Int64
    private let partition: TopicPartition
    private var faults: [(code: ErrorCode, fault: AppendRejection.RecordFault)] = []
    /// Per batch visited; -1 if no record has one.
    private(set) var maxTimestamps: [Int64] = []
    private(set) var recordCount = 0

    init(rules: AppendRules, now: Int64, partition: TopicPartition) {
        self.rules = rules
        self.now = now
        self.partition = partition
    }

    /// Walks the records of `batch`; answers whether it may be written as it is, which asks for
    /// magic 2 and offsets that count 0, 1, 2….
    mutating func visit(_ batch: AnyRecordBatch) throws(AppendRejection) -> Bool {
        do {
            switch batch {
            case .batch(let batch): return try visitCurrent(batch)
            case .legacy(let message): return try visitLegacy(message)
            }
        } catch {
            throw AppendRejection(error)
        }
    }

    private mutating func visitCurrent(_ batch: RecordBatch) throws(RecordError) -> Bool {
        var reader = try RecordReader(batch, decompressionLimit: rules.decompressionLimit)
        let isAppendTime = batch.timestampType == .logAppendTime
        var isRegular = true
        var largest: Int64 = -1
        var index: Int32 = 0
        while let layout = try reader.nextLayout() {
            let timestamp = reader.timestamp(of: layout)
            check(
                hasKey: layout.hasKey, timestamp: timestamp, isAppendTime: isAppendTime,
                index: index)
            if layout.offsetDelta != index { isRegular = false }
            if timestamp > largest { largest = timestamp }
            index += 1
        }
        maxTimestamps.append(largest)
        recordCount += Int(index)
        return isRegular
    }

    private mutating func visitLegacy(_ message: LegacyMessage) throws(RecordError) -> Bool {
        let isAppendTime = message.timestampType == .logAppendTime
        if message.isCompressed {
            try checkInnerMessages(of: message)
        }
        let records = try LegacyMessageSet.records(
            of: message, decompressionLimit: rules.decompressionLimit)
        var index: Int32 = 0
        for record in records {
            check(
                hasKey: record.key != nil, timestamp: record.timestamp,
                isAppendTime: isAppendTime, index: index)
            index += 1
        }
        maxTimestamps.append(records.map(\.timestamp).max() ?? -1)
        recordCount += records.count
        return false
    }

    private func checkInnerMessages(of wrapper: LegacyMessage) throws(RecordError) {
        let inner = try LegacyMessageSet.innerMessages(
            of: wrapper, decompressionLimit: rules.decompressionLimit)
        for message in inner {
            guard message.magic == wrapper.magic else {
                throw .invalidRecord("an inner message of another magic")
            }
            guard message.isChecksumValid else { throw .checksumMismatch }
        }
    }

    @inline(__always)
    private mutating func check(
        hasKey: Bool, timestamp: Int64, isAppendTime: Bool, index: Int32
    ) {
        if rules.isCompacted && !hasKey {
            note(
                .invalidRecord, index,
                "a record without key in the compacted topic of partition \(partition)")
        } else if rules.timestampType == .createTime && timestamp != -1 {
            if isOutOfRange(timestamp) { noteOutOfRange(timestamp, index) }
        } else if isAppendTime {
            note(
                .invalidTimestamp, index,
                "a producer may not set the timestamp type LogAppendTime, the topic does")
        }
    }

    private func isOutOfRange(_ timestamp: Int64) -> Bool {
        let (age, overflow) = now.subtractingReportingOverflow(timestamp)
        if overflow { return true }
        // The negation of the smallest number is itself, which is below any limit.
        return age > rules.timestampBeforeMax || 0 &- age > rules.timestampAfterMax
    }

    private mutating func noteOutOfRange(_ timestamp: Int64, _ index: Int32) {
        let earliest = now.subtractingReportingOverflow(rules.timestampBeforeMax)
        let latest = now.addingReportingOverflow(rules.timestampAfterMax)
        note(
            .invalidTimestamp, index,
            "timestamp \(timestamp) is outside of "
                + "[\(earliest.overflow ? Int64.min : earliest.partialValue), "
                + "\(latest.overflow ? Int64.max : latest.partialValue)]")
    }

    private mutating func note(_ code: ErrorCode, _ index: Int32, _ message: String) {
        faults.append((code, AppendRejection.RecordFault(batchIndex: index, message: message)))
    }

    /// Rejects the append if any record was at fault: all of them are named.
    func throwFaults() throws(AppendRejection) {
        guard !faults.isEmpty else { return }
        let isTimestamp = faults.contains { $0.code == .invalidTimestamp }
        throw AppendRejection(
            isTimestamp ? .invalidTimestamp : .invalidRecord,
            isTimestamp
                ? "records with invalid timestamps" : "\(faults.count) records were rejected",
            recordFaults: faults.map(\.fault))
    }
}
