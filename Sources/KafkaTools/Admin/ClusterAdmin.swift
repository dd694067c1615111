import BrokerClient
import KafkaModel
import KafkaProtocol
import Platform

/// Sends requests to brokers on behalf of a tool. What the requests mean is written above it, in
/// plain functions over the messages, so that a test answers with recorded responses.
package protocol ClusterAdmin: Sendable {
    /// Sends the request that `make` gives for the newest version that both sides know.
    ///
    /// Waits for a broker of that role to be known and reachable, and repeats the request while
    /// `errors` finds a code in the answer that may pass, until the time limit of the settings.
    /// `call` names the request in messages, as Kafka's admin client names it.
    func send<R: RequestMessage>(
        to target: RequestTarget, call: String,
        errors: @Sendable (R.Response) -> [ErrorCode],
        _ make: @Sendable (Int16) -> R
    ) async throws(AdminFailure) -> R.Response
    /// The versions of all APIs that a broker offers.
    func apiVersions(of broker: BrokerID) async throws(AdminFailure) -> ApiVersionsResponse
    /// Breaks the connections.
    func close() async

    var settings: AdminSettings { get }
}

extension ClusterAdmin {
    /// A request that is the same in all versions.
    func send<R: RequestMessage>(
        _ request: R, to target: RequestTarget, call: String,
        errors: @Sendable (R.Response) -> [ErrorCode]
    ) async throws(AdminFailure) -> R.Response {
        try await send(to: target, call: call, errors: errors) { _ in request }
    }

    /// The limit of a request on the broker's side, in milliseconds.
    var brokerTimeout: Int32 { Int32(clamping: settings.requestTimeout.wholeMilliseconds) }
}

/// A request that failed: the code of the broker, or of what happened on the way.
package struct AdminFailure: Error, Equatable, Sendable {
    package var code: ErrorCode
    package var message: String
    /// What is known beyond Kafka's message.
    package var detail = ""

    /// `nil` and the empty text stand for the code's usual message.
    package init(_ code: ErrorCode, _ message: String? = nil) {
        self.code = code
        if let message, !message.isEmpty {
            self.message = message
        } else {
            self.message = code.usualMessage
        }
    }

    /// `org.apache.kafka.common.errors.<X>Exception: <message>`: how Kafka's tools print a failure
    /// where they print the exception and not only its message.
    package var exceptionText: String { "\(code.exceptionName): \(message)" }

    /// The message with all that is known, for a person.
    package var fullText: String { detail.isEmpty ? message : "\(message) (\(detail))" }
}

/// Where the brokers are and how long to wait, from `--bootstrap-server` and `--command-config`.
package struct AdminSettings: Sendable, Equatable {
    package var bootstrapServers: [SocketAddress]
    package var clientID = "adminclient-1"
    /// For one request (`request.timeout.ms`).
    package var requestTimeout = Duration.milliseconds(30_000)
    /// For a call with all its retries (`default.api.timeout.ms`).
    package var apiTimeout = Duration.milliseconds(60_000)

    package init(bootstrapServers: [SocketAddress]) {
        self.bootstrapServers = bootstrapServers
    }
}

/// Throws unless `code` is that of success.
func check(_ code: ErrorCode, _ message: String? = nil) throws(AdminFailure) {
    if code != .none { throw AdminFailure(code, message) }
}
