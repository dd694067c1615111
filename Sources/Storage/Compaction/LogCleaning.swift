import KafkaModel
import Platform
import Telemetry

/// What the cleaner tells of one cleaning.
package struct CleaningResult: Equatable, Sendable {
    /// Where the next cleaning begins.
    package var firstDirtyOffset: Offset
    /// Bytes and records that were copied from, and those that stayed.
    package var bytesRead: Int64 = 0
    package var bytesWritten: Int64 = 0
    package var recordsRead = 0
    package var recordsKept = 0
    /// Bytes and records whose keys were looked at.
    package var bytesMapped: Int64 = 0
    package var recordsMapped = 0
    /// How full the map was, 0 to 1.
    package var mapUtilization = 0.0
    package var segmentsBefore = 0
    package var segmentsAfter = 0
}

/// How far a cleaning came with a step.
enum CleaningProgress: Equatable, Sendable {
    /// There is more to do. The step read and wrote so many bytes.
    case more(bytes: Int)
    case finished(CleaningResult)
    /// The log was cut, deleted or lost: what was begun is void.
    case abandoned
}

/// What one cleaning may use.
struct CleaningLimits: Equatable, Sendable {
    /// Of the map of keys.
    var mapBytes: Int
    var loadFactor: Double
    /// Of each of the two buffers, for reading and for writing.
    var bufferBytes: Int
}

/// One compaction of one log, in steps that each take a moment, so that it can be slowed down, stopped
/// and simulated. Steps block and may come from different threads, one at a time.
///
/// First the keys of the dirty segments are put into a map (``OffsetMapBuilding``), then all segments
/// up to there are copied, group by group, without what the map says is outdated
/// (``SegmentCopying``), and each copy takes the place of its sources as soon as it is complete.
/// Source: Kafka's `Cleaner.doClean`.
final class LogCleaning: Sendable {
    private let log: PartitionLog
    private let work: Lock<Work>

    /// A step reads at least one chunk, and goes on up to this many bytes.
    private static let stepBytes = 4 << 20

    private struct Work {
        var sources: CleaningSources
        let limits: CleaningLimits
        let buffer: ReadBuffer
        var map: CompactionOffsetMap
        var mapping: OffsetMapBuilding?
        var filter: BatchFilter?
        var copying: SegmentCopying?
        var groups: ArraySlice<Range<Int>> = []
        var result: CleaningResult
    }

    /// Begins a cleaning of `log`. `nil` if there is no memory for the map, or nothing to clean any
    /// more. ``abandon()`` must follow unless it ends by itself.
    init?(
        _ log: PartitionLog, highWatermark: Offset, limits: CleaningLimits
    ) throws(LogError) {
        self.log = log
        guard let sources = try log.beginCleaning(highWatermark: highWatermark) else { return nil }
        let range = sources.range
        let size = OffsetMapSize(
            records: range.firstUncleanable - range.firstDirty, bytes: limits.mapBytes,
            loadFactor: limits.loadFactor)
        let hasher = KeyHasher(log.environment.random)
        guard
            let map = CompactionOffsetMap(
                slots: size.slots, capacity: size.capacity, hasher: hasher)
        else {
            log.endCleaning()
            return nil
        }
        let mapping = OffsetMapBuilding(
            sources.dirty, from: range.firstDirty, end: range.firstUncleanable,
            aborted: sources.aborted.filter { $0.lastOffset >= range.firstDirty })
        work = Lock(
            Work(
                sources: sources, limits: limits,
                buffer: ReadBuffer(chunkSize: limits.bufferBytes), map: map, mapping: mapping,
                result: CleaningResult(firstDirtyOffset: range.firstDirty)))
    }

    /// Goes on for a moment. After an error, ``CleaningProgress/finished(_:)`` or
    /// ``CleaningProgress/abandoned`` no more steps may follow.
    func step() throws(LogError) -> CleaningProgress {
        try log.cleaningGate.withLock { (_) throws(LogError) in
            try work.withLock { (work) throws(LogError) in
                guard log.isBeingCleaned(since: work.sources.truncations) else { return .abandoned }
                var bytes = 0
                while bytes < Self.stepBytes {
                    switch try step(&work) {
                    case .more(let more) where more > 0: bytes += more
                    case .more: return .more(bytes: bytes)
                    case let end: return end
                    }
                }
                return .more(bytes: bytes)
            }
        }
    }

    /// Gives up what is not finished and removes its output.
    func abandon() {
        log.cleaningGate.withLock { _ in
            work.withLock { $0.copying?.output.remove() }
            log.endCleaning()
        }
    }

    private func step(_ work: inout Work) throws(LogError) -> CleaningProgress {
        let (map, buffer) = (work.map, work.buffer)
        if work.mapping != nil {
            if let bytes = try work.mapping?.step(map, buffer) {
                work.result.bytesMapped += Int64(bytes)
                return .more(bytes: bytes)
            }
            finishMapping(&work)
            return .more(bytes: 0)
        }
        if work.copying == nil {
            guard let group = work.groups.first else { return finish(&work) }
            work.copying = try begin(group, work)
            work.filter?.producers = log.activeProducers
        }
        guard let (bytes, written) = try copy(&work, buffer) else { return try replace(&work) }
        work.result.bytesRead += Int64(bytes)
        return .more(bytes: bytes + written)
    }

    /// The bytes read and written; `nil` when the group is copied.
    private func copy(_ work: inout Work, _ buffer: ReadBuffer)
        throws(LogError) -> (read: Int, written: Int)?
    {
        guard var filter = work.filter.take(), var copying = work.copying.take() else { return nil }
        defer {
            work.filter = filter
            work.copying = copying
        }
        let before = copying.output.size
        guard let bytes = try copying.step(&filter, buffer) else { return nil }
        return (bytes, copying.output.size - before)
    }

    private func finishMapping(_ work: inout Work) {
        let end = work.map.latestOffset + 1
        work.result.firstDirtyOffset = max(work.result.firstDirtyOffset, end)
        work.result.recordsMapped = work.mapping?.records ?? 0
        work.result.mapUtilization = Double(work.map.count) / Double(work.map.slots)
        work.mapping = nil
        work.sources.keep(upTo: work.result.firstDirtyOffset)
        let config = work.sources.config
        let groups = SegmentGrouping.groups(
            work.sources.segments.map(\.groupingSize), end: work.sources.range.firstUncleanable,
            maxBytes: Int(config.segmentBytes), maxIndexBytes: Int(config.segmentIndexBytes))
        work.groups = groups[...]
        work.result.segmentsBefore = work.sources.segments.count
        work.filter = BatchFilter(
            BatchFilter.Rules(
                now: work.sources.now, deleteRetention: config.deleteRetentionMilliseconds,
                highWatermark: work.sources.highWatermark),
            work.map, aborted: work.sources.aborted)
    }

    private func begin(_ group: Range<Int>, _ work: Work) throws(LogError) -> SegmentCopying {
        let sources = Array(work.sources.segments[group])
        let fileSystem = log.environment.fileSystem
        let output = try CleanedSegment(
            directory: log.directory, baseOffset: sources[0].baseOffset,
            config: work.sources.config, bufferSize: work.limits.bufferBytes,
            now: work.sources.now, fileSystem)
        return SegmentCopying(
            sources, into: output, legacyHorizon: work.sources.legacyHorizon, fileSystem)
    }

    /// Puts a complete copy in the place of its sources.
    private func replace(_ work: inout Work) throws(LogError) -> CleaningProgress {
        guard let group = work.groups.popFirst() else { return .abandoned }
        try work.copying?.finish()
        guard let output = work.copying?.output else { return .abandoned }
        work.result.bytesWritten += Int64(output.size)
        work.result.segmentsAfter += 1
        let bases = work.sources.segments[group].map(\.baseOffset)
        let isDone = try log.replaceSegments(
            bases, with: output.segment, truncations: work.sources.truncations)
        guard isDone else { return .abandoned }
        work.copying = nil
        return .more(bytes: 0)
    }

    private func finish(_ work: inout Work) -> CleaningProgress {
        work.result.recordsRead = work.filter?.recordsRead ?? 0
        work.result.recordsKept = work.filter?.recordsKept ?? 0
        log.endCleaning(firstDirty: work.result.firstDirtyOffset)
        return .finished(work.result)
    }
}
