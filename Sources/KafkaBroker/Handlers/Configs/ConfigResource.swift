import KafkaModel

/// What the settings of a request belong to.
enum ConfigResource: Hashable, Sendable {
    case topic(String)
    /// `nil` for the default of all brokers.
    case broker(BrokerID?)

    static let topicType: Int8 = 2
    static let brokerType: Int8 = 4

    /// Reads a resource of a request that came to broker `own`. Another broker's settings are that
    /// broker's to tell and to change.
    init(type: Int8, name: String, own: BrokerID) throws(ConfigRefusal) {
        switch type {
        case Self.topicType:
            if let problem = TopicName.problem(of: name) {
                throw ConfigRefusal(.invalidTopicException, problem)
            }
            self = .topic(name)
        case Self.brokerType where name.isEmpty:
            self = .broker(nil)
        case Self.brokerType:
            guard let id = Int32(name) else {
                let message = "Broker id must be an integer, but it is: \(name)"
                throw ConfigRefusal(.invalidRequest, message)
            }
            guard BrokerID(id) == own else {
                let message =
                    "Unexpected broker id, expected \(own) or empty string, but received \(name)"
                throw ConfigRefusal(.invalidRequest, message)
            }
            self = .broker(own)
        default:
            throw ConfigRefusal(.invalidRequest, "Unsupported resource type \(type)")
        }
    }
}

/// Why a request about settings was refused.
struct ConfigRefusal: Error, Equatable, Sendable {
    var code: ErrorCode
    var message: String

    init(_ code: ErrorCode, _ message: String) {
        self.code = code
        self.message = message
    }
}
