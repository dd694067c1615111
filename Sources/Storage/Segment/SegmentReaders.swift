import Platform
import Synchronization

/// What the readers of one segment share beside its files: the open offset index, how far the disk has
/// been asked to read ahead of them, and how often the segment was cut. Callable from any thread.
///
/// It belongs to one open segment and is left behind with it: what was read of a segment that has been
/// replaced by another of its name says nothing about that.
final class SegmentReaders: Sendable {
    /// Bytes asked for ahead of a reader in sequence: some milliseconds of a fast disk, and little
    /// memory lost where the reader does not come.
    static let readAheadSize = 2 * 1024 * 1024

    private struct OpenIndex: Sendable {
        var file: any File
        var wasUsed = true
    }

    private let openIndex = Lock<OpenIndex?>(nil)
    /// The disk has been asked for all that lies between the last cold read and here; 0: for nothing.
    private let aheadEnd = Atomic<Int64>(0)
    private let cuts = Atomic<Int>(0)

    // MARK: The offset index

    /// The offset index, if a reader has left it open.
    var index: (any File)? {
        openIndex.withLock { open in
            open?.wasUsed = true
            return open?.file
        }
    }

    func keepOpen(_ index: any File) {
        openIndex.withLock { $0 = OpenIndex(file: index) }
    }

    /// Closes the index unless somebody has asked for it since the last call. `true`: it is closed.
    func closeUnusedIndex() -> Bool {
        openIndex.withLock { open in
            if open?.wasUsed == true {
                open?.wasUsed = false
                return false
            }
            open = nil
            return true
        }
    }

    func closeIndex() {
        openIndex.withLock { $0 = nil }
    }

    // MARK: Reading ahead

    /// Notes that the disk is asked for what lies up to `readAheadSize` behind `position`.
    func beginReadAhead(behind position: Int64) {
        aheadEnd.store(position + Int64(Self.readAheadSize), ordering: .relaxed)
    }

    /// Where to go on reading ahead of a reader that has come to `position`, once half of what was
    /// asked for lies behind it; each stretch is handed out once. `nil`: there is enough, or nobody
    /// reads ahead here.
    func nextReadAhead(at position: Int64) -> Int64? {
        let end = aheadEnd.load(ordering: .relaxed)
        guard position <= end, position > end - Int64(Self.readAheadSize / 2) else { return nil }
        let (isMine, _) = aheadEnd.compareExchange(
            expected: end, desired: end + Int64(Self.readAheadSize), ordering: .relaxed)
        return isMine ? end : nil
    }

    // MARK: Cuts

    /// How often bytes have been taken from the end of the segment. What lies behind such a cut may
    /// be written anew, so that regions made before it are not sent any more.
    var cutCount: Int { cuts.load(ordering: .acquiring) }

    /// Called before the file is cut.
    func noteCut() {
        cuts.wrappingAdd(1, ordering: .acquiringAndReleasing)
    }
}

/// The segments of one log whose offset indexes readers have left open: a few, and only while they are
/// being read.
struct OpenIndexes: Sendable {
    /// Consumers of one log that read at as many places without opening a file for each read.
    static let limit = 4

    private var segments: [SegmentReaders] = []

    var count: Int { segments.count }

    mutating func add(_ readers: SegmentReaders) {
        guard !segments.contains(where: { $0 === readers }) else { return }
        if segments.count == Self.limit { segments.removeFirst().closeIndex() }
        segments.append(readers)
    }

    /// Closes those that nobody has used since the last call.
    mutating func closeUnused() {
        segments.removeAll { $0.closeUnusedIndex() }
    }
}
