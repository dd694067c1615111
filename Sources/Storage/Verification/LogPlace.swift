import KafkaModel
import Platform

/// A directory given to be checked: a log directory (an entry of `log.dirs`), or that of one partition,
/// whose log directory then is its parent.
struct LogPlace {
    let logDirectory: String
    /// The directories to check in it, by name.
    private(set) var partitions: [(name: String, partition: TopicPartition)] = []
    private(set) var identity: MetaProperties?
    private var wasCleanStop = false
    private var recoveryPoints: [TopicPartition: Offset] = [:]
    private var startOffsets: [TopicPartition: Offset] = [:]
    private var highWatermarks: [TopicPartition: Offset] = [:]
    private var cleaned: [TopicPartition: Offset] = [:]

    init(
        _ path: String, _ fileSystem: any FileSystem, _ findings: FindingLog
    ) throws(LogError) {
        let entries = try onDisk { () throws(SystemError) in try fileSystem.list(path) }
        let isPartition = entries.contains {
            !$0.isDirectory && LogFileNames.parse($0.name)?.kind == LogFileNames.records
        }
        guard isPartition else {
            logDirectory = path
            try readWhole(fileSystem, findings)
            tellDirectories(entries.filter(\.isDirectory).map(\.name).sorted(), findings)
            tellAbsent(findings)
            return
        }
        let slash = path.lastIndex(of: "/")
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        logDirectory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        // A partition's files may lie anywhere; of a log directory around them all is told by others.
        let silent = FindingLog { _ in }
        try readWhole(fileSystem, silent)
        partitions = [(name, Self.partition(name))]
    }

    func path(_ name: String) -> String {
        logDirectory == "." ? name : "\(logDirectory)/\(name)"
    }

    /// What the log directory knows of the partition's last stop. The topic's settings lie elsewhere:
    /// that it is compacted shows in the cleaner's checkpoint.
    func stop(_ partition: TopicPartition) -> StopState {
        StopState(
            wasCleanStop: wasCleanStop, recoveryPoint: recoveryPoints[partition] ?? .zero,
            startOffset: startOffsets[partition] ?? .zero,
            highWatermark: highWatermarks[partition], cleanedUpTo: cleaned[partition],
            mayHaveGaps: cleaned[partition] != nil || Self.compacted.contains(partition.topic))
    }

    /// Topics that are compacted whatever the checkpoints say.
    private static let compacted: Set = ["__consumer_offsets", "__transaction_state"]

    /// The partition of a directory that was named by itself, whatever its name.
    private static func partition(_ name: String) -> TopicPartition {
        let stem = name.split(separator: ".").first.map(String.init) ?? name
        return LogFileNames.partition(directoryName: name)
            ?? LogFileNames.partition(directoryName: stem) ?? TopicPartition(name, 0)
    }

    // MARK: The files of a log directory

    private mutating func readWhole(
        _ fileSystem: any FileSystem, _ findings: FindingLog
    ) throws(LogError) {
        let path = logDirectory
        do throws(LogError) {
            identity = try MetaProperties.read(directory: path, fileSystem)
        } catch .corruptFile(let file, let reason) {
            findings.add(.damage, file, reason)
        }
        wasCleanStop = try CleanShutdownFile(directory: path, fileSystem: fileSystem).exists()
        if identity != nil {
            findings.add(
                .ok, path,
                wasCleanStop
                    ? "was stopped cleanly"
                    : "was not stopped cleanly: a start reads from the recovery points on")
        }
        func read(_ name: String, _ consequence: String) throws(LogError)
            -> [TopicPartition: Offset]
        {
            let file = "\(path)/\(name)"
            do throws(LogError) {
                return try OffsetCheckpointFile(path: file, fileSystem: fileSystem).read()
            } catch .corruptFile(_, let reason) {
                findings.add(.damage, file, "\(reason); \(consequence)")
                return [:]
            }
        }
        let asEmpty = "a start takes it for empty"
        recoveryPoints = try read(OffsetCheckpointFile.recoveryPoints, asEmpty)
        startOffsets = try read(OffsetCheckpointFile.startOffsets, asEmpty)
        highWatermarks = try read(
            OffsetCheckpointFile.highWatermarks, "a start takes the log directory offline")
        cleaned = try read(OffsetCheckpointFile.cleaned, "compaction begins anew")
    }

    private mutating func tellDirectories(_ names: [String], _ findings: FindingLog) {
        for name in names where name != "lost+found" {
            let path = "\(logDirectory)/\(name)"
            if let suffix = LogFileNames.specialSuffix(name) {
                findings.add(
                    .note, path,
                    suffix == LogFileNames.deleteSuffix
                        ? "is a deleted partition, which a start removes after a while"
                        : "is not used: \(suffix)")
            } else if let partition = LogFileNames.partition(directoryName: name) {
                partitions.append((name, partition))
            } else {
                findings.add(
                    .damage, path,
                    "is not the name of a partition's directory; a start takes the log directory "
                        + "offline")
            }
        }
        if identity == nil, !partitions.isEmpty {
            findings.add(
                .note, "\(logDirectory)/\(MetaProperties.fileName)",
                "is missing: any broker of any cluster would take the directory for its own")
        }
    }

    /// Checkpoint entries of partitions that are not here.
    private func tellAbsent(_ findings: FindingLog) {
        let here = Set(partitions.map(\.partition))
        let checkpoints = [
            (OffsetCheckpointFile.recoveryPoints, recoveryPoints),
            (OffsetCheckpointFile.startOffsets, startOffsets),
            (OffsetCheckpointFile.highWatermarks, highWatermarks),
            (OffsetCheckpointFile.cleaned, cleaned),
        ]
        for (name, entries) in checkpoints {
            for partition in entries.keys.sorted() where !here.contains(partition) {
                findings.add(
                    .note, "\(logDirectory)/\(name)",
                    "has an entry for \(partition), which is not here")
            }
        }
    }

    // MARK: Several directories

    /// Tells what several directories cannot have if they are those of one broker.
    static func tellDisagreement(_ places: [LogPlace], _ findings: FindingLog) {
        var identity: (MetaProperties, String)?
        var homes: [TopicPartition: String] = [:]
        for place in places {
            if let found = place.identity {
                if let identity, identity.0 != found, identity.1 != place.logDirectory {
                    findings.add(
                        .damage, "\(place.logDirectory)/\(MetaProperties.fileName)",
                        "is of another broker or cluster than that of \(identity.1)")
                }
                identity = identity ?? (found, place.logDirectory)
            }
            for (name, partition) in place.partitions {
                let path = place.path(name)
                if let first = homes[partition], first != path {
                    findings.add(
                        .damage, path,
                        "is the same partition as \(first); a broker with both does not start")
                }
                homes[partition] = path
            }
        }
    }
}
