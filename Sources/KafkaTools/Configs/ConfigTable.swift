import Configuration
import KafkaProtocol

/// What `configs --describe` prints. Pure functions of what they show.
package enum ConfigTable {
    package typealias Entry = DescribeConfigsResponse.DescribeConfigsResourceResult

    /// `singular` is such as `topic`; the empty name is the default of all brokers.
    package static func header(_ singular: String, _ name: String, showsAll: Bool) -> String {
        if name.isEmpty { return "Default configs for \(singular)s in the cluster are:" }
        return "\(showsAll ? "All" : "Dynamic") configs for \(singular) \(name) are:"
    }

    package static func line(_ entry: Entry) -> String {
        let synonyms = entry.synonyms.map { synonym in
            let source = ConfigSource(rawValue: synonym.source) ?? .unknown
            return "\(source.name):\(synonym.name)=\(synonym.value ?? "null")"
        }
        return "  \(entry.name)=\(entry.value ?? "null") sensitive=\(entry.isSensitive) "
            + "synonyms={\(synonyms.joined(separator: ", "))}"
    }

    /// The entries to show, by name: all, or those that come from `source`.
    package static func select(
        _ entries: [Entry], from source: ConfigSource?, showsAll: Bool
    ) -> [Entry] {
        entries.filter { showsAll || source == nil || $0.configSource == source?.rawValue }
            .sorted { $0.name < $1.name }
    }
}
