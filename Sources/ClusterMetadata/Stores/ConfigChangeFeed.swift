import Platform
import Telemetry
import ZooKeeperClient

/// Tells a broker which settings were changed, in the order of the changes.
///
/// Watches `/config/changes`, reads each notification once, and removes those that are older than a
/// quarter of an hour, as every broker does.
package struct ConfigChangeFeed: Sendable {
    /// Age in milliseconds at which a notification has been heard by all who live.
    package static let expiry: Int64 = 15 * 60 * 1000

    private let store: ClusterStore
    private let time: any TimeSource
    private let logger: Logger

    package init(_ store: ClusterStore, time: any TimeSource, logger: Logger) {
        self.store = store
        self.time = time
        self.logger = logger
    }

    /// Runs until its task is cancelled. First calls `onListening`, once the watch is set: whoever
    /// loads all settings then misses no change. Then calls `onChange` for each notification, one at
    /// a time.
    package func run(
        onListening: @escaping @Sendable () async -> Void,
        onChange: @Sendable (ConfigEntity) async -> Void
    ) async {
        let events = store.zooKeeper.events()
        var seen = SeenNotifications()
        await process(&seen, onListening, onChange)
        for await event in events {
            switch event {
            case .childrenChanged(path: MetadataPath.configChanges), .session(.connected):
                await process(&seen, onListening, onChange)
            default: continue
            }
        }
    }

    private func process(
        _ seen: inout SeenNotifications, _ onListening: @Sendable () async -> Void,
        _ onChange: @Sendable (ConfigEntity) async -> Void
    ) async {
        do {
            let all = try await store.sequentialChildren(MetadataPath.configChanges, watch: true)
            if !seen.isListening { await onListening() }
            seen.isListening = true
            let new = all.filter { $0.sequence > seen.highest }
            let nodes = try await store.nodes(new.map(\.path))
            for ((sequence, path), node) in zip(new, nodes) {
                seen.highest = max(seen.highest, sequence)
                guard let node else { continue }
                seen.creationTimes[path] = node.stat.ctime
                await handle(path, node.data, onChange)
            }
            await removeExpired(&seen, existing: Set(all.map(\.path)))
        } catch {
            logger.error("cannot read the notifications of changed settings: \(error)")
        }
    }

    private func handle(
        _ path: String, _ data: [UInt8]?, _ onChange: @Sendable (ConfigEntity) async -> Void
    ) async {
        do {
            await onChange(try ConfigChangeZNode(decoding: data).entity)
        } catch {
            logger.error("the notification \(path) is malformed and passed over: \(error)")
        }
    }

    private func removeExpired(_ seen: inout SeenNotifications, existing: Set<String>) async {
        let now = time.wallMilliseconds()
        for (path, created) in seen.creationTimes.sorted(by: { $0.key < $1.key }) {
            guard existing.contains(path) else {
                seen.creationTimes[path] = nil
                continue
            }
            guard now - created > Self.expiry else { continue }
            // Another broker may have been quicker; what fails is tried again at the next change.
            try? await store.zooKeeper.delete(path, version: -1)
        }
    }
}

/// What a feed knows of the notifications that it has handled.
private struct SeenNotifications {
    /// Whether the watch was ever set.
    var isListening = false
    var highest: Int64 = -1
    var creationTimes: [String: Int64] = [:]
}
