import KafkaModel
import KafkaProtocol
import Platform

/// Sends requests to brokers on behalf of a tool. What the requests mean is written above it, in
/// plain functions over the messages, so that a test answers with recorded responses.
package protocol ClusterAdmin: Sendable {
    /// Sends the request that `make` gives for the newest version that both sides know. Waits for a
    /// broker of that role to be known and reachable, until the time limit of the settings. `call`
    /// names the request in error messages, as Kafka's admin client names it.
    func send<R: RequestMessage>(
        to target: AdminTarget, call: String, _ make: @Sendable (Int16) -> R
    ) async throws(AdminFailure) -> R.Response
    /// The versions of all APIs that a broker offers.
    func versions(of broker: BrokerID) async throws(AdminFailure) -> ApiVersionsResponse
    /// Drops what is known of controller, coordinators and brokers, to be asked for anew.
    func forgetCluster() async
    /// Breaks the connections.
    func close() async

    var settings: AdminSettings { get }
    var time: any TimeSource { get }
}

extension ClusterAdmin {
    /// A request that is the same in all versions.
    func send<R: RequestMessage>(
        _ request: R, to target: AdminTarget, call: String
    ) async throws(AdminFailure) -> R.Response {
        try await send(to: target, call: call) { _ in request }
    }

    /// Runs `attempt` again, after a look at who plays which role, while it fails with what may
    /// pass, until the time limit of a call is over.
    func retrying<Value>(
        _ call: String, _ attempt: () async throws(AdminFailure) -> Value
    ) async throws(AdminFailure) -> Value {
        let deadline = time.monotonic() + settings.apiTimeout
        var attempts = 0
        while true {
            attempts += 1
            do throws(AdminFailure) {
                return try await attempt()
            } catch {
                guard error.code.isRetriable, !error.isFinal else { throw error }
                guard time.monotonic() + settings.retryBackoff < deadline else {
                    throw AdminFailure(
                        .requestTimedOut,
                        "Call \(call) timed out after \(attempts) attempt(s): \(error.message)")
                }
                await forgetCluster()
                try? await time.sleep(for: settings.retryBackoff)
            }
        }
    }

    /// The limit of a request on the broker's side.
    var brokerTimeout: Int32 { Int32(clamping: settings.requestTimeout.wholeMilliseconds) }
}

/// Which broker a request is for.
package enum AdminTarget: Sendable, Equatable {
    case anyBroker
    case controller
    case broker(BrokerID)
    /// The broker that leads the group's partition of the offsets topic.
    case coordinator(group: String)
}

/// A request that failed: the code of the broker, or of what happened on the way.
package struct AdminFailure: Error, Equatable, Sendable {
    package var code: ErrorCode
    package var message: String
    /// Whether the time for retries is over, whatever the code says.
    package var isFinal = false

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
}

/// Where the brokers are and how long to wait, from `--bootstrap-server` and `--command-config`.
package struct AdminSettings: Sendable, Equatable {
    package var bootstrapServers: [SocketAddress]
    package var clientID = "adminclient-1"
    /// For one request (`request.timeout.ms`).
    package var requestTimeout = Duration.milliseconds(30_000)
    /// For a call with all its retries (`default.api.timeout.ms`).
    package var apiTimeout = Duration.milliseconds(60_000)
    /// Between two attempts (`retry.backoff.ms`).
    package var retryBackoff = Duration.milliseconds(100)

    package init(bootstrapServers: [SocketAddress]) {
        self.bootstrapServers = bootstrapServers
    }
}
