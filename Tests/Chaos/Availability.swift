/// How long a partition took no record: the longest time between two acknowledgements for it, by
/// whatever producer. Producers always have something to write.
struct Availability: Equatable, Sendable {
    struct Gap: Equatable, Sendable {
        /// Milliseconds of the machine's monotonic clock.
        var begin: Int64
        /// Milliseconds.
        var length: Int64
    }

    /// By partition; of no length for one with fewer than two acknowledgements.
    var longestGaps: [Gap]

    init(_ history: History) {
        longestGaps = (0..<history.partitions).map { partition in
            let times = history.producers
                .flatMap { ($0.acknowledgements[partition] ?? []).map(\.time) }.sorted()
            let gaps = zip(times, times.dropFirst()).map { Gap(begin: $0, length: $1 - $0) }
            return gaps.max { $0.length < $1.length } ?? Gap(begin: 0, length: 0)
        }
    }
}
