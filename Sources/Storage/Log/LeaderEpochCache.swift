import KafkaModel

/// Where each leader epoch begins in a log, oldest first; epochs and offsets both rise strictly.
/// A value: its owner writes it to ``LeaderEpochCheckpoint`` after each change.
/// Source: Kafka's `LeaderEpochFileCache`, KIP-101, KIP-279, log-format 10.
struct LeaderEpochCache: Equatable, Sendable {
    struct Entry: Equatable, Sendable {
        var epoch: LeaderEpoch
        var startOffset: Offset
    }

    private(set) var entries: [Entry] = []

    init() {}

    /// Takes entries as read from disk, as if each had been assigned in turn.
    init(_ entries: [Entry]) {
        for entry in entries { assign(entry.epoch, from: entry.startOffset) }
    }

    var latest: Entry? { entries.last }

    /// Notes that `epoch` begins at `start`. Returns whether anything changed.
    @discardableResult
    mutating func assign(_ epoch: LeaderEpoch, from start: Offset) -> Bool {
        guard epoch.rawValue >= 0, start.rawValue >= 0 else { return false }
        if let latest, latest.epoch == epoch, start >= latest.startOffset { return false }
        while let last = entries.last, last.epoch >= epoch || last.startOffset >= start {
            entries.removeLast()
        }
        entries.append(Entry(epoch: epoch, startOffset: start))
        return true
    }

    /// Where `epoch` ends, in a log that ends at `logEnd`.
    func endOffset(of epoch: LeaderEpoch, logEnd: Offset) -> EpochEndOffset {
        guard epoch.rawValue >= 0, let latest, epoch <= latest.epoch else { return .undefined }
        if epoch == latest.epoch { return EpochEndOffset(epoch: epoch, endOffset: logEnd) }
        var floor = epoch
        for entry in entries {
            if entry.epoch > epoch {
                return EpochEndOffset(epoch: floor, endOffset: entry.startOffset)
            }
            floor = entry.epoch
        }
        return .undefined
    }

    /// The epoch of the record at `offset`; `nil` if the log cannot tell.
    func epoch(at offset: Offset) -> LeaderEpoch? {
        entries.last { $0.startOffset <= offset }?.epoch
    }

    /// Forgets what begins at `offset` or later. Returns whether anything changed.
    @discardableResult
    mutating func truncateFromEnd(_ offset: Offset) -> Bool {
        let before = entries.count
        while let last = entries.last, last.startOffset >= offset { entries.removeLast() }
        return entries.count != before
    }

    /// Forgets what ends at or before `offset`; the epoch that spans it now begins there.
    /// Returns whether anything changed.
    @discardableResult
    mutating func truncateFromStart(_ offset: Offset) -> Bool {
        guard let spanning = entries.lastIndex(where: { $0.startOffset <= offset }) else {
            return false
        }
        if spanning == 0, entries[0].startOffset == offset { return false }
        entries.removeSubrange(..<spanning)
        entries[0].startOffset = offset
        return true
    }

    /// Returns whether anything changed.
    @discardableResult
    mutating func clear() -> Bool {
        defer { entries = [] }
        return !entries.isEmpty
    }
}
