import Bytes
import KafkaModel

/// Prints the aborted transactions of a segment. A missing file has none, as for Kafka.
func dumpTransactionIndex(
    _ file: DumpedFile, _ disk: DumpedDisk, _ console: any Console
) throws(CommandFailure) {
    let size = 34
    _ = try file.baseOffset
    guard disk.exists(file) else { return }
    let index = try disk.open(file)
    // Nothing is printed of an index that has an entry of another version.
    try index.forEachEntry(of: size) { (_, entry) throws(CommandFailure) in
        let version = entry.bigEndian(Int16.self, at: 0)
        guard version <= 0 else {
            throw javaFailure(
                "org.apache.kafka.common.KafkaException",
                "Unexpected aborted transaction version \(version) in transaction index "
                    + "\(file.absolutePath), current version is 0")
        }
        return true
    }
    try index.forEachEntry(of: size) { (_, entry) throws(CommandFailure) in
        console.line(
            "version: \(entry.bigEndian(Int16.self, at: 0)) "
                + "producerId: \(entry.bigEndian(Int64.self, at: 2)) "
                + "firstOffset: \(entry.bigEndian(Int64.self, at: 10)) "
                + "lastOffset: \(entry.bigEndian(Int64.self, at: 18)) "
                + "lastStableOffset: \(entry.bigEndian(Int64.self, at: 26))")
        return true
    }
}

/// Prints the producer states in a snapshot; what is wrong with a damaged one is told, and the tool
/// goes on.
func dumpProducerSnapshot(
    _ file: DumpedFile, _ disk: DumpedDisk, _ console: any Console
) throws(CommandFailure) {
    let open = try disk.open(file)
    /// Larger snapshots are taken for damaged: this one has 5.8 million producers.
    let limit: Int64 = 256 << 20
    guard open.size <= limit else {
        console.errorLine("Snapshot is corrupt: larger than \(limit) bytes")
        return
    }
    let bytes = try open.read(Int(open.size), at: 0)
    do throws(CorruptSnapshot) {
        let entries = try ProducerSnapshotBytes(bytes).entries()
        for entry in entries { console.line(entry) }
    } catch {
        console.errorLine(error.reason)
    }
}

private struct CorruptSnapshot: Error {
    let reason: String
}

/// A producer snapshot as bytes, read with the complaints of Kafka's reader.
private struct ProducerSnapshotBytes {
    private static let entrySize = 46
    private static let fields: [(name: String, size: Int)] = [
        ("producer_id", 8), ("epoch", 2), ("last_sequence", 4), ("last_offset", 8),
        ("offset_delta", 4), ("timestamp", 8), ("coordinator_epoch", 4),
        ("current_txn_first_offset", 8),
    ]

    private let bytes: SharedBytes

    init(_ bytes: SharedBytes) {
        self.bytes = bytes
    }

    /// A line for each producer.
    func entries() throws(CorruptSnapshot) -> [String] {
        for (field, end) in [("version", 2), ("crc", 6), ("producer_entries", 10)]
        where bytes.count < end {
            throw underflow(field)
        }
        let count = bytes.bigEndian(Int32.self, at: 6)
        let rest = bytes.count - 10
        try checkStructure(count: Int(count), rest)
        let version = bytes.bigEndian(Int16.self, at: 0)
        guard version == 1 else {
            throw CorruptSnapshot(reason: "Snapshot contained an unknown file version \(version)")
        }
        let stored = bytes.bigEndian(UInt32.self, at: 2)
        let computed = CRC32C.checksum(bytes.slice(from: 6, count: bytes.count - 6))
        guard stored == computed else {
            throw CorruptSnapshot(
                reason: "Snapshot is corrupt (CRC is no longer valid). Stored crc: \(stored). "
                    + "Computed crc: \(computed)")
        }
        return (0..<Int(count)).map { index in
            line(bytes.slice(from: 10 + index * Self.entrySize, count: Self.entrySize))
        }
    }

    private func checkStructure(count: Int, _ rest: Int) throws(CorruptSnapshot) {
        guard count >= 0 else {
            throw schema("producer_entries", "Array size \(count) cannot be negative")
        }
        guard count <= rest else {
            throw schema(
                "producer_entries",
                "Error reading array of size \(count), only \(rest) bytes available")
        }
        guard count * Self.entrySize > rest else { return }
        var left = rest % Self.entrySize
        for field in Self.fields {
            guard left >= field.size else {
                throw schema(
                    "producer_entries",
                    "Error reading field '\(field.name)': java.nio.BufferUnderflowException")
            }
            left -= field.size
        }
    }

    private func underflow(_ field: String) -> CorruptSnapshot {
        schema(field, "java.nio.BufferUnderflowException")
    }

    private func schema(_ field: String, _ reason: String) -> CorruptSnapshot {
        CorruptSnapshot(
            reason: "Snapshot failed schema validation: Error reading field '\(field)': \(reason)")
    }

    private func line(_ entry: SharedBytes) -> String {
        let lastSequence = entry.bigEndian(Int32.self, at: 10)
        let lastOffset = entry.bigEndian(Int64.self, at: 14)
        let delta = entry.bigEndian(Int32.self, at: 22)
        let timestamp = entry.bigEndian(Int64.self, at: 26)
        let start = entry.bigEndian(Int64.self, at: 38)
        var text =
            "producerId: \(entry.bigEndian(Int64.self, at: 0)) "
            + "producerEpoch: \(entry.bigEndian(Int16.self, at: 8)) "
            + "coordinatorEpoch: \(entry.bigEndian(Int32.self, at: 34)) "
            + "currentTxnFirstOffset: \(optionalLong(start >= 0 ? start : nil)) "
            + "lastTimestamp: \(timestamp) "
        if lastOffset >= 0 {
            // Sequences run on a circle.
            let first =
                lastSequence < delta
                ? Int32.max &- (delta &- lastSequence) &+ 1 : lastSequence &- delta
            text +=
                "firstSequence: \(first) lastSequence: \(lastSequence) lastOffset: \(lastOffset) "
                + "offsetDelta: \(delta) timestamp: \(timestamp)"
        }
        return text
    }
}
