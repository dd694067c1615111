import KafkaModel
import Platform

/// The text file form that Kafka uses for checkpoints: a version, the number of entries, and one
/// entry a line with its fields separated by spaces. An empty file has no entries.
/// Source: Kafka's `CheckpointFile`, log-format 10.
struct CheckpointFile: Sendable {
    let path: String
    let fileSystem: any FileSystem

    private static let version = 0

    /// The fields of every entry; `nil` if there is no file.
    func read(fieldCount: Int) throws(LogError) -> [[Substring]]? {
        guard let text = try WholeFile.text(path, fileSystem) else { return nil }
        if text.isEmpty { return [] }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.count >= 2, let version = Int(lines[0]), let count = Int(lines[1]) else {
            throw malformed("no version and count")
        }
        guard version == Self.version else { throw malformed("unknown version \(version)") }
        guard count == lines.count - 2 else {
            throw malformed("\(lines.count - 2) entries instead of \(count)")
        }
        var entries: [[Substring]] = []
        entries.reserveCapacity(lines.count)
        for line in lines[2...] {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count == fieldCount else { throw malformed("line \"\(line)\"") }
            entries.append(fields)
        }
        return entries
    }

    /// Replaces the file. With `durable` it is on disk when the call returns.
    func write(_ lines: [String], durable: Bool = true) throws(LogError) {
        var text = "\(Self.version)\n\(lines.count)\n"
        for line in lines { text += line + "\n" }
        try WholeFile.replace(path, with: text, durable: durable, fileSystem)
    }

    func malformed(_ reason: String) -> LogError { .corruptFile(path: path, reason: reason) }
}

/// A checkpoint of one offset for each partition: recovery points, log start offsets, high
/// watermarks, how far compaction has come. Source: Kafka's `OffsetCheckpointFile`.
struct OffsetCheckpointFile: Sendable {
    static let recoveryPoints = "recovery-point-offset-checkpoint"
    static let startOffsets = "log-start-offset-checkpoint"
    static let highWatermarks = "replication-offset-checkpoint"
    /// The first offset that compaction has not seen.
    static let cleaned = "cleaner-offset-checkpoint"

    private let file: CheckpointFile

    init(path: String, fileSystem: any FileSystem) {
        file = CheckpointFile(path: path, fileSystem: fileSystem)
    }

    /// The entries; none if there is no file. A partition named twice keeps its last offset.
    func read() throws(LogError) -> [TopicPartition: Offset] {
        var offsets: [TopicPartition: Offset] = [:]
        for fields in try file.read(fieldCount: 3) ?? [] {
            guard let partition = Int32(fields[1]), let offset = Int64(fields[2]), offset >= 0
            else {
                throw file.malformed("line \"\(fields.joined(separator: " "))\"")
            }
            offsets[TopicPartition(String(fields[0]), partition)] = Offset(offset)
        }
        return offsets
    }

    /// Replaces the file, durably, with the entries in the order of the partitions.
    func write(_ offsets: [TopicPartition: Offset]) throws(LogError) {
        let entries = offsets.sorted { $0.key < $1.key }
        try file.write(entries.map { "\($0.key.topic) \($0.key.partition) \($0.value)" })
    }
}
