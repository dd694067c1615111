/// The declaration of one setting.
package struct ConfigKey: Equatable, Sendable {
    /// Kafka's name.
    package let name: String
    package let type: ConfigType
    /// The default as it would be written in a file; `nil` for none (Kafka's null).
    package let defaultText: String?
    package let constraint: ConfigConstraint
    package let importance: ConfigImportance
    package let update: ConfigUpdateMode
    /// What the setting does: a phrase of our own for the reference page and DescribeConfigs.
    package let text: String

    package init(
        _ name: String, _ type: ConfigType, _ defaultText: String?,
        _ constraint: ConfigConstraint, _ importance: ConfigImportance,
        _ update: ConfigUpdateMode, _ text: String
    ) {
        self.name = name
        self.type = type
        self.defaultText = defaultText
        self.constraint = constraint
        self.importance = importance
        self.update = update
        self.text = text
    }

    /// Whether the value is kept from everybody who asks.
    package var isSensitive: Bool { type == .password }

    /// The default as a value; `nil` for none. A test proves that each default of a schema is valid.
    package var defaultValue: ConfigValue? {
        defaultText.flatMap { try? ConfigValue($0, as: type) }
    }

    /// Reads and checks a value. Throws the reason in Kafka's words, without the setting's name.
    package func parse(_ text: String) throws(ConfigValueError) -> ConfigValue {
        let value = try ConfigValue(text, as: type)
        try constraint.check(value, of: name)
        return value
    }

    /// What is wrong with a value, in the words that Kafka's clients show; `nil` for a good one.
    package func problem(with text: String) -> String? {
        do throws(ConfigValueError) {
            _ = try parse(text)
            return nil
        } catch {
            let shown = isSensitive ? "[hidden]" : text.javaTrimmed
            return "Invalid value \(shown) for configuration \(name): \(error.reason)"
        }
    }
}

/// How much an operator should care about a setting.
package enum ConfigImportance: String, Sendable {
    case high, medium, low
}

/// Whether and where a setting can be changed while the broker runs.
package enum ConfigUpdateMode: String, Sendable {
    /// At start only.
    case readOnly = "read-only"
    /// For each broker by itself.
    case perBroker = "per-broker"
    /// For each broker, and as a default of the whole cluster.
    case clusterWide = "cluster-wide"
}
