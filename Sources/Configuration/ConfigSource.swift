/// Where a setting's value comes from. Raw values are the numbers in DescribeConfigs responses.
package enum ConfigSource: Int8, Sendable {
    case unknown = 0
    case dynamicTopic = 1
    case dynamicBroker = 2
    case dynamicDefaultBroker = 3
    case staticBroker = 4
    case defaultValue = 5
    case dynamicBrokerLogger = 6

    /// Kafka's name, as the tools print it.
    package var name: String {
        switch self {
        case .unknown: "UNKNOWN"
        case .dynamicTopic: "DYNAMIC_TOPIC_CONFIG"
        case .dynamicBroker: "DYNAMIC_BROKER_CONFIG"
        case .dynamicDefaultBroker: "DYNAMIC_DEFAULT_BROKER_CONFIG"
        case .staticBroker: "STATIC_BROKER_CONFIG"
        case .defaultValue: "DEFAULT_CONFIG"
        case .dynamicBrokerLogger: "DYNAMIC_BROKER_LOGGER_CONFIG"
        }
    }
}

/// One setting with its value and where that comes from: a row of a DescribeConfigs response.
package struct ConfigDescription: Equatable, Sendable {
    /// A value that would hold, or holds, for the setting at one level.
    package struct Synonym: Equatable, Sendable {
        package let name: String
        /// `nil` when sensitive.
        package let value: String?
        package let source: ConfigSource
    }

    package let name: String
    /// `nil` when sensitive or unset.
    package let value: String?
    package let source: ConfigSource
    package let isReadOnly: Bool
    package let isSensitive: Bool
    package let type: ConfigType
    package let documentation: String
    /// The strongest first.
    package let synonyms: [Synonym]
}
