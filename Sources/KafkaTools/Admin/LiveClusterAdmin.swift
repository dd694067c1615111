import BrokerClient
import KafkaModel
import KafkaProtocol
import Networking
import Platform

/// A real cluster, over an ``AdminClient``.
final class LiveClusterAdmin: ClusterAdmin {
    let settings: AdminSettings
    private let client: AdminClient
    private let time: any TimeSource
    private let console: any Console
    private let hasWarned = Lock(false)

    private static let pause = Duration.milliseconds(200)

    init(
        _ settings: AdminSettings, over transport: any Transport, time: any TimeSource,
        console: any Console
    ) {
        self.settings = settings
        self.time = time
        self.console = console
        let connection = BrokerConnectionSettings(
            clientId: settings.clientID,
            connectTimeout: min(.seconds(10), settings.apiTimeout),
            requestTimeout: settings.requestTimeout)
        client = AdminClient(
            bootstrap: settings.bootstrapServers, over: transport, time: time,
            settings: AdminClientSettings(
                connection: connection, callTimeout: settings.apiTimeout))
    }

    func close() async { await client.close() }

    func send<R: RequestMessage>(
        to target: RequestTarget, call: String,
        errors: @Sendable (R.Response) -> [ErrorCode],
        _ make: @Sendable (Int16) -> R
    ) async throws(AdminFailure) -> R.Response {
        let end = time.monotonic() + settings.apiTimeout
        let version = try await reaching(target, call, until: end) {
            connection throws(BrokerClientError) in
            try await connection.commonVersion(of: R.apiKey)
        }
        do throws(BrokerClientError) {
            return try await client.send(
                make(version), version: version, to: target, timeout: end - time.monotonic(),
                errors: errors)
        } catch {
            throw failure(error, call)
        }
    }

    func apiVersions(of broker: BrokerID) async throws(AdminFailure) -> ApiVersionsResponse {
        let call = "apiVersions"
        let end = time.monotonic() + settings.apiTimeout
        return try await reaching(.broker(broker), call, until: end) {
            connection throws(BrokerClientError) in
            try await connection.apiVersions()
        }
    }

    /// Tries until there is a connection on which `ask` is answered, and says so once when it takes
    /// more than one attempt.
    private func reaching<Answer>(
        _ target: RequestTarget, _ call: String, until end: MonotonicTime,
        _ ask: (BrokerConnection) async throws(BrokerClientError) -> Answer
    ) async throws(AdminFailure) -> Answer {
        while true {
            let left = end - time.monotonic()
            do throws(BrokerClientError) {
                return try await ask(try await client.connection(to: target, timeout: left))
            } catch {
                guard error.isRetriable else { throw failure(error, call) }
                guard left > Self.pause else { throw noNode(error, call) }
                warn(error, left)
                try? await time.sleep(for: Self.pause)
            }
        }
    }

    private func warn(_ error: BrokerClientError, _ left: Duration) {
        let isFirst = hasWarned.withLock { warned in
            defer { warned = true }
            return !warned
        }
        guard isFirst else { return }
        let seconds = max(1, left.wholeMilliseconds / 1000)
        console.errorLine("WARN \(error); trying again for up to \(seconds) s")
    }

    private func noNode(_ error: BrokerClientError, _ call: String) -> AdminFailure {
        switch error {
        case .refused(_, let code): return AdminFailure(code)
        default:
            var failure = AdminFailure(
                .requestTimedOut, "Timed out waiting for a node assignment. Call: \(call)")
            failure.detail = error.description
            return failure
        }
    }

    private func failure(_ error: BrokerClientError, _ call: String) -> AdminFailure {
        switch error {
        case .refused(_, let code): return AdminFailure(code)
        case .unsupportedAPI, .unsupportedField:
            return AdminFailure(.unsupportedVersion, error.description)
        case .timedOut, .unreachable, .noTarget, .closed:
            var failure = AdminFailure(.requestTimedOut, "Call \(call) timed out")
            failure.detail = error.description
            return failure
        default: return AdminFailure(.unknownServerError, error.description)
        }
    }
}
