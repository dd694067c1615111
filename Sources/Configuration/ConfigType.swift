/// The type of a setting's value. Raw values are the numbers in DescribeConfigs responses.
package enum ConfigType: Int8, Hashable, Sendable {
    case boolean = 1
    case string = 2
    case int = 3
    case short = 4
    case long = 5
    case double = 6
    case list = 7
    case className = 8
    case password = 9

    /// Kafka's name, as its error texts show it.
    package var name: String {
        switch self {
        case .boolean: "BOOLEAN"
        case .string: "STRING"
        case .int: "INT"
        case .short: "SHORT"
        case .long: "LONG"
        case .double: "DOUBLE"
        case .list: "LIST"
        case .className: "CLASS"
        case .password: "PASSWORD"
        }
    }
}
