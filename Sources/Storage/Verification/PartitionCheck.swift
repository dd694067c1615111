import KafkaModel
import Platform

/// What the check of one partition's directory found out.
package struct PartitionVerdict: Equatable, Sendable {
    package var directory: String
    package var partition: TopicPartition
    package var segments: Int
    /// Of all record files.
    package var bytes: Int64
    /// Offsets of good batches: the first, and the one behind the last.
    package var firstOffset: Offset
    package var endOffset: Offset
    /// The offset behind the last batch that was seen, also behind bad ones.
    package var seenEnd: Offset
    package var prediction: StartPrediction
}

/// Checks the directory of one partition.
struct PartitionCheck {
    let partition: TopicPartition
    let directory: String
    let stop: StopState
    let fileSystem: any FileSystem
    let time: any TimeSource
    let findings: FindingLog

    func run() throws(LogError) -> PartitionVerdict {
        let names = try onDisk { () throws(SystemError) in
            try fileSystem.list(directory).sorted { $0.name < $1.name }
        }
        let files = names.filter { !$0.isDirectory }.map(\.name)
        for entry in names where entry.isDirectory {
            note(entry.name, "is a directory, which no log has")
        }
        let bases = offsets(LogFileNames.records, files)
        tellNames(files, bases)
        tellTopicID()
        let snapshots = offsets(LogFileNames.producerSnapshot, files)
        tellSnapshots(snapshots, bases)
        var replay = LogReplay(
            firstOffset: bases.first ?? stop.startOffset, mayHaveGaps: stop.mayHaveGaps,
            epochs: try EpochCheck(
                directory, startOffset: stop.startOffset, fileSystem, findings),
            snapshots: SnapshotCheck(directory, offsets: snapshots, fileSystem, findings))
        var bytes: Int64 = 0
        for (number, base) in bases.enumerated() {
            let isBehind = number + 1 < bases.count && bases[number + 1] <= stop.recoveryPoint
            let segment = SegmentFiles(
                directory: directory, base: base, isSettled: stop.wasCleanStop || isBehind)
            bytes += try SegmentCheck(files: segment, fileSystem: fileSystem, findings: findings)
                .run(&replay)
        }
        replay.finish()
        if stop.wasCleanStop, snapshots.isEmpty, !replay.producers.isEmpty {
            findings.add(
                .damage, directory,
                "has no producer snapshot: after a clean stop the states of "
                    + "\(replay.producers.entries.count) producers are forgotten")
        }
        let prediction = try StartRehearsal(fileSystem: fileSystem, time: time)
            .predict(partition, in: directory, stop)
        tellBounds(replay, prediction)
        return PartitionVerdict(
            directory: directory, partition: partition, segments: bases.count, bytes: bytes,
            firstOffset: replay.firstOffset, endOffset: replay.next, seenEnd: replay.seenEnd,
            prediction: prediction)
    }

    private func note(_ name: String, _ what: String) {
        findings.add(.note, "\(directory)/\(name)", what)
    }

    /// The offsets of the files of a kind, rising.
    private func offsets(_ kind: String, _ files: [String]) -> [Offset] {
        files.compactMap { name in
            LogFileNames.parse(name).flatMap {
                $0.kind == kind && $0.state.isEmpty ? $0.offset : nil
            }
        }.sorted()
    }

    // MARK: Names

    private static let others: Set = [
        LeaderEpochCheckpoint.fileName, PartitionMetadataFile.fileName,
    ]
    private static let indexes: Set = [
        LogFileNames.offsetIndex, LogFileNames.timeIndex, LogFileNames.transactionIndex,
    ]

    private func tellNames(_ files: [String], _ bases: [Offset]) {
        let known = Set(bases)
        var leftovers: [String: Int] = [:]
        for name in files where !Self.others.contains(name) {
            guard let parsed = LogFileNames.parse(name) else {
                guard !name.hasSuffix(LogFileNames.deleted) else {
                    leftovers[LogFileNames.deleted, default: 0] += 1
                    continue
                }
                note(
                    name,
                    name.hasSuffix(".tmp")
                        ? "was left over while a file was written" : "is no file of a log")
                continue
            }
            let isIndex = Self.indexes.contains(parsed.kind)
            if !parsed.state.isEmpty {
                leftovers[parsed.state, default: 0] += 1
            } else if isIndex, !known.contains(parsed.offset) {
                note(name, "is an index without records")
            } else if !isIndex, parsed.kind != LogFileNames.records,
                parsed.kind != LogFileNames.producerSnapshot
            {
                note(name, "is no file of a log")
            }
        }
        let meanings = [
            (LogFileNames.deleted, "wait for their removal"),
            (LogFileNames.cleaned, "are left over from an unfinished compaction"),
            (LogFileNames.swap, "are replacements that were not put in place"),
        ]
        for (state, meaning) in meanings {
            guard let count = leftovers[state] else { continue }
            findings.add(.note, directory, "\(count) files with \(state) \(meaning)")
        }
    }

    private func tellTopicID() {
        let file = PartitionMetadataFile(directory: directory, fileSystem: fileSystem)
        do throws(LogError) {
            _ = try file.read()
        } catch .corruptFile(let path, let reason) {
            findings.add(.damage, path, reason)
        } catch {
            findings.add(.damage, file.path, "\(error)")
        }
    }

    private func tellSnapshots(_ snapshots: [Offset], _ bases: [Offset]) {
        guard let last = bases.last else { return }
        let newest = snapshots.last
        for offset in snapshots where !bases.contains(offset) {
            guard offset != newest || offset < last else { continue }
            note(
                LogFileNames.name(offset, LogFileNames.producerSnapshot),
                "belongs to no segment")
        }
    }

    // MARK: Bounds

    private func tellBounds(_ replay: LogReplay, _ prediction: StartPrediction) {
        func tell(_ severity: FindingSeverity, _ what: String) {
            findings.add(severity, directory, what)
        }
        let end = prediction.failure == nil ? prediction.endOffset : replay.next
        if stop.recoveryPoint > replay.next {
            tell(
                .damage,
                "the recovery point, \(stop.recoveryPoint), lies behind the log end \(replay.next): "
                    + "what was on the disk is gone")
        }
        if stop.startOffset > replay.next {
            tell(
                .damage,
                "the log start offset, \(stop.startOffset), lies behind the log end \(replay.next)")
        }
        if let mark = stop.highWatermark {
            if mark > end {
                tell(
                    .damage,
                    "the high watermark, \(mark), lies behind the log end \(end): replicated "
                        + "records are gone")
            } else if mark < replay.firstOffset {
                tell(
                    .note,
                    "the high watermark, \(mark), lies before the first offset "
                        + "\(replay.firstOffset)")
            }
        }
        if let cleaned = stop.cleanedUpTo, cleaned > replay.next {
            tell(
                .note,
                "the cleaner's checkpoint, \(cleaned), lies behind the log end \(replay.next)")
        }
        if replay.hasGaps {
            tell(.ok, "offsets are missing between records, as a compaction leaves them")
        }
    }
}
