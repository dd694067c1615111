import KafkaModel
import Platform
import Synchronization

/// How the output of a cleaning takes the place of the segments that it was made from.
///
/// The output is complete and durable under `.cleaned`. From there:
///
/// 1. its files become `.swap`, and the directory is synced: from now on a start installs them;
/// 2. under the log's lock the old files become `.deleted`, and readers get the new segment;
/// 3. the directory is synced, so that no old segment can come back beside the new one;
/// 4. under the lock `.swap` is dropped;
/// 5. the directory is synced, before the cleaner's checkpoint says that the range is clean.
///
/// A stop before 1 leaves the old segments, after it the new one: `LogDirectoryCleanup` sees to that.
/// Readers that hold an old segment go on with its record file; what they found by an index file that
/// was replaced under its name they look up again (``PartitionLog/retryingStaleFiles(_:)``).
/// Source: Kafka's `LocalLog.replaceSegments`, log-format 14.
extension PartitionLog {
    /// Puts `cleaned` in the place of the segments at `bases`, which follow each other. Blocks; only
    /// with ``cleaningGate`` held. `false` if the log has changed so that they cannot be replaced.
    func replaceSegments(_ bases: [Offset], with cleaned: LogSegment, truncations: Int)
        throws(LogError) -> Bool
    {
        let isCurrent = try withState { (state) throws(LogError) in
            state.truncations == truncations && state.range(of: bases) != nil
        }
        guard isCurrent else { return false }
        do throws(LogError) {
            let replacement = try prepare(cleaned)
            try withState { (state) throws(LogError) in
                noteReplacement()
                try state.replace(bases, with: replacement)
            }
            try synchronizeDirectory()
            try withState { (state) throws(LogError) in
                noteReplacement()
                try state.settle(replacement)
            }
            try synchronizeDirectory()
        } catch {
            throw Self.unrecoverable(error)
        }
        return true
    }

    /// Gives the output its place in line.
    private func prepare(_ cleaned: LogSegment) throws(LogError) -> LogSegment {
        let base = cleaned.baseOffset
        let (directory, fileSystem) = (directory, environment.fileSystem)
        try onDisk { () throws(SystemError) in
            try LogSegment.rename(
                base, in: directory, from: LogFileNames.cleaned, to: LogFileNames.swap, fileSystem)
        }
        try synchronizeDirectory()
        return try LogSegment.reopen(base, in: directory, suffix: LogFileNames.swap, environment)
    }

    private func synchronizeDirectory() throws(LogError) {
        let (directory, fileSystem) = (directory, environment.fileSystem)
        try onDisk { () throws(SystemError) in try fileSystem.synchronizeDirectory(directory) }
    }

    /// Names that are half changed are mended by the next start and by nothing else, even if only
    /// room was missing.
    private static func unrecoverable(_ error: LogError) -> LogError {
        if case .diskFull(let cause) = error { return .storage(cause) }
        return error
    }
}

extension LogState {
    /// Where the segments at `bases` stand; `nil` if they are not all there, side by side, or the
    /// last of them is active.
    fileprivate func range(of bases: [Offset]) -> Range<Int>? {
        guard let first = bases.first,
            let start = segments.firstIndex(where: { $0.baseOffset == first }),
            start + bases.count < segments.count,
            segments[start..<(start + bases.count)].map(\.baseOffset) == bases
        else { return nil }
        return start..<(start + bases.count)
    }

    fileprivate mutating func replace(_ bases: [Offset], with segment: LogSegment)
        throws(LogError)
    {
        guard let range = range(of: bases) else { return }
        try discard(segments[range], keepingSnapshotAt: segment.baseOffset)
        segments.replaceSubrange(range, with: [segment])
    }

    /// Gives the files of `segment` their final names.
    fileprivate mutating func settle(_ segment: LogSegment) throws(LogError) {
        guard let index = segments.firstIndex(where: { $0 === segment }) else { return }
        let (directory, fileSystem) = (directory, environment.fileSystem)
        try onDisk { () throws(SystemError) in
            try LogSegment.rename(
                segment.baseOffset, in: directory, from: LogFileNames.swap, to: "", fileSystem)
        }
        segments[index] = try LogSegment.reopen(
            segment.baseOffset, in: directory, suffix: "", environment)
    }
}

extension LogSegment {
    /// Renames the files of the segment at `base` from one suffix to another.
    fileprivate static func rename(
        _ base: Offset, in directory: String, from old: String, to new: String,
        _ fileSystem: any FileSystem
    ) throws(SystemError) {
        for kind in LogFileNames.segmentFiles {
            let path = "\(directory)/\(LogFileNames.name(base, kind))"
            guard try fileSystem.attributes(path + old) != nil else { continue }
            try fileSystem.rename(path + old, to: path + new)
        }
    }

    /// Opens a segment that was written and closed before.
    fileprivate static func reopen(
        _ base: Offset, in directory: String, suffix: String, _ environment: LogEnvironment
    ) throws(LogError) -> LogSegment {
        let (segment, isIntact) = try onDisk { () throws(SystemError) in
            let segment = try LogSegment(
                directory: directory, baseOffset: base, mode: .existing,
                createdAt: environment.time.wallMilliseconds(), jitter: 0, environment.fileSystem,
                suffix: suffix)
            return (segment, try segment.loadIndexes())
        }
        guard isIntact else {
            throw .corruptFile(
                path: "\(directory)/\(LogFileNames.name(base, LogFileNames.offsetIndex))\(suffix)",
                reason: "not the index that the cleaning wrote")
        }
        return segment
    }
}
