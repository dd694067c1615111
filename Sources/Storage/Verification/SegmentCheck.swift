import Bytes
import KafkaModel
import KafkaRecords
import Platform

/// The files of one segment.
struct SegmentFiles {
    let directory: String
    let base: Offset
    /// Whether its indexes must be complete: the stop was clean, or the segment lies before the recovery
    /// point. Those of later segments may be behind their records.
    let isSettled: Bool

    func path(_ suffix: String) -> String { "\(directory)/\(LogFileNames.name(base, suffix))" }
}

/// Reads one segment from front to end and compares everything else with it.
struct SegmentCheck {
    let files: SegmentFiles
    let fileSystem: any FileSystem
    let findings: FindingLog

    private var path: String { files.path(LogFileNames.records) }

    /// Returns the bytes of the record file.
    func run(_ replay: inout LogReplay) throws(LogError) -> Int64 {
        let records = try onDisk { () throws(SystemError) in
            let file = try fileSystem.open(path, .readOnly)
            return FileRecords(file: file, size: Int(try file.size()))
        }
        if files.base < replay.next, !replay.isBroken {
            damage(0, "begins at offset \(files.base), but the log already goes to \(replay.next)")
            replay.isBroken = true
        }
        if !replay.isBroken, files.base > replay.next {
            if !replay.mayHaveGaps {
                damage(
                    0,
                    "offsets \(replay.next) to \(files.base.rawValue - 1) are missing before it; only a "
                        + "compaction may leave such a gap")
            }
            replay.hasGaps = true
        }
        try read(records, &replay)
        return Int64(records.size)
    }

    private func read(_ records: FileRecords, _ replay: inout LogReplay) throws(LogError) {
        var (offsets, times, transactions) = try onDisk { () throws(SystemError) in
            (
                try OffsetIndexCheck(files, fileSystem, findings),
                try TimeIndexCheck(files, fileSystem, findings),
                try TransactionIndexCheck(files, fileSystem, findings)
            )
        }
        var next = max(files.base, replay.isBroken ? files.base : replay.next)
        var taken = replay
        let end = try records.walk(from: 0) { (batch, position) throws(LogError) in
            let fault = fault(of: batch, at: position, next: next)
            if let fault {
                damage(position, fault)
                taken.isBroken = true
            }
            try onDisk { () throws(SystemError) in
                try offsets.visit(batch, at: position)
                try times.visit(batch)
                if !taken.isBroken { try taken.take(batch, &transactions) }
            }
            next = max(next, batch.nextOffset)
            taken.seenEnd = max(taken.seenEnd, batch.nextOffset)
            return true
        }
        replay = taken
        try onDisk { () throws(SystemError) in
            try tellRest(of: records, from: end, &replay)
            try offsets.finish(at: end)
            try times.finish()
            // Behind a bad batch the markers are not known.
            if !replay.isBroken { try transactions.finish(end: replay.next) }
        }
    }

    /// What is wrong with a batch where offset `next` is expected, or a later one.
    private func fault(of batch: AnyRecordBatch, at position: Int, next: Offset) -> String? {
        if !batch.isChecksumValid {
            return "the batch of offset \(batch.baseOffset) does not have the content that its "
                + "checksum was made for"
        }
        if batch.baseOffset < next {
            return "a batch begins with offset \(batch.baseOffset), but the log already goes to "
                + "\(next)"
        }
        if batch.lastOffset < batch.baseOffset {
            return "the batch of offset \(batch.baseOffset) ends before it begins"
        }
        if batch.lastOffset - files.base > Int64(Int32.max) {
            return "offset \(batch.lastOffset) is too far from the segment's first"
        }
        return nil
    }

    /// Tells why there is no batch at `end`, if the file goes on there.
    private func tellRest(
        of records: FileRecords, from end: Int, _ replay: inout LogReplay
    ) throws(SystemError) {
        let rest = records.size - end
        guard rest > 0 else { return }
        replay.isBroken = true
        let head = try records.file.read(min(rest, RecordBatch.headerSize), at: Int64(end))
        var reason = "no whole batch"
        do throws(RecordError) {
            if let prefix = try BatchPrefix(head), prefix.sizeInBytes > rest {
                reason = "a batch of \(prefix.sizeInBytes) bytes that was cut off"
            } else if try BatchPrefix(head) != nil {
                reason = "a batch without a whole header"
            }
        } catch {
            let isZero = head.withUnsafeBytes { $0.allSatisfy { $0 == 0 } }
            reason = isZero ? "zeros" : "no batch (\(error))"
        }
        damage(end, "the last \(rest) bytes are \(reason)")
    }

    private func damage(_ position: Int, _ what: String) {
        findings.add(.damage, path, at: Int64(position), what)
    }
}
