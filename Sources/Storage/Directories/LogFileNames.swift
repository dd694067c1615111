import KafkaModel

/// How files and directories of logs are called.
///
/// A segment's files are the base offset in 20 decimal digits with a suffix for the kind; partition
/// directories are `topic-partition`, and `topic-partition.<32 hex>-delete` while they wait to be
/// removed. Source: Kafka's `LogFileUtils`, log-format 1.
enum LogFileNames {
    static let records = ".log"
    static let offsetIndex = ".index"
    static let timeIndex = ".timeindex"
    static let transactionIndex = ".txnindex"
    static let producerSnapshot = ".snapshot"
    /// The kinds that make up a segment.
    static let segmentFiles = [records, offsetIndex, timeIndex, transactionIndex]

    /// Waits for `file.delete.delay.ms`.
    static let deleted = ".deleted"
    /// The record file made ahead for the next roll. By its suffix it vanishes at the next start, ours
    /// or Kafka's.
    static let nextRecords = "next.log.deleted"
    /// Output of a compaction that has not finished.
    static let cleaned = ".cleaned"
    /// A complete replacement of older segments.
    static let swap = ".swap"

    static let deleteSuffix = "-delete"
    static let futureSuffix = "-future"
    static let straySuffix = "-stray"

    /// `offset` in 20 digits, followed by `suffix`.
    static func name(_ offset: Offset, _ suffix: String) -> String {
        let digits = String(max(offset.rawValue, 0))
        return String(repeating: "0", count: 20 - digits.utf8.count) + digits + suffix
    }

    /// The offset and the kind in a file name such as `00000000000000000035.log.deleted`; `nil` if
    /// the name is not of this form.
    static func parse(_ name: String) -> (offset: Offset, kind: String, state: String)? {
        let bytes = Array(name.utf8)
        guard bytes.count > 21, bytes[20] == UInt8(ascii: "."),
            bytes[..<20].allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let offset = Int64(String(decoding: bytes[..<20], as: UTF8.self)), offset >= 0
        else { return nil }
        let rest = String(decoding: bytes[20...], as: UTF8.self)
        for state in [deleted, cleaned, swap] where rest.hasSuffix(state) {
            return (Offset(offset), String(rest.dropLast(state.count)), state)
        }
        return (Offset(offset), rest, "")
    }

    /// The offsets of the producer snapshots among the names of a directory, rising.
    static func snapshots(_ names: [String]) -> [Offset] {
        names.compactMap { name in
            guard let parsed = parse(name), parsed.kind == producerSnapshot, parsed.state.isEmpty
            else { return nil }
            return parsed.offset
        }.sorted()
    }

    /// The partition whose directory is called `name`; `nil` if it is no such name. The topic may
    /// hold `-`, so the last one counts.
    static func partition(directoryName name: String) -> TopicPartition? {
        guard let dash = name.lastIndex(of: "-"), dash != name.startIndex,
            let partition = Int32(name[name.index(after: dash)...]), partition >= 0
        else { return nil }
        return TopicPartition(String(name[..<dash]), partition)
    }

    /// The partition whose directory on its way out or in is called `name`; `nil` if it is no such name.
    static func partition(specialDirectoryName name: String) -> TopicPartition? {
        guard specialSuffix(name) != nil, let dot = name.lastIndex(of: ".") else { return nil }
        return partition(directoryName: String(name[..<dot]))
    }

    /// Directories in a log directory that hold no partition: the file system's own, and Kafka's cache
    /// of indexes of remote segments.
    static let foreignDirectories: Set<String> = ["lost+found", "remote-log-index-cache"]

    /// Whether `name` is that of a directory on its way out or in: `-delete`, `-future`, `-stray`
    /// behind a partition's name, a dot and letters that make it unique.
    static func specialSuffix(_ name: String) -> String? {
        for suffix in [deleteSuffix, futureSuffix, straySuffix] where name.hasSuffix(suffix) {
            let stem = name.dropLast(suffix.count)
            guard let dot = stem.lastIndex(of: "."), stem.index(after: dot) != stem.endIndex,
                partition(directoryName: String(stem[..<dot])) != nil
            else { return nil }
            return suffix
        }
        return nil
    }

    /// The name under which a partition's directory waits for its removal, or for its use. The topic is
    /// cut so that the name has at most 255 bytes. `random` gives 64 random bits.
    static func specialDirectoryName(
        _ partition: TopicPartition, _ suffix: String, random: () -> UInt64
    ) -> String {
        let id = hexadecimal(random()) + hexadecimal(random())
        let tail = "-\(partition.partition).\(id)\(suffix)"
        return String(partition.topic.prefix(255 - tail.utf8.count)) + tail
    }

    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
