import Bytes
import KafkaModel
import Platform

/// The file `<offset>.snapshot`: the producer states of a log at an offset.
///
/// | position | width | meaning |
/// |---|---|---|
/// | 0 | 2 | version, 1 |
/// | 2 | 4 | CRC-32C of everything behind this field |
/// | 6 | 4 | number of entries |
/// | 10 | 46 each | producer id 8, epoch 2, last sequence 4, last offset 8, offset delta 4, timestamp 8, coordinator epoch 4, start of the open transaction 8 (-1 none) |
///
/// Only the last batch of a producer is kept. Source: Kafka's `ProducerStateManager`, log-format 9.
struct ProducerSnapshotFile: Sendable {
    let offset: Offset
    let path: String

    private static let version: Int16 = 1
    private static let headerSize = 10
    private static let entrySize = 46

    init(directory: String, offset: Offset) {
        self.offset = offset
        path = "\(directory)/\(LogFileNames.name(offset, LogFileNames.producerSnapshot))"
    }

    /// The offsets of the snapshots in a partition's directory, rising.
    static func offsets(in directory: String, _ fileSystem: any FileSystem) throws(SystemError)
        -> [Offset]
    {
        LogFileNames.snapshots(try fileSystem.list(directory).map(\.name))
    }

    /// Removes the snapshots at `offsets`.
    static func remove(
        _ offsets: [Offset], in directory: String, _ fileSystem: any FileSystem
    ) throws(SystemError) {
        for offset in offsets {
            try fileSystem.remove(ProducerSnapshotFile(directory: directory, offset: offset).path)
        }
    }

    /// The entries in file order; `nil` if there is no file. Throws ``LogError/corruptFile(path:reason:)``.
    func read(_ fileSystem: any FileSystem) throws(LogError) -> [ProducerEntry]? {
        guard let bytes = try WholeFile.read(path, fileSystem) else { return nil }
        do throws(DecodeError) {
            return try decode(bytes)
        } catch {
            throw .corruptFile(path: path, reason: "\(error)")
        }
    }

    func decode(_ bytes: SharedBytes) throws(DecodeError) -> [ProducerEntry] {
        var reader = ByteReader(bytes)
        let version = try reader.int16()
        guard version == Self.version else { throw .unsupportedVersion(version) }
        let checksum = try reader.uint32()
        let covered = bytes.slice(from: reader.position, count: reader.remaining)
        guard checksum == CRC32C.checksum(covered) else { throw .invalidValue("checksum") }
        guard let count = try reader.arrayCount(minimumSize: Self.entrySize) else {
            throw .invalidLength
        }
        var entries: [ProducerEntry] = []
        entries.reserveCapacity(count)
        for _ in 0..<count { entries.append(try entry(&reader)) }
        return entries
    }

    private func entry(_ reader: inout ByteReader) throws(DecodeError) -> ProducerEntry {
        let producer = ProducerID(try reader.int64())
        var entry = ProducerEntry(producer, epoch: try reader.int16())
        let batch = ProducerEntry.Batch(
            lastSequence: try reader.int32(), lastOffset: Offset(try reader.int64()),
            offsetDelta: try reader.int32(), timestamp: try reader.int64())
        entry.lastTimestamp = batch.timestamp
        entry.coordinatorEpoch = try reader.int32()
        let start = try reader.int64()
        if start >= 0 { entry.currentTransactionStart = Offset(start) }
        if batch.lastOffset.rawValue >= 0 { entry.add(batch) }
        return entry
    }

    static func encode(_ entries: [ProducerEntry]) -> SharedBytes {
        var writer = ByteWriter(capacity: headerSize + entries.count * entrySize)
        writer.int16(version)
        writer.uint32(0)
        writer.int32(Int32(entries.count))
        for entry in entries {
            let last = entry.batches.last
            writer.int64(entry.producerID.rawValue)
            writer.int16(entry.epoch)
            writer.int32(last?.lastSequence ?? -1)
            writer.int64(last?.lastOffset.rawValue ?? -1)
            writer.int32(last?.offsetDelta ?? 0)
            writer.int64(entry.lastTimestamp)
            writer.int32(entry.coordinatorEpoch)
            writer.int64(entry.currentTransactionStart?.rawValue ?? -1)
        }
        let bytes = writer.finish()
        let covered = bytes.slice(from: 6, count: bytes.count - 6)
        bytes.store(bigEndian: CRC32C.checksum(covered), at: 2)
        return bytes
    }

    /// Writes the states. With `durable` they are on disk when the call returns.
    func write(_ states: ProducerStates, durable: Bool, _ fileSystem: any FileSystem)
        throws(LogError)
    {
        try WholeFile.replace(path, with: Self.encode(states.sorted), durable: durable, fileSystem)
    }
}

/// The producers' states of a log at an offset, on their way to disk.
struct ProducerSnapshot: Sendable {
    var offset: Offset
    var states: ProducerStates
}
