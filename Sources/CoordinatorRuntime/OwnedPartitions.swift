import KafkaModel

/// Which partitions of its internal topic a coordinator answers for, and since which term of
/// leadership. Orders of an older term, or of the same one again, change nothing.
package struct OwnedPartitions: Equatable, Sendable {
    package enum Phase: Equatable, Sendable {
        /// The state is being read.
        case loading
        case active
    }

    private struct Ownership: Equatable {
        var phase: Phase
        /// The first term of leadership without interruption.
        var since: LeaderEpoch
    }

    private var owned: [Int32: Ownership] = [:]
    /// The latest term that was heard of, owned or not.
    private var latest: [Int32: LeaderEpoch] = [:]

    package init() {}

    /// `nil`: not owned.
    package func phase(of partition: Int32) -> Phase? { owned[partition]?.phase }

    package var isAnyLoading: Bool { owned.values.contains { $0.phase == .loading } }

    /// Sorted.
    package var active: [Int32] {
        owned.filter { $0.value.phase == .active }.keys.sorted()
    }

    /// Takes over a partition, to be loaded. False if the term is not newer, or if the partition is
    /// owned already: nobody else has written to it, and the state is good for the new term too.
    package mutating func beginLoading(_ partition: Int32, epoch: LeaderEpoch) -> Bool {
        if let known = latest[partition], known >= epoch { return false }
        latest[partition] = epoch
        guard owned[partition] == nil else { return false }
        owned[partition] = Ownership(phase: .loading, since: epoch)
        return true
    }

    /// The state is there that was to be loaded from `epoch` on. False if the partition has been
    /// given up, or taken over anew, meanwhile.
    package mutating func finishLoading(_ partition: Int32, epoch: LeaderEpoch) -> Bool {
        guard owned[partition] == Ownership(phase: .loading, since: epoch) else { return false }
        owned[partition]?.phase = .active
        return true
    }

    /// Gives up a partition; without a term (its replica was removed) in any case. False if the term
    /// is older than the known one.
    package mutating func resign(_ partition: Int32, epoch: LeaderEpoch?) -> Bool {
        if let epoch {
            if let known = latest[partition], known > epoch { return false }
            latest[partition] = epoch
        }
        return owned.removeValue(forKey: partition) != nil
    }
}
