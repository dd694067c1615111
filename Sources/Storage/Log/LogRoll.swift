import KafkaModel
import Platform

/// The record file of the segment after the active one, made ahead in the background, so that a roll
/// only has to give it its name.
enum NextSegment: Sendable {
    case none
    case preparing
    /// It lies under ``LogFileNames/nextRecords``.
    case ready(isPreallocated: Bool)
    /// It could not be made; the roll creates its file itself.
    case failed
}

extension LogState {
    /// Closes the active segment and opens the next at `base`. Does nothing if the active one is
    /// empty and begins there.
    ///
    /// Costs a rename and an open: indexes, producers' states and syncs are left to the flush that
    /// follows.
    mutating func roll(to base: Offset) throws(LogError) {
        let old = active
        guard old.size > 0 || old.baseOffset != base else { return }
        try addSegment(at: base)
        old.seal()
        // The last entry of its time index is not on disk.
        settledPoint = min(settledPoint, old.baseOffset)
        if endOffset > snapshotOffset {
            pendingSnapshots.append(ProducerSnapshot(offset: endOffset, states: producers))
            snapshotOffset = endOffset
        }
        recent.forget()
    }

    /// Opens a new segment at `base`, which becomes the active one.
    mutating func addSegment(at base: Offset) throws(LogError) {
        let jitter = SegmentRoll.jitter(config) { environment.random.next(below: $0) }
        let isPreallocated = takeNext(at: base)
        let directory = directory
        let createdAt = now
        let fileSystem = environment.fileSystem
        segments.append(
            try onDisk { () throws(SystemError) in
                let segment = try LogSegment(
                    directory: directory, baseOffset: base, mode: .createIfMissing,
                    createdAt: createdAt, jitter: jitter, fileSystem)
                try segment.begin(isPreallocated: isPreallocated)
                return segment
            })
        nameChanges += 1
    }

    /// Gives the file made ahead, if there is one, its name. Whether blocks are reserved for it.
    private mutating func takeNext(at base: Offset) -> Bool {
        defer { next = .none }
        guard case .ready(let isPreallocated) = next else { return false }
        let source = "\(directory)/\(LogFileNames.nextRecords)"
        let target = "\(directory)/\(LogFileNames.name(base, LogFileNames.records))"
        do throws(SystemError) {
            try environment.fileSystem.rename(source, to: target)
            return isPreallocated
        } catch {
            return false
        }
    }

    /// The next segment is made when this one is half full; most logs never come to it.
    var wantsNextSegment: Bool {
        guard case .none = next else { return false }
        return active.size >= Int(config.segmentBytes) / 2
    }
}

extension PartitionLog {
    /// Makes the record file for the next roll, with blocks where `preallocate` asks for them. Blocks.
    func prepareNextSegment() {
        files.withLock { _ in
            let reserved = inspect { state -> Int64? in
                guard state.unusable == nil, state.wantsNextSegment else { return nil }
                state.next = .preparing
                return state.config.preallocate ? Int64(state.config.segmentBytes) : 0
            }
            guard let reserved else { return }
            let made: NextSegment
            do throws(SystemError) {
                let path = "\(directory)/\(LogFileNames.nextRecords)"
                let file = try environment.fileSystem.open(path, .createIfMissing)
                defer { file.close() }
                try file.truncate(to: 0)
                if reserved > 0 { file.reserve(reserved) }
                made = .ready(isPreallocated: reserved > 0)
            } catch {
                made = .failed
            }
            inspect { state in
                // A roll in between has made its own file; this one serves the next.
                if case .preparing = state.next { state.next = made }
                if case .none = state.next { state.next = made }
            }
        }
    }
}
