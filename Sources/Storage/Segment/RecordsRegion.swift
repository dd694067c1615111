import Bytes
import Glibc
import Platform

/// A stretch of a record file, for responses. Keeps the file open, even when its segment is deleted.
///
/// Whoever sends it asks for its ``readiness(from:count:)`` just before: bytes may have left memory
/// since the read, and a truncation may have cut or replaced them. Between that question and the
/// sending both may still happen, though rarely. A page that leaves memory then costs one wait for the
/// disk. A cut within a page whose bytes are on their way shows as zeros or newer records, which
/// receivers notice by the checksum of the batch; below the high watermark nothing is cut unless an
/// unclean election lost it.
final class RecordsRegion: FileRegion {
    let file: any File
    let position: Int64
    let count: Int
    private let readers: SegmentReaders
    private let cutCount: Int
    /// Told when the disk fails.
    private let onFailure: @Sendable (LogError) -> Void

    /// Bytes read at once to bring a region into memory.
    private static let loadingChunk = 64 * 1024

    /// `segment` is the view under which `position` and `count` were found.
    init(
        _ segment: LogSegment.View, position: Int, count: Int,
        onFailure: @escaping @Sendable (LogError) -> Void
    ) {
        file = segment.records.file
        self.position = Int64(position)
        self.count = count
        readers = segment.readers
        cutCount = segment.cutCount
        self.onFailure = onFailure
    }

    func contents() throws -> SharedBytes {
        try tellingFailure { () throws(SystemError) in try file.read(count, at: position) }
    }

    private func tellingFailure<R>(_ body: () throws(SystemError) -> R) throws(SystemError) -> R {
        do throws(SystemError) {
            return try body()
        } catch {
            if !error.isStale { onFailure(LogError(error)) }
            throw error
        }
    }

    func readiness(from offset: Int, count: Int) -> RegionReadiness {
        guard readers.cutCount == cutCount else { return .gone }
        let start = position + Int64(offset)
        guard file.isResident(at: start, count: count) else { return .absent }
        let next = readers.nextReadAhead(at: start + Int64(count))
        return .resident(ahead: next.map { ($0, SegmentReaders.readAheadSize) })
    }

    func load(from offset: Int, count: Int) throws(SystemError) {
        try tellingFailure { () throws(SystemError) in try bringIn(from: offset, count: count) }
    }

    private func bringIn(from offset: Int, count: Int) throws(SystemError) {
        let start = position + Int64(offset)
        let end = start + Int64(count)
        // Whose predecessor is in memory is read in sequence; single reads get no more than they want.
        if start == 0 || file.isResident(at: start - 1, count: 1) {
            readers.beginReadAhead(behind: end)
            file.readAhead(at: start, count: count + SegmentReaders.readAheadSize)
        } else {
            file.readAhead(at: start, count: count)
        }
        let scratch = ByteStorage(capacity: Self.loadingChunk)
        var next = start
        while next < end {
            let wanted = min(Self.loadingChunk, Int(end - next))
            let got = try file.read(
                into: UnsafeMutableRawBufferPointer(start: scratch.base, count: wanted), at: next)
            guard got == wanted else { throw SystemError("read", file.path, number: ESTALE) }
            next += Int64(got)
        }
    }
}
