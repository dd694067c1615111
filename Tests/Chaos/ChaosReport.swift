import Platform

/// What is told at the end of a run.
struct ChaosReport: Sendable {
    let seed: UInt64
    /// How often each kind of fault was made.
    var faults: [String: Int] = [:]
    /// How long it took after each round until the cluster was whole.
    var recoveries: [Duration] = []
    var violations: [Violation] = []
    private(set) var acknowledged = 0
    private(set) var stored = 0
    private var replacements = 0
    private var commits = 0
    private var renewals = 0
    private var moves = 0
    private var longestGaps: [Availability.Gap] = []
    private let begin: MonotonicTime

    /// Violations of a kind that are told one by one; of more only the number is.
    private static let shown = 10

    init(seed: UInt64, begin: MonotonicTime) {
        self.seed = seed
        self.begin = begin
    }

    mutating func add(_ history: History) {
        violations += Checker.violations(in: history)
        acknowledged = history.producers.reduce(0) { sum, producer in
            sum + producer.acknowledgements.values.reduce(0) { $0 + $1.count }
        }
        stored = history.final.records.reduce(0) { $0 + $1.count }
        replacements =
            history.readers.reduce(history.final.replacements) { $0 + $1.replacements }
            + history.group.reduce(0) { $0 + $1.replacements }
        commits = history.group.reduce(0) { sum, journal in
            sum
                + journal.events.count { event in
                    if case .commitAcknowledged = event { true } else { false }
                }
        }
        moves = history.moves
        renewals = history.renewal?.created ?? 0
        longestGaps = Availability(history).longestGaps
    }

    func count(_ kind: Violation.Kind) -> Int { violations.count { $0.kind == kind } }

    var lines: [String] {
        let made = faults.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let gaps = longestGaps.enumerated().map { partition, gap in
            let start = Duration.milliseconds(gap.begin - begin.nanoseconds / 1_000_000)
            return "    partition \(partition): \(Duration.milliseconds(gap.length).inSeconds), "
                + "from \(start.inSeconds) on"
        }
        var lines = [
            "seed \(seed)",
            "faults: \(faults.values.reduce(0, +)) (\(made.joined(separator: ", ")))",
            "rounds: \(recoveries.count), longest recovery: "
                + (recoveries.max()?.inSeconds ?? "none"),
            "records: \(acknowledged) acknowledged, \(stored) stored",
            "offsets committed by the group: \(commits), topics made anew: \(renewals), "
                + "moves and elections granted: \(moves)",
            "consumers whose threads had locked each other out, replaced: \(replacements)",
            "longest time without an acknowledgement:",
        ]
        lines += gaps
        for kind in Violation.Kind.allCases where count(kind) > 0 {
            lines.append("\(kind.rawValue): \(count(kind))")
            let first = violations.filter { $0.kind == kind }.prefix(Self.shown)
            lines += first.map { "    \($0.description)" }
        }
        lines.append(violations.isEmpty ? "no violations" : "\(violations.count) VIOLATIONS")
        return lines
    }
}
