import Bytes
import Platform
import Synchronization

/// What the readers of one segment share beside its files: the offset index, how far the disk has
/// been asked to read ahead of them, and how often the segment was cut. Callable from any thread.
///
/// It belongs to one open segment and is left behind with it: what was read of a segment that has been
/// replaced by another of its name says nothing about that.
final class SegmentReaders: Sendable {
    /// Bytes asked for ahead of a reader in sequence: some milliseconds of a fast disk, and little
    /// memory lost where the reader does not come.
    static let readAheadSize = 2 * 1024 * 1024

    /// What is left open between reads.
    private struct Kept: Sendable {
        var index: (any File)?
        /// Entries of the offset index among which the last search ended, and ``cutCount`` then.
        var block: SharedBytes?
        var blockCutCount = 0
        var wasUsed = false
    }

    private let kept = Lock(Kept())
    /// The disk has been asked for all that lies between the last cold read and here; 0: for nothing.
    private let aheadEnd = Atomic<Int64>(0)
    private let cuts = Atomic<Int>(0)

    // MARK: The offset index

    /// The offset index, if a reader has left it open.
    var index: (any File)? {
        kept.withLock { kept in
            kept.wasUsed = true
            return kept.index
        }
    }

    func keepOpen(_ index: any File) {
        kept.withLock { kept in
            kept.index = index
            kept.wasUsed = true
        }
    }

    /// The entries among which the last search ended, unless the segment has been cut since the
    /// reader's view of it: who reads in sequence finds the next place there, too.
    func block(cutCount: Int) -> SharedBytes? {
        kept.withLock { kept in
            guard let block = kept.block, kept.blockCutCount == cutCount else { return nil }
            kept.wasUsed = true
            return block
        }
    }

    /// Keeps entries that were read under a view with this ``cutCount``.
    func keep(_ block: SharedBytes, cutCount: Int) {
        kept.withLock { kept in
            kept.block = block
            kept.blockCutCount = cutCount
            kept.wasUsed = true
        }
    }

    /// Gives back what nobody has used since the last call. `true`: nothing is kept.
    func closeUnusedIndex() -> Bool {
        kept.withLock { kept in
            if kept.wasUsed {
                kept.wasUsed = false
                return false
            }
            kept = Kept()
            return true
        }
    }

    func closeIndex() {
        kept.withLock { $0 = Kept() }
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

/// The segments of one log of whose offset indexes readers have kept something: a few, and only while they are
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
