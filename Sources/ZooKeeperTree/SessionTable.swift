import Platform

/// Who a session has proved to be, as a node's ACL names it: scheme and id (for `digest` the hashed
/// form). Checking passwords is not the tree's matter.
package struct SessionIdentity: Sendable, Hashable {
    package var scheme: String
    package var id: String

    package init(scheme: String, id: String) {
        self.scheme = scheme
        self.id = id
    }
}

/// The living sessions: how long each may be silent, and what belongs to it.
struct SessionTable: Sendable {
    struct Session: Sendable {
        var timeout: Duration
        var deadline: MonotonicTime
        var identities: [SessionIdentity]
        var ephemerals: Set<String> = []
    }

    private var sessions: [Int64: Session] = [:]
    private var lastID: Int64 = 0

    subscript(id: Int64) -> Session? { sessions[id] }

    /// In the order of their ids.
    var ids: [Int64] { sessions.keys.sorted() }

    mutating func open(timeout: Duration, identities: [SessionIdentity], at now: MonotonicTime)
        -> Int64
    {
        lastID += 1
        sessions[lastID] = Session(
            timeout: timeout, deadline: now + timeout, identities: identities)
        return lastID
    }

    mutating func touch(_ id: Int64, at now: MonotonicTime) {
        guard let timeout = sessions[id]?.timeout else { return }
        sessions[id]?.deadline = now + timeout
    }

    mutating func remove(_ id: Int64) -> Session? {
        sessions.removeValue(forKey: id)
    }

    mutating func add(_ identity: SessionIdentity, to id: Int64) {
        guard sessions[id]?.identities.contains(identity) == false else { return }
        sessions[id]?.identities.append(identity)
    }

    /// Whose time is over, in the order of their deadlines.
    func expired(at now: MonotonicTime) -> [Int64] {
        sessions.filter { $0.value.deadline <= now }
            .sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }
            .map(\.key)
    }

    var firstDeadline: MonotonicTime? { sessions.values.map(\.deadline).min() }

    mutating func gained(_ path: String, _ owner: Int64) {
        sessions[owner]?.ephemerals.insert(path)
    }

    mutating func lost(_ path: String, _ owner: Int64) {
        sessions[owner]?.ephemerals.remove(path)
    }
}
