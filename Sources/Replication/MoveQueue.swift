import KafkaModel
import Platform

/// The moves between log directories that are under way, in the order in which they were asked for: the
/// first that may be worked on is, so that moves end one after the other and not all at the end. A value.
struct MoveQueue {
    struct Entry: Equatable, Sendable {
        let id: TopicPartition
        /// Not worked on before.
        var dueAt: MonotonicTime
        /// Failures in a row.
        var failures = 0
        /// A thread works on it.
        var isTaken = false
        /// Distinguishes a move from a later one of the same partition.
        let number: Int
    }

    private(set) var entries: [Entry] = []
    private var nextNumber = 0

    var isEmpty: Bool { entries.isEmpty }

    /// Nothing changes if the partition is already there.
    mutating func add(_ id: TopicPartition, at now: MonotonicTime) {
        guard !entries.contains(where: { $0.id == id }) else { return }
        entries.append(Entry(id: id, dueAt: now, number: nextNumber))
        nextNumber += 1
    }

    mutating func remove(_ id: TopicPartition) {
        entries.removeAll { $0.id == id }
    }

    /// The first move that may be worked on; it counts as taken.
    mutating func take(at now: MonotonicTime) -> Entry? {
        guard let index = entries.firstIndex(where: { !$0.isTaken && $0.dueAt <= now }) else {
            return nil
        }
        entries[index].isTaken = true
        return entries[index]
    }

    /// The move is not worked on any more. It stays in its place with `change`, unless it is gone.
    mutating func giveBack(_ entry: Entry, _ change: (inout Entry) -> Void = { _ in }) {
        guard let index = entries.firstIndex(where: { $0.number == entry.number }) else { return }
        entries[index].isTaken = false
        change(&entries[index])
    }

    /// The move is over.
    mutating func finish(_ entry: Entry) {
        entries.removeAll { $0.number == entry.number }
    }

    /// When the next delayed move is due; `nil` if there is none.
    var nextDue: MonotonicTime? { entries.filter { !$0.isTaken }.map(\.dueAt).min() }
}
