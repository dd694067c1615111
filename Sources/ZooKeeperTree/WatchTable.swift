import ZooKeeperClient

/// A watch that fired: whom to tell what.
package struct TreeEvent: Sendable, Equatable {
    package var session: Int64
    package var event: ZooKeeperEvent

    package init(session: Int64, event: ZooKeeperEvent) {
        self.session = session
        self.event = event
    }
}

/// Who wants to hear of the next change of which node. Every watch fires once. Source: ZooKeeper's
/// `WatchManager`, `DataTree`.
struct WatchTable: Sendable {
    /// A session may watch the data of a node, its children or both.
    private var dataWatches: [String: Set<Int64>] = [:]
    private var childWatches: [String: Set<Int64>] = [:]

    var count: Int {
        dataWatches.values.reduce(0) { $0 + $1.count }
            + childWatches.values.reduce(0) { $0 + $1.count }
    }

    mutating func watchData(_ path: String, by session: Int64) {
        dataWatches[path, default: []].insert(session)
    }

    mutating func watchChildren(_ path: String, by session: Int64) {
        childWatches[path, default: []].insert(session)
    }

    mutating func forget(_ session: Int64) {
        Self.forget(session, in: &dataWatches)
        Self.forget(session, in: &childWatches)
    }

    private static func forget(_ session: Int64, in watches: inout [String: Set<Int64>]) {
        for path in watches.keys where watches[path]?.remove(session) != nil {
            if watches[path]?.isEmpty == true { watches[path] = nil }
        }
    }

    /// The events of one change, those of one kind in the order of the sessions' ids.
    mutating func fire(_ change: TreeChange) -> [TreeEvent] {
        switch change {
        case .created(let path, _):
            return events(dataWatches.removeValue(forKey: path), .created(path: path))
                + childrenChanged(above: path)
        case .dataChanged(let path):
            return events(dataWatches.removeValue(forKey: path), .dataChanged(path: path))
        case .deleted(let path, _):
            // Who watches both hears of it once.
            let watching = (dataWatches.removeValue(forKey: path) ?? [])
                .union(childWatches.removeValue(forKey: path) ?? [])
            return events(watching, .deleted(path: path)) + childrenChanged(above: path)
        }
    }

    private mutating func childrenChanged(above path: String) -> [TreeEvent] {
        guard let parent = ZNodePath.parent(path) else { return [] }
        return events(
            childWatches.removeValue(forKey: parent), .childrenChanged(path: parent))
    }

    private func events(_ sessions: Set<Int64>?, _ event: ZooKeeperEvent) -> [TreeEvent] {
        (sessions ?? []).sorted().map { TreeEvent(session: $0, event: event) }
    }
}
