import Bytes
import KafkaModel
import KafkaProtocol
import Platform

/// Why a request to a broker has no answer. The description is one plain line for an operator.
package enum BrokerClientError: Error, Equatable, Sendable, CustomStringConvertible {
    /// No connection could be opened; the text says why.
    case unreachable(SocketAddress, reason: String)
    /// The broker did not answer in time. Whether it acted on the request is unknown.
    case timedOut(SocketAddress, APIKey)
    /// The connection ended before the answer came. Whether the broker acted on the request is
    /// unknown.
    case closed(SocketAddress, reason: String)
    /// More requests wait on the connection than ``BrokerConnectionSettings/maximumInFlight``.
    case tooManyInFlight(SocketAddress, limit: Int)
    /// The broker serves the API in no version that this program has.
    case unsupportedAPI(SocketAddress, APIKey)
    /// The request says something that the broker's version of the API cannot carry.
    case unsupportedField(EncodeError)
    /// The answer is not what the protocol has.
    case malformedResponse(SocketAddress, APIKey, DecodeError)
    /// The answer is an error for the whole request.
    case refused(APIKey, ErrorCode)
    /// No broker is known that the request could go to; the text says what was looked for.
    case noTarget(String)
    /// The task that waited was cancelled.
    case cancelled

    package var description: String {
        switch self {
        case .unreachable(let address, let reason): "cannot connect to \(address): \(reason)"
        case .timedOut(let address, let key): "\(address) did not answer \(key.name) in time"
        case .closed(let address, let reason): "connection to \(address) closed: \(reason)"
        case .tooManyInFlight(let address, let limit):
            "\(limit) requests to \(address) are waiting already"
        case .unsupportedAPI(let address, let key): "\(address) does not serve \(key.name)"
        case .unsupportedField(let error):
            "\(error.message) of version \(error.version) has no place for \(error.field)"
        case .malformedResponse(let address, let key, let error):
            "answer of \(address) to \(key.name) cannot be read: \(error)"
        case .refused(let key, let code): "\(key.name) was refused: \(code)"
        case .noTarget(let what): "no broker known for \(what)"
        case .cancelled: "cancelled"
        }
    }

    /// Whether the same request may succeed later or over another connection.
    package var isRetriable: Bool {
        switch self {
        case .unreachable, .timedOut, .closed, .tooManyInFlight, .noTarget: true
        case .refused(_, let code): code.isRetriable
        case .unsupportedAPI, .unsupportedField, .malformedResponse, .cancelled: false
        }
    }
}

extension APIKey {
    /// Kafka's name of the API, such as `CreateTopics`.
    package var name: String {
        let text = String(describing: self)
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}
