import Bytes
import KafkaModel
import KafkaRecords
import Platform

/// The second half of a cleaning, for one group of segments: copies what stays of them into one new
/// segment, a chunk at a time. Source: Kafka's `Cleaner.cleanSegments`.
struct SegmentCopying {
    private let sources: [LogSegment.View]
    /// Magic 0 and 1 keep tombstones in segments that were written to after this, milliseconds.
    private let legacyHorizon: Int64
    private let fileSystem: any FileSystem
    private(set) var output: CleanedSegment
    private var index = 0
    private var reader: BatchChunkReader?
    /// Wall clock of the last write to the current source, milliseconds.
    private var modificationTime: Int64 = 0

    init(
        _ sources: [LogSegment.View], into output: CleanedSegment, legacyHorizon: Int64,
        _ fileSystem: any FileSystem
    ) {
        self.sources = sources
        self.output = output
        self.legacyHorizon = legacyHorizon
        self.fileSystem = fileSystem
    }

    /// Copies the next chunk. Returns its bytes; `nil` when all is copied.
    mutating func step(_ filter: inout BatchFilter, _ buffer: ReadBuffer) throws(LogError) -> Int? {
        guard index < sources.count else { return nil }
        var reader = try openReader(&filter)
        var bytes = 0
        if !reader.isAtEnd {
            bytes = try reader.next(buffer) { (batch) throws(LogError) in
                try copy(batch, &filter)
                return true
            }
        }
        if reader.isAtEnd {
            index += 1
            self.reader = nil
        } else {
            self.reader = reader
        }
        return bytes
    }

    private mutating func openReader(_ filter: inout BatchFilter)
        throws(LogError) -> BatchChunkReader
    {
        if let reader { return reader }
        let source = sources[index]
        let fileSystem = fileSystem
        modificationTime = try onDisk { () throws(SystemError) in
            try source.modificationTime(fileSystem)
        }
        filter.keepsLegacyTombstones = modificationTime > legacyHorizon
        return BatchChunkReader(source.records)
    }

    private mutating func copy(_ batch: AnyRecordBatch, _ filter: inout BatchFilter)
        throws(LogError)
    {
        let (outcome, aborted) = try filter.apply(batch)
        switch outcome {
        case .nothing: break
        case .unchanged: try output.append(batch)
        case .rewritten(let bytes):
            // A wrapper of magic 0 and 1 is one batch, single messages are never rewritten.
            try output.append(try Self.view(bytes))
        }
        if let aborted { output.append(aborted) }
    }

    private static func view(_ bytes: SharedBytes) throws(LogError) -> AnyRecordBatch {
        do throws(RecordError) {
            return try AnyRecordBatch(bytes)
        } catch {
            throw .corruptRecords(error)
        }
    }

    /// Completes the new segment, which gets the time of the last source.
    mutating func finish() throws(LogError) {
        try output.finish(modificationTime: modificationTime)
    }
}
