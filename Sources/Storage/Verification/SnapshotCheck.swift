import Bytes
import KafkaModel
import KafkaRecords
import Platform

/// Compares producer snapshots with the states that the batches before them make.
struct SnapshotCheck {
    private let directory: String
    private let fileSystem: any FileSystem
    private let findings: FindingLog
    /// Those that were not compared yet, rising.
    private var offsets: [Offset]

    init(
        _ directory: String, offsets: [Offset], _ fileSystem: any FileSystem,
        _ findings: FindingLog
    ) {
        self.directory = directory
        self.offsets = offsets
        self.fileSystem = fileSystem
        self.findings = findings
    }

    private func file(_ offset: Offset) -> ProducerSnapshotFile {
        ProducerSnapshotFile(directory: directory, offset: offset)
    }

    /// The states in the snapshot at `offset`; `nil` if there is none that can be read.
    func entries(at offset: Offset) -> [ProducerEntry]? {
        guard offsets.contains(offset) else { return nil }
        return try? file(offset).read(fileSystem)
    }

    /// Compares the snapshots up to `offset` with `replay`, which has all batches before it.
    mutating func compare(upTo offset: Offset, _ replay: LogReplay) {
        while let next = offsets.first, next <= offset {
            offsets.removeFirst()
            compare(next, replay)
        }
    }

    private func compare(_ offset: Offset, _ replay: LogReplay) {
        let file = file(offset)
        guard let entries = read(file) else { return }
        // Of what was before its first batch the log knows nothing.
        guard offset >= replay.firstOffset else { return }
        for entry in entries { check(entry, file, replay) }
        tellMissing(entries, file, replay)
    }

    /// `nil` if the file cannot be read, which then was told.
    private func read(_ file: ProducerSnapshotFile) -> [ProducerEntry]? {
        do {
            return try WholeFile.read(file.path, fileSystem).map { try file.decode($0) }
        } catch DecodeError.invalidValue(let field) {
            findings.add(.damage, file.path, "its \(field) is wrong")
        } catch DecodeError.unsupportedVersion(let version) {
            findings.add(.damage, file.path, "is of version \(version), which is unknown")
        } catch is DecodeError {
            findings.add(.damage, file.path, "ends too early")
        } catch {
            findings.add(.damage, file.path, "\(error)")
        }
        return nil
    }

    private func check(
        _ entry: ProducerEntry, _ file: ProducerSnapshotFile, _ replay: LogReplay
    ) {
        func damage(_ what: String) {
            findings.add(.damage, file.path, "producer \(entry.producerID): \(what)")
        }
        if let last = entry.batches.last, last.lastOffset >= file.offset {
            damage("its last batch ends at offset \(last.lastOffset), behind the snapshot")
            return
        }
        guard !replay.hasGaps else { return }
        guard let replayed = replay.producers.entries[entry.producerID] else {
            if replay.knowsAllProducers { damage("it wrote nothing to the log before") }
            return
        }
        // Without its beginning the log may not have all of a producer's traces.
        guard replay.knowsAllProducers || replayed.batches.last != nil else { return }
        if entry.epoch != replayed.epoch {
            damage("epoch \(entry.epoch), but \(replayed.epoch) in the log")
        } else if text(entry.batches.last) != text(replayed.batches.last) {
            damage(
                "last batch \(text(entry.batches.last)), but \(text(replayed.batches.last)) in the "
                    + "log")
        } else if replay.knowsAllProducers, entry.lastTimestamp != replayed.lastTimestamp {
            damage(
                "last timestamp \(entry.lastTimestamp), but \(replayed.lastTimestamp) in the log")
        } else if replay.knowsAllProducers,
            entry.currentTransactionStart != replayed.currentTransactionStart
        {
            damage(
                "open transaction \(text(entry.currentTransactionStart)), but "
                    + "\(text(replayed.currentTransactionStart)) in the log")
        } else if replay.knowsAllProducers, entry.coordinatorEpoch != replayed.coordinatorEpoch {
            damage(
                "coordinator epoch \(entry.coordinatorEpoch), but \(replayed.coordinatorEpoch) in "
                    + "the log")
        }
    }

    /// Producers that were silent for long are forgotten, those with an open transaction never.
    private func tellMissing(
        _ entries: [ProducerEntry], _ file: ProducerSnapshotFile, _ replay: LogReplay
    ) {
        let known = Set(entries.map(\.producerID))
        for replayed in replay.producers.sorted where !known.contains(replayed.producerID) {
            if let start = replayed.currentTransactionStart {
                findings.add(
                    .damage, file.path,
                    "producer \(replayed.producerID) is missing, whose transaction from offset "
                        + "\(start) on is open")
            } else {
                findings.add(
                    .note, file.path,
                    "producer \(replayed.producerID) is not there: expired when it was written, or "
                        + "lost")
            }
        }
    }

    /// What is left lies behind the log end.
    mutating func tellLater(than end: Offset, isBroken: Bool) {
        for offset in offsets {
            findings.add(
                isBroken ? .note : .damage, file(offset).path,
                "lies behind the log end \(end)")
        }
        offsets = []
    }

    private func text(_ batch: ProducerEntry.Batch?) -> String {
        guard let batch else { return "none" }
        return "from offset \(batch.firstOffset) to \(batch.lastOffset) with last sequence "
            + "\(batch.lastSequence)"
    }

    private func text(_ start: Offset?) -> String { start.map { "from \($0)" } ?? "none" }
}
