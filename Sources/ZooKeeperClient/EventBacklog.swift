/// The events that one consumer has not taken yet. A pure value.
///
/// Bounded without losing anything that matters: an event that is still waiting when the same one
/// happens again moves to the end instead of standing there twice. So there is never more than one
/// event per kind and watched path, and one per kind of session state.
struct EventBacklog {
    /// What makes two events the same: session states are told by their kind alone.
    private enum Key: Hashable {
        case watch(ZooKeeperEvent)
        case connected, disconnected, expired, authenticationFailed

        init(_ event: ZooKeeperEvent) {
            switch event {
            case .session(.connected): self = .connected
            case .session(.disconnected): self = .disconnected
            case .session(.expired): self = .expired
            case .session(.authenticationFailed): self = .authenticationFailed
            default: self = .watch(event)
            }
        }
    }

    /// In order; an entry counts only if its number is the latest of its key.
    private var entries: [(number: UInt64, event: ZooKeeperEvent)] = []
    private var firstEntry = 0
    private var latest: [Key: UInt64] = [:]
    private var nextNumber: UInt64 = 0

    var count: Int { latest.count }

    mutating func append(_ event: ZooKeeperEvent) {
        latest[Key(event)] = nextNumber
        entries.append((nextNumber, event))
        nextNumber += 1
        // So outdated entries take no more room than valid ones, and moving them stays cheap.
        if entries.count > 2 * latest.count + 64 { dropOutdated() }
    }

    /// The oldest event, `nil` if there is none.
    mutating func removeFirst() -> ZooKeeperEvent? {
        while firstEntry < entries.count {
            let (number, event) = entries[firstEntry]
            firstEntry += 1
            guard latest[Key(event)] == number else { continue }
            latest[Key(event)] = nil
            return event
        }
        entries.removeAll(keepingCapacity: true)
        firstEntry = 0
        return nil
    }

    private mutating func dropOutdated() {
        entries = entries[firstEntry...].filter { latest[Key($0.event)] == $0.number }
        firstEntry = 0
    }
}
