/// How a listener protects and authenticates its connections. Raw values are those of the wire
/// (UpdateMetadata).
package enum SecurityProtocol: Int16, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    case plaintext = 0
    case ssl = 1
    case saslPlaintext = 2
    case saslSSL = 3

    /// Kafka's name, such as `SASL_PLAINTEXT`.
    package var name: String {
        switch self {
        case .plaintext: "PLAINTEXT"
        case .ssl: "SSL"
        case .saslPlaintext: "SASL_PLAINTEXT"
        case .saslSSL: "SASL_SSL"
        }
    }

    package var description: String { name }

    /// The protocol of this name in any case; `nil` for another.
    package init?(name: String) {
        let upper = name.uppercased()
        guard let match = Self.allCases.first(where: { $0.name == upper }) else { return nil }
        self = match
    }
}
