import GroupCoordination
import Replication

/// A fault that is put into the brokers on purpose: the simulation must find it.
package enum Canary: Hashable, Sendable, CaseIterable {
    case replication(BrokenRule)
    case groups(BrokenGroupRule)
    /// Controllers write although another one has been elected.
    case unfencedControllerWrites

    package static var allCases: [Canary] {
        BrokenRule.allCases.map { .replication($0) }
            + BrokenGroupRule.allCases.map { .groups($0) } + [.unfencedControllerWrites]
    }

    /// The name on the command line.
    package var name: String {
        switch self {
        case .replication(let rule): rule.rawValue
        case .groups(let rule): rule.rawValue
        case .unfencedControllerWrites: "unfenced-controller-writes"
        }
    }

    package init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    var rule: BrokenRule? {
        if case .replication(let rule) = self { rule } else { nil }
    }

    var groupRule: BrokenGroupRule? {
        if case .groups(let rule) = self { rule } else { nil }
    }
}
