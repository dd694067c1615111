/// How long a partition took no record: the longest time between two acknowledgements for it, by
/// whatever producer. Producers always have something to write.
struct Availability: Equatable, Sendable {
    /// Milliseconds, by partition.
    var longestGaps: [Int64]

    init(_ history: History) {
        longestGaps = (0..<history.partitions).map { partition in
            let times = history.producers
                .flatMap { ($0.acknowledgements[partition] ?? []).map(\.time) }.sorted()
            return zip(times, times.dropFirst()).map { $1 - $0 }.max() ?? 0
        }
    }

    var longest: Int64 { longestGaps.max() ?? 0 }
}
