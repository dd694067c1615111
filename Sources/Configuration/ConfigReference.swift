/// Renders the reference page of all settings, `docs/CONFIGURATION.md`, from their declarations.
package enum ConfigReference {
    package static var page: String {
        var lines = preface
        for (title, keys) in sections {
            lines += ["", "## \(title)", ""] + table(of: keys)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let preface = [
        "# Settings",
        "",
        "This page is generated from the declarations in `Sources/Configuration`; a test fails when",
        "it is stale, and `UPDATE_DOCS=1 swift test --filter ConfigReferenceTests` writes it anew.",
        "Names, types and defaults are Kafka's. A broker reads them from a properties file; at its",
        "start it tells every mistake at once, and for an unknown name the nearest known one.",
        "",
        "*Update*: `read-only` settings are read at start; `per-broker` ones can be changed for one",
        "running broker, `cluster-wide` ones also for all. A broker's dynamic value wins over the",
        "cluster's, that over the file, that over the default. A topic's own setting wins over the",
        "broker's of the same meaning.",
    ]

    private static let sections: [(String, [ConfigKey])] = [
        ("Cluster", BrokerConfigSchema.cluster),
        ("Listeners", BrokerConfigSchema.listeners),
        ("Connections and requests", BrokerConfigSchema.requests),
        ("ZooKeeper", BrokerConfigSchema.zooKeeper),
        ("Logs", BrokerConfigSchema.log),
        ("Compaction", BrokerConfigSchema.compaction),
        ("Replication", BrokerConfigSchema.replication),
        ("Groups and offsets", BrokerConfigSchema.groups),
        ("Transactions", BrokerConfigSchema.transactions),
        ("Quotas", BrokerConfigSchema.quotas),
        ("Metrics", BrokerConfigSchema.metrics),
        ("Security", BrokerConfigSchema.security),
        ("TLS", BrokerConfigSchema.tls),
        ("SASL", BrokerConfigSchema.sasl),
        ("Topics", TopicConfigSchema.keys),
        ("Quotas of users and clients", QuotaConfigSchema.clients.keys),
        ("Quotas of addresses", QuotaConfigSchema.addresses.keys),
    ]

    private static func table(of keys: [ConfigKey]) -> [String] {
        let header = [
            "| name | type | default | values | importance | update | meaning |",
            "|---|---|---|---|---|---|---|",
        ]
        return header + keys.sorted { $0.name < $1.name }.map(row)
    }

    private static func row(of key: ConfigKey) -> String {
        let cells = [
            "`\(key.name)`", key.type.name.lowercased(), shown(key.defaultText),
            key.constraint.summary, key.importance.rawValue, key.update.rawValue, key.text,
        ]
        return "| " + cells.map(escaped).joined(separator: " | ") + " |"
    }

    private static func shown(_ defaultText: String?) -> String {
        guard let defaultText else { return "none" }
        return defaultText.isEmpty ? "empty" : "`\(defaultText)`"
    }

    /// A bar would end the cell.
    private static func escaped(_ cell: String) -> String {
        cell.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
