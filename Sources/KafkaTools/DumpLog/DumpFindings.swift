/// What does not fit together, told after all files.
struct DumpFindings {
    private var indexMismatches = PairsByFile(keepsNewest: true)
    private var timestampMismatches = PairsByFile(keepsNewest: false)
    private var timestampsOutOfOrder = PairsByFile(keepsNewest: false)
    private var offsetsNotFound = PairsByFile(keepsNewest: false)
    private var gaps = PairsByFile(keepsNewest: true)

    /// An offset index entry at whose position another batch stands.
    mutating func noteMismatch(_ file: DumpedFile, indexed: Int64, found: Int64) {
        indexMismatches.add(file, indexed, found)
    }

    /// A time index entry with another timestamp than the batch that it names.
    mutating func noteTimestampMismatch(_ file: DumpedFile, indexed: Int64, found: Int64) {
        timestampMismatches.add(file, indexed, found)
    }

    /// A time index entry that is not later than the one before.
    mutating func noteOutOfOrder(_ file: DumpedFile, indexed: Int64, previous: Int64) {
        timestampsOutOfOrder.add(file, indexed, previous)
    }

    /// A time index entry whose offset is not that of a batch.
    mutating func noteOffsetNotFound(_ file: DumpedFile, indexed: Int64, found: Int64) {
        offsetsNotFound.add(file, indexed, found)
    }

    /// Records whose offsets do not follow each other.
    mutating func noteGap(_ file: DumpedFile, _ offset: Int64, followedBy next: Int64) {
        gaps.add(file, offset, next)
    }

    func tell(_ console: any Console) {
        for (file, pairs) in indexMismatches.told {
            console.errorLine("Mismatches in :\(file)")
            for pair in pairs {
                console.errorLine("  Index offset: \(pair.first), log offset: \(pair.second)")
            }
        }
        for (file, pairs) in timestampMismatches.told {
            console.errorLine("Found timestamp mismatch in :\(file)")
            for pair in pairs {
                console.errorLine("  Index timestamp: \(pair.first), log timestamp: \(pair.second)")
            }
        }
        for (file, pairs) in timestampsOutOfOrder.told {
            console.errorLine("Found out of order timestamp in :\(file)")
            for pair in pairs {
                console.errorLine(
                    "  Index timestamp: \(pair.first), Previously indexed timestamp: "
                        + "\(pair.second)")
            }
        }
        for (_, pairs) in offsetsNotFound.told {
            console.errorLine("The following indexed offsets are not found in the log.")
            for pair in pairs {
                console.errorLine(
                    "Indexed offset: \(pair.first), found log offset: \(pair.second)")
            }
        }
        for (file, pairs) in gaps.told {
            console.errorLine("Non-consecutive offsets in \(file)")
            for pair in pairs {
                console.errorLine("  \(pair.first) is followed by \(pair.second)")
            }
        }
    }
}

/// Pairs of numbers for each file, files in the order of their first pair.
private struct PairsByFile {
    /// Kept for a file: a compacted log may have a gap behind each of its records.
    private static let limit = 100_000

    /// Kafka tells some kinds from the last to the first.
    let keepsNewest: Bool
    private var files: [(path: String, pairs: [(first: Int64, second: Int64)])] = []

    init(keepsNewest: Bool) {
        self.keepsNewest = keepsNewest
    }

    mutating func add(_ file: DumpedFile, _ first: Int64, _ second: Int64) {
        let path = file.absolutePath
        let index: Int
        if let known = files.firstIndex(where: { $0.path == path }) {
            index = known
        } else {
            index = files.count
            files.append((path, []))
        }
        let count = files[index].pairs.count
        if keepsNewest, count >= 2 * Self.limit {
            files[index].pairs.removeFirst(Self.limit)
        } else if !keepsNewest, count >= Self.limit {
            return
        }
        files[index].pairs.append((first, second))
    }

    /// In the order in which they are printed.
    var told: [(path: String, pairs: [(first: Int64, second: Int64)])] {
        keepsNewest ? files.map { ($0.path, $0.pairs.reversed()) } : files
    }
}
