import Bytes
import Glibc
import KafkaModel
import KafkaRecords
import Platform

extension PartitionLog {
    /// Up to this many bytes are copied into memory; above, the result is a region of the file. One
    /// read into memory is cheaper than a `sendfile` of its own below about two pages.
    static let copyLimit = 8192

    /// Reads whole batches from the segment that holds `request.from`. Large results are a region of
    /// the file, small ones are copied. Empty at the log's end. Reads files outside of the lock.
    ///
    /// Throws ``LogError/offsetOutOfRange(requested:start:end:)`` if `request.from` is below the log
    /// start offset or above the log end offset, and ``LogError/notResident`` in mode
    /// ``ReadMode/resident``.
    package func read(_ request: LogReadRequest) throws(LogError) -> LogReadResult {
        try retryingStaleFiles { () throws(LogError) in
            var base: Offset?
            while true {
                let plan = try withState { (state) throws(LogError) in
                    try state.plan(request, segmentAfter: base)
                }
                guard var segment = plan.segment else {
                    return LogReadResult(records: .empty, offsets: plan.offsets)
                }
                segment.records.mode = request.mode
                if let result = try perform(request, plan, &segment) { return result }
                // The segment ends before the offset: the records stand in a later one.
                base = segment.baseOffset
            }
        }
    }

    /// A segment may be deleted or cut while a reader looks at it outside of the lock. Its files are
    /// gone then, or those of a compacted segment have taken their names, and the same question gets a
    /// fresh answer.
    func retryingStaleFiles<R>(_ body: () throws(LogError) -> R) throws(LogError) -> R {
        var attempts = 3
        while true {
            let replacements = replacementCount
            do throws(LogError) {
                let result = try body()
                if replacementCount == replacements { return result }
            } catch {
                if replacementCount != replacements, isUsable { continue }
                attempts -= 1
                if attempts > 0, case .storage(let cause) = error, cause.isStale { continue }
                noteFailure(error)
                throw error
            }
        }
    }

    private func perform(
        _ request: LogReadRequest, _ plan: ReadPlan, _ segment: inout LogSegment.View
    ) throws(LogError) -> LogReadResult? {
        var firstSize: Int?
        var start = plan.start
        if start == nil {
            let place = try indexedPosition(of: request.from, &segment, request.mode)
            guard let header = try segment.firstBatch(endingAtOrAfter: request.from, from: place)
            else {
                return nil
            }
            start = header.position
            firstSize = header.sizeInBytes
        }
        guard let start else { return nil }
        let limit: Int
        if let known = plan.limit {
            limit = known
        } else {
            let place = try indexedPosition(of: request.upTo, &segment, request.mode)
            limit =
                try segment.firstBatch(endingAtOrAfter: request.upTo, from: place)?.position
                ?? segment.records.size
        }
        let available = max(limit - start, 0)
        var length = min(available, max(request.maxBytes, 0))
        var result = LogReadResult(records: .empty, offsets: plan.offsets)
        if length < available {
            if firstSize == nil { firstSize = try segment.header(at: start)?.sizeInBytes }
            let size = firstSize ?? 0
            if length < size {
                length = request.atLeastOneBatch ? min(size, available) : length
                result.isFirstBatchIncomplete = length < size
            }
        }
        result.records = try payload(segment, start, length)
        if request.includesAbortedTransactions, length > 0 {
            result.abortedTransactions = try aborted(
                from: request.from, upTo: min(request.upTo, plan.segmentEnd), plan, request.mode)
        }
        return result
    }

    /// The position from which to look for the batch with `offset`: by the entries among which the
    /// last search of the segment ended, else by searching its index.
    private func indexedPosition(
        of offset: Offset, _ segment: inout LogSegment.View, _ mode: ReadMode
    ) throws(LogError) -> Int {
        guard let last = segment.offsetIndex.last else { return 0 }
        if offset >= last.offset { return last.position }
        let cutCount = segment.cutCount
        if let block = segment.readers.block(cutCount: cutCount),
            let entry = segment.offsetIndex.lookup(offset, in: block)
        {
            return entry.position
        }
        try prepareIndex(of: &segment, mode)
        let index = segment.offsetIndex
        let block = try onDisk { () throws(SystemError) in try index.block(around: offset) }
        let readers = segment.readers
        readers.keep(block, cutCount: cutCount)
        inspect { $0.openIndexes.add(readers) }
        return index.last(in: block, atOrBefore: offset)?.position ?? 0
    }

    /// Lets a search use the offset index that an earlier one has left open. A search that may wait
    /// leaves it open for those that may not: opening a file reads its directory.
    private func prepareIndex(of segment: inout LogSegment.View, _ mode: ReadMode)
        throws(LogError)
    {
        segment.offsetIndex.file.mode = mode
        guard !segment.offsetIndex.file.isOpen else { return }
        if let open = segment.readers.index { return segment.offsetIndex.file.read(open) }
        guard mode == .waiting else { return }
        let index = segment.offsetIndex.file
        let file = try onDisk { () throws(SystemError) in try index.openForReading() }
        segment.offsetIndex.file.read(file)
        segment.readers.keepOpen(file)
        inspect { $0.openIndexes.add(segment.readers) }
    }

    /// Closes what reads have left open and no read has used since the last call.
    func closeUnusedIndexes() {
        inspect { $0.openIndexes.closeUnused() }
    }

    private func payload(_ segment: LogSegment.View, _ start: Int, _ count: Int)
        throws(LogError) -> Payload
    {
        if count == 0 { return .empty }
        if count > Self.copyLimit {
            return .region(
                RecordsRegion(
                    segment, position: start, count: count, onFailure: environment.onFailure))
        }
        let records = segment.records
        return .bytes(
            try onDisk { () throws(SystemError) in
                try records.file.read(count, at: Int64(start), records.mode)
            })
    }

    private func aborted(from: Offset, upTo: Offset, _ plan: ReadPlan, _ mode: ReadMode)
        throws(LogError) -> [AbortedTransaction]
    {
        try onDisk { () throws(SystemError) in
            var found: [AbortedTransaction] = []
            for var index in plan.transactionIndexes {
                index.file.mode = mode
                let part = try index.aborted(from: from, upTo: upTo)
                found += part.transactions
                if part.isComplete { break }
            }
            return found
        }
    }
}

/// What a read learned under the lock.
struct ReadPlan {
    var offsets: LogOffsets
    /// `nil`: nothing to read.
    var segment: LogSegment.View?
    /// The offset at which the segment ends.
    var segmentEnd: Offset
    /// Where the first batch stands, if that is known without reading.
    var start: Int?
    /// Where the bound stands, if that is known without reading.
    var limit: Int?
    /// Of this and later segments.
    var transactionIndexes: [TransactionIndex] = []
}

extension LogState {
    /// `segmentAfter`: the base offset of the segment in which the first batch was not found.
    func plan(_ request: LogReadRequest, segmentAfter base: Offset?) throws(LogError) -> ReadPlan {
        guard request.from >= startOffset, request.from <= endOffset else {
            throw .offsetOutOfRange(requested: request.from, start: startOffset, end: endOffset)
        }
        var plan = ReadPlan(offsets: offsets, segmentEnd: endOffset)
        guard request.from < min(endOffset, request.upTo) else { return plan }
        var index = segmentIndex(for: request.from) ?? 0
        if let base {
            guard let next = segments.firstIndex(where: { $0.baseOffset > base }) else {
                return plan
            }
            index = next
        }
        let segment = segments[index]
        plan.segmentEnd = endOffset(ofSegment: index)
        plan.segment = segment.view
        if segment === active {
            plan.start = recent.position(of: request.from)
            plan.limit = recent.position(of: request.upTo)
        }
        if request.upTo >= plan.segmentEnd { plan.limit = segment.size }
        if request.includesAbortedTransactions {
            plan.transactionIndexes = segments[index...].compactMap {
                $0.transactionIndex.count > 0 ? $0.transactionIndex : nil
            }
        }
        return plan
    }
}

extension LogSegment.View {
    /// The first batch whose last offset is at or behind `offset`; `nil` if there is none.
    func firstBatch(endingAtOrAfter offset: Offset, from position: Int) throws(LogError)
        -> BatchHeader?
    {
        try onDisk { () throws(SystemError) in
            var found: BatchHeader?
            try records.scan(from: position) { header in
                guard header.lastOffset >= offset else { return true }
                found = header
                return false
            }
            return found
        }
    }

    func header(at position: Int) throws(LogError) -> BatchHeader? {
        try onDisk { () throws(SystemError) in try records.header(at: position) }
    }
}

extension SystemError {
    /// The file is not there any more, or shorter than it was.
    var isStale: Bool { number == ENOENT || number == ESTALE || number == EBADF }
}
