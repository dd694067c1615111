import Platform

/// How many connections the broker admits: `max.connections`, `max.connections.per.ip` and
/// `max.connections.per.ip.overrides`. Callable from any thread.
package final class ConnectionLimits: Sendable {
    private let maximum: Int
    private let maximumPerHost: Int
    private let overrides: [String: Int]
    private let open = Lock<(total: Int, byHost: [String: Int])>((0, [:]))

    package init(
        maximum: Int = .max, maximumPerHost: Int = .max, overrides: [String: Int] = [:]
    ) {
        self.maximum = maximum
        self.maximumPerHost = maximumPerHost
        self.overrides = overrides
    }

    package var count: Int { open.withLock { $0.total } }

    /// Counts a new connection, or says why it is not admitted. An admitted one is given back with
    /// ``release(_:)``.
    package func admit(_ host: String) -> ConnectionRefusal? {
        open.withLock { open in
            let perHost = overrides[host] ?? maximumPerHost
            if open.total >= maximum { return .tooMany(limit: maximum) }
            let ofHost = open.byHost[host, default: 0]
            if ofHost >= perHost { return .tooManyOfHost(host, limit: perHost) }
            open.total += 1
            open.byHost[host] = ofHost + 1
            return nil
        }
    }

    package func release(_ host: String) {
        open.withLock { open in
            open.total -= 1
            let ofHost = open.byHost[host, default: 1] - 1
            open.byHost[host] = ofHost > 0 ? ofHost : nil
        }
    }
}

package enum ConnectionRefusal: Equatable, Sendable, CustomStringConvertible {
    case tooMany(limit: Int)
    case tooManyOfHost(String, limit: Int)

    package var description: String {
        switch self {
        case .tooMany(let limit): "more than \(limit) connections"
        case .tooManyOfHost(let host, let limit): "more than \(limit) connections from \(host)"
        }
    }
}
