import KafkaModel
import Platform

/// What a crash may have left in a partition's directory, put in order before the log is opened.
///
/// | suffix | meaning | what happens |
/// |---|---|---|
/// | `.deleted` | was waiting to be removed | removed |
/// | `.cleaned` | unfinished output of a compaction | removed, with every `.swap` at or behind the first of them |
/// | `.swap` | complete replacement of older segments | the segments that it replaces are removed, the suffix is dropped |
///
/// Indexes without a record file are removed. Source: Kafka's `LogLoader`, log-format 14.
enum LogDirectoryCleanup {
    /// What is left in the directory, rising.
    struct Contents: Equatable, Sendable {
        /// The base offsets of the segments.
        var bases: [Offset]
        /// The offsets of the producer snapshots.
        var snapshots: [Offset]
    }

    static func run(_ directory: String, _ fileSystem: any FileSystem) throws(SystemError)
        -> Contents
    {
        var files = try listed(directory, fileSystem)
        func remove(_ surplus: (Entry) -> Bool) throws(SystemError) {
            for file in files where surplus(file) {
                try fileSystem.remove("\(directory)/\(file.name)")
            }
            files.removeAll(where: surplus)
        }
        try remove { $0.state == LogFileNames.deleted }
        try fileSystem.remove("\(directory)/\(LogFileNames.nextRecords)")
        let firstCleaned = files.filter { $0.state == LogFileNames.cleaned }.map(\.offset).min()
        if let firstCleaned {
            try remove { $0.state == LogFileNames.swap && $0.offset >= firstCleaned }
            try remove { $0.state == LogFileNames.cleaned }
        }
        if let replaced = try replacedRange(files, directory, fileSystem) {
            try remove {
                $0.state.isEmpty && isSegmentFile($0.kind) && $0.offset >= replaced.first
                    && $0.offset < replaced.end
            }
            // What was replaced may not come back beside its replacement.
            try fileSystem.synchronizeDirectory(directory)
        }
        // Indexes without a record file belong to one that has lost its suffix already.
        let swaps = files.filter { $0.state == LogFileNames.swap }
        for file in swaps {
            let target = file.name.dropLast(LogFileNames.swap.count)
            try fileSystem.rename("\(directory)/\(file.name)", to: "\(directory)/\(target)")
        }
        if !swaps.isEmpty { files = try listed(directory, fileSystem) }
        let bases = Set(files.filter { $0.kind == LogFileNames.records }.map(\.offset))
        try remove { isSegmentFile($0.kind) && !bases.contains($0.offset) }
        return Contents(
            bases: bases.sorted(),
            snapshots: files.filter {
                $0.kind == LogFileNames.producerSnapshot && $0.state.isEmpty
            }.map(\.offset).sorted())
    }

    private struct Entry {
        var name: String
        var offset: Offset
        var kind: String
        var state: String
    }

    private static func listed(_ directory: String, _ fileSystem: any FileSystem)
        throws(SystemError) -> [Entry]
    {
        let entries = try fileSystem.list(directory).filter { !$0.isDirectory }
        return entries.map(\.name).sorted().compactMap { name in
            LogFileNames.parse(name).map {
                Entry(name: name, offset: $0.offset, kind: $0.kind, state: $0.state)
            }
        }
    }

    private static func isSegmentFile(_ kind: String) -> Bool {
        LogFileNames.segmentFiles.contains(kind)
    }

    /// The offsets that the complete replacements cover; `nil` if there are none.
    private static func replacedRange(
        _ files: [Entry], _ directory: String, _ fileSystem: any FileSystem
    ) throws(SystemError) -> (first: Offset, end: Offset)? {
        let swaps = files.filter {
            $0.state == LogFileNames.swap && $0.kind == LogFileNames.records
        }
        guard let first = swaps.first?.offset else { return nil }
        var end = first
        for swap in swaps {
            let file = try fileSystem.open("\(directory)/\(swap.name)", .readOnly)
            let records = FileRecords(file: file, size: Int(try file.size()))
            end = max(end, swap.offset + 1)
            try records.scan(from: 0) { header in
                end = max(end, header.lastOffset + 1)
                return true
            }
        }
        return (first, end)
    }
}
