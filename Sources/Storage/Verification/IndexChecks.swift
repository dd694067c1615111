import Bytes
import KafkaModel
import KafkaRecords
import Platform

/// Compares a segment's offset index with its batches, which come in order.
///
/// An entry names the position of a batch and the last offset of what was appended there at once: that
/// batch, or, on a follower, a later one. A search is right if no entry leads behind what it seeks.
struct OffsetIndexCheck {
    private var cursor: IndexCursor
    private let base: Offset
    private let findings: FindingLog
    private var previous: (offset: Offset, position: Int)?
    /// Offsets of entries that named a later batch than the one at their position.
    private var expected: [Offset] = []

    init(
        _ segment: SegmentFiles, _ fileSystem: any FileSystem, _ findings: FindingLog
    ) throws(SystemError) {
        cursor = try IndexCursor(
            segment.path(LogFileNames.offsetIndex), entrySize: OffsetIndex.entrySize, fileSystem)
        base = segment.base
        self.findings = findings
        tellShape(cursor, isSettled: segment.isSettled, findings)
    }

    mutating func visit(_ batch: AnyRecordBatch, at position: Int) throws(SystemError) {
        while let first = expected.first, first <= batch.lastOffset {
            expected.removeFirst()
            if first < batch.lastOffset {
                findings.add(
                    .damage, cursor.path, "an entry has offset \(first), with which no batch ends")
            }
        }
        while let bytes = cursor.current {
            let offset = base + Int64(bytes.bigEndian(Int32.self, at: 0))
            let place = Int(bytes.bigEndian(Int32.self, at: 4))
            guard place <= position else { return }
            check(offset, place, batch, position)
            previous = (offset, place)
            try cursor.advance()
        }
    }

    private mutating func check(
        _ offset: Offset, _ place: Int, _ batch: AnyRecordBatch, _ position: Int
    ) {
        func damage(_ what: String) {
            findings.add(.damage, cursor.path, at: cursor.position, what)
        }
        if let previous, offset <= previous.offset || place <= previous.position {
            damage(
                "offset \(offset) at position \(place) follows offset \(previous.offset) at "
                    + "position \(previous.position)")
        } else if place < position {
            damage("offset \(offset) leads to position \(place), where no batch begins")
        } else if offset < batch.baseOffset {
            damage(
                "offset \(offset) leads to position \(place), behind its batch: the batch there "
                    + "begins with offset \(batch.baseOffset)")
        } else if offset < batch.lastOffset {
            damage(
                "offset \(offset) is not the last of the batch at position \(place): "
                    + "\(batch.lastOffset)")
        } else if offset > batch.lastOffset {
            expected.append(offset)
        }
    }

    /// Behind the last whole batch, which ended at `position`.
    mutating func finish(at position: Int) throws(SystemError) {
        for offset in expected {
            findings.add(
                .damage, cursor.path, "an entry has offset \(offset), with which no batch ends")
        }
        while let bytes = cursor.current {
            let offset = base + Int64(bytes.bigEndian(Int32.self, at: 0))
            findings.add(
                .damage, cursor.path, at: cursor.position,
                "offset \(offset) leads to position \(bytes.bigEndian(Int32.self, at: 4)); the "
                    + "batches end at \(position)")
            try cursor.advance()
        }
    }
}

/// Compares a segment's time index with its batches: an entry is the largest timestamp up to the end
/// of the batch that holds its offset. Kafka names the last offset of the batch, before 3.0 that of the
/// record with the timestamp.
struct TimeIndexCheck {
    private var cursor: IndexCursor
    private let segment: SegmentFiles
    private let findings: FindingLog
    private var previous: TimeIndex.Entry?
    private var largest: Int64 = -1

    init(
        _ segment: SegmentFiles, _ fileSystem: any FileSystem, _ findings: FindingLog
    ) throws(SystemError) {
        cursor = try IndexCursor(
            segment.path(LogFileNames.timeIndex), entrySize: TimeIndex.entrySize, fileSystem)
        self.segment = segment
        self.findings = findings
        tellShape(cursor, isSettled: segment.isSettled, findings)
    }

    private func entry(_ bytes: SharedBytes) -> TimeIndex.Entry {
        TimeIndex.Entry(
            timestamp: bytes.bigEndian(Int64.self, at: 0),
            offset: segment.base + Int64(bytes.bigEndian(Int32.self, at: 8)))
    }

    mutating func visit(_ batch: AnyRecordBatch) throws(SystemError) {
        largest = max(largest, batch.maxTimestamp)
        while let bytes = cursor.current {
            let next = entry(bytes)
            guard next.offset <= batch.lastOffset else { return }
            check(next, batch)
            previous = next
            try cursor.advance()
        }
    }

    private func check(_ entry: TimeIndex.Entry, _ batch: AnyRecordBatch) {
        func damage(_ what: String) {
            findings.add(.damage, cursor.path, at: cursor.position, what)
        }
        if let previous, entry.timestamp <= previous.timestamp || entry.offset < previous.offset {
            damage(
                "timestamp \(entry.timestamp) of offset \(entry.offset) follows "
                    + "\(previous.timestamp) of offset \(previous.offset)")
        } else if let first = batch.current?.baseOffset, entry.offset < first {
            damage("an entry has offset \(entry.offset), which no batch has")
        } else if batch.magic == 0 {
            // Without timestamps of its own: that of the append counted.
        } else if entry.timestamp != batch.maxTimestamp {
            damage(
                "timestamp \(entry.timestamp) is not that of the batch with offset "
                    + "\(entry.offset): \(batch.maxTimestamp)")
        } else if entry.timestamp < largest {
            damage(
                "timestamp \(entry.timestamp) of offset \(entry.offset) is not the largest up to "
                    + "there: \(largest)")
        }
    }

    mutating func finish() throws(SystemError) {
        while let bytes = cursor.current {
            let next = entry(bytes)
            findings.add(
                .damage, cursor.path, at: cursor.position,
                "timestamp \(next.timestamp) is said to be of offset \(next.offset), behind the "
                    + "last batch")
            previous = next
            try cursor.advance()
        }
        guard cursor.exists, segment.isSettled, largest > (previous?.timestamp ?? -1) else {
            return
        }
        findings.add(
            .damage, cursor.path,
            "the segment's largest timestamp, \(largest), is not in the index")
    }
}

/// What can be said of an index without its log.
private func tellShape(_ cursor: IndexCursor, isSettled: Bool, _ findings: FindingLog) {
    guard cursor.exists else {
        findings.add(isSettled ? .damage : .note, cursor.path, "is missing")
        return
    }
    if cursor.surplus != 0 {
        findings.add(
            .damage, cursor.path, at: cursor.size - cursor.surplus,
            "\(cursor.size) bytes are no multiple of \(cursor.entrySize), the size of an entry")
    }
    if cursor.hasEntriesBehindZeros {
        findings.add(
            .damage, cursor.path, at: cursor.position, "entries stand behind an entry of zeros")
    } else if cursor.hasTrailingZeros {
        findings.add(
            isSettled ? .note : .ok, cursor.path, at: cursor.position,
            "ends in zeros, as a file does that was made in advance")
    }
}

/// Compares a segment's transaction index with the aborts that its markers make.
struct TransactionIndexCheck {
    private var cursor: IndexCursor
    private let findings: FindingLog
    private var previous: Offset?
    private let base: Offset
    private let isSettled: Bool

    init(
        _ segment: SegmentFiles, _ fileSystem: any FileSystem, _ findings: FindingLog
    ) throws(SystemError) {
        cursor = try IndexCursor(
            segment.path(LogFileNames.transactionIndex), entrySize: TransactionIndex.entrySize,
            fileSystem)
        base = segment.base
        isSettled = segment.isSettled
        self.findings = findings
        if cursor.exists, cursor.surplus != 0 || cursor.hasTrailingZeros {
            damage("is no row of whole entries")
        }
    }

    private func damage(_ what: String) {
        findings.add(.damage, cursor.path, at: cursor.position, what)
    }

    /// A marker that stands at `offset` and, if this is known, aborts a transaction.
    mutating func visit(
        marker offset: Offset, abort expected: TransactionIndex.Entry?, isKnown: Bool
    ) throws(SystemError) {
        var found: TransactionIndex.Entry?
        while let next = try take(upTo: offset) {
            if next.lastOffset == offset {
                found = next
            } else {
                damage("no marker stands at offset \(next.lastOffset)")
            }
        }
        guard isKnown, found != expected else { return }
        switch (found, expected) {
        case (let found?, let expected?):
            damage("\(text(found)) stands for \(text(expected))")
        case (let found?, nil):
            damage("\(text(found)) was not aborted there")
        case (nil, let expected?):
            if isSettled { damage("\(text(expected)) is missing") }
        case (nil, nil): break
        }
    }

    /// Behind the last batch of the segment, which ends before `end`.
    mutating func finish(end: Offset) throws(SystemError) {
        while let next = try take(upTo: Offset(Int64.max)) {
            damage(
                next.lastOffset < end
                    ? "no marker stands at offset \(next.lastOffset)"
                    : "offset \(next.lastOffset) lies behind the segment's last batch")
        }
    }

    private mutating func take(upTo offset: Offset) throws(SystemError)
        -> TransactionIndex.Entry?
    {
        guard let bytes = cursor.current else { return nil }
        let entry = TransactionIndex.Entry(
            producerID: ProducerID(bytes.bigEndian(Int64.self, at: 2)),
            firstOffset: Offset(bytes.bigEndian(Int64.self, at: 10)),
            lastOffset: Offset(bytes.bigEndian(Int64.self, at: 18)),
            lastStableOffset: Offset(bytes.bigEndian(Int64.self, at: 26)))
        guard entry.lastOffset <= offset else { return nil }
        if bytes.bigEndian(Int16.self, at: 0) != 0 { damage("an entry of an unknown version") }
        if entry.lastOffset <= previous ?? (base - 1) {
            damage("offset \(entry.lastOffset) does not rise")
        }
        previous = entry.lastOffset
        try cursor.advance()
        return entry
    }

    private func text(_ entry: TransactionIndex.Entry) -> String {
        "the transaction of producer \(entry.producerID) from offset \(entry.firstOffset) to "
            + "\(entry.lastOffset) with last stable offset \(entry.lastStableOffset)"
    }
}
