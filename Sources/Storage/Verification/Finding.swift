/// How much a finding matters.
package enum FindingSeverity: String, Sendable, CaseIterable {
    /// As it should be; worth a word.
    case ok
    /// Unusual, or left over; nothing is lost by it.
    case note
    /// Content that a file cannot have if everything went well.
    case damage
}

/// Something that the check of a directory has to say about one of its files.
package struct Finding: Equatable, Sendable {
    package var severity: FindingSeverity
    package var path: String
    /// Where in the file, bytes.
    package var position: Int64?
    package var what: String
}

/// Where findings go. Of one file at most ``limit`` are told; the rest is counted.
final class FindingLog {
    /// A damaged file of a million batches has one cause, seldom more.
    static let limit = 20

    private let tell: (Finding) -> Void
    private var counts: [String: Int] = [:]
    private(set) var damaged = 0
    private(set) var notes = 0

    init(_ tell: @escaping (Finding) -> Void) {
        self.tell = tell
    }

    func add(
        _ severity: FindingSeverity, _ path: String, at position: Int64? = nil, _ what: String
    ) {
        switch severity {
        case .ok: break
        case .note: notes += 1
        case .damage: damaged += 1
        }
        counts[path, default: 0] += 1
        guard counts[path, default: 0] <= Self.limit else { return }
        tell(Finding(severity: severity, path: path, position: position, what: what))
    }

    /// Tells how many findings of the files in `directory` were not told, and forgets them.
    func endFiles(in directory: String) {
        func isThere(_ path: String) -> Bool {
            path == directory || path.hasPrefix(directory + "/")
        }
        for (path, count) in counts.sorted(by: { $0.key < $1.key })
        where count > Self.limit && isThere(path) {
            tell(
                Finding(
                    severity: .note, path: path, position: nil,
                    what: "\(count - Self.limit) more findings in this file"))
        }
        counts = counts.filter { !isThere($0.key) }
    }
}
