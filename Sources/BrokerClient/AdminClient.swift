import KafkaModel
import KafkaProtocol
import Networking
import Platform

/// How long an ``AdminClient`` tries.
package struct AdminClientSettings: Sendable {
    package var connection: BrokerConnectionSettings
    /// `default.api.timeout.ms`: after this time a call fails with the last error.
    package var callTimeout: Duration
    /// `retry.backoff.ms` and `retry.backoff.max.ms`: the pause before the second attempt, doubled for
    /// each further one up to the largest.
    package var retryPause: Duration
    package var largestRetryPause: Duration

    package init(
        connection: BrokerConnectionSettings = BrokerConnectionSettings(),
        callTimeout: Duration = .seconds(60), retryPause: Duration = .milliseconds(100),
        largestRetryPause: Duration = .seconds(1)
    ) {
        self.connection = connection
        self.callTimeout = callTimeout
        self.retryPause = retryPause
        self.largestRetryPause = largestRetryPause
    }
}

/// Sends requests to the right broker of a cluster and repeats them while that may help.
///
/// For tools and tests; any thread. A request may reach a broker more than once: after a lost
/// connection nobody knows whether it was carried out. ``close()`` at the end.
package final class AdminClient: Sendable {
    private let bootstrap: [SocketAddress]
    private let pool: ConnectionPool
    private let time: any TimeSource
    private let settings: AdminClientSettings
    private let view = Lock(ClusterView())

    /// `bootstrap` are brokers to begin with, in the order in which they are tried; not empty.
    package init(
        bootstrap: [SocketAddress], over transport: any Transport, time: any TimeSource,
        settings: AdminClientSettings = AdminClientSettings()
    ) {
        self.bootstrap = bootstrap
        self.time = time
        self.settings = settings
        pool = ConnectionPool(over: transport, settings: settings.connection)
    }

    package func close() async {
        await pool.close()
    }

    // MARK: Calls

    /// Sends `request` to `target` and returns the answer.
    ///
    /// `errors` names the error codes in an answer. While one of them is retriable, or the broker
    /// cannot be reached, the target is looked up anew and the request repeated, until `timeout`
    /// (default ``AdminClientSettings/callTimeout``) has passed; then the last answer is returned or
    /// the last error thrown.
    package func send<R: RequestMessage>(
        _ request: R, to target: RequestTarget, timeout: Duration? = nil,
        errors: @Sendable (R.Response) -> [ErrorCode] = { _ in [] }
    ) async throws(BrokerClientError) -> R.Response {
        try await repeating(target, timeout, errors) {
            (connection, rest) throws(BrokerClientError) in
            try await connection.send(request, timeout: rest)
        }
    }

    /// ``send(_:to:timeout:errors:)`` in a certain version, for what other versions cannot say.
    package func send<R: RequestMessage>(
        _ request: R, version: Int16, to target: RequestTarget, timeout: Duration? = nil,
        errors: @Sendable (R.Response) -> [ErrorCode] = { _ in [] }
    ) async throws(BrokerClientError) -> R.Response {
        try await repeating(target, timeout, errors) {
            (connection, rest) throws(BrokerClientError) in
            try await connection.send(request, version: version, timeout: rest)
        }
    }

    /// Brokers, controller, and the given topics (`nil`: all of them). Topics are not created. Error
    /// codes of topics are the caller's.
    package func metadata(
        topics: [String]? = nil, timeout: Duration? = nil
    ) async throws(BrokerClientError) -> MetadataResponse {
        let request = MetadataRequest(
            topics: topics.map { names in names.map { .init(name: $0) } },
            allowAutoTopicCreation: false)
        let answer = try await send(request, to: .anyBroker, timeout: timeout)
        view.withLock { $0.learn(answer) }
        return answer
    }

    /// The connection over which requests to `target` go now. After a failure the next call asks again
    /// where that is.
    package func connection(
        to target: RequestTarget, timeout: Duration? = nil
    ) async throws(BrokerClientError) -> BrokerConnection {
        let end = time.monotonic() + (timeout ?? settings.callTimeout)
        do throws(BrokerClientError) {
            return try await connection(to: target, until: end)
        } catch {
            view.withLock { $0.forget(target) }
            throw error
        }
    }

    /// An answer has said that `target` is elsewhere: the next call asks again where.
    package func forget(_ target: RequestTarget) {
        view.withLock { $0.forget(target) }
    }

    // MARK: Repeating

    private func repeating<Answer: Sendable>(
        _ target: RequestTarget, _ timeout: Duration?,
        _ errors: @Sendable (Answer) -> [ErrorCode],
        _ attempt: (BrokerConnection, Duration) async throws(BrokerClientError) -> Answer
    ) async throws(BrokerClientError) -> Answer {
        let end = time.monotonic() + (timeout ?? settings.callTimeout)
        var pause = settings.retryPause
        while true {
            let outcome: Result<Answer, BrokerClientError>
            do throws(BrokerClientError) {
                let connection = try await connection(to: target, until: end)
                let answer = try await attempt(connection, requestTimeout(until: end))
                guard errors(answer).contains(where: \.isRetriable) else { return answer }
                outcome = .success(answer)
            } catch {
                guard error.isRetriable else { throw error }
                outcome = .failure(error)
            }
            view.withLock { $0.forget(target) }
            guard time.monotonic() + pause < end else { return try outcome.get() }
            try await sleep(pause)
            pause = min(pause + pause, settings.largestRetryPause)
        }
    }

    private func requestTimeout(until end: MonotonicTime) -> Duration {
        max(.milliseconds(1), min(settings.connection.requestTimeout, end - time.monotonic()))
    }

    private func sleep(_ pause: Duration) async throws(BrokerClientError) {
        do {
            try await time.sleep(for: pause)
        } catch {
            throw .cancelled
        }
    }

    // MARK: Finding brokers

    private func connection(
        to target: RequestTarget, until end: MonotonicTime
    ) async throws(BrokerClientError) -> BrokerConnection {
        if target == .anyBroker { return try await anyConnection() }
        if view.withLock({ $0.address(of: target) }) == nil { try await lookUp(target, until: end) }
        guard let address = view.withLock({ $0.address(of: target) }) else {
            throw .noTarget(target.description)
        }
        return try await pool.connection(to: address)
    }

    /// The first broker that can be reached: one that has answered, a known one, or one of those named
    /// at the start.
    private func anyConnection() async throws(BrokerClientError) -> BrokerConnection {
        var failure = BrokerClientError.noTarget(RequestTarget.anyBroker.description)
        for address in view.withLock({ $0.candidates(bootstrap) }) {
            do throws(BrokerClientError) {
                let connection = try await pool.connection(to: address)
                view.withLock { $0.noteAsked(address) }
                return connection
            } catch {
                guard error.isRetriable else { throw error }
                failure = error
            }
        }
        throw failure
    }

    private func lookUp(
        _ target: RequestTarget, until end: MonotonicTime
    ) async throws(BrokerClientError) {
        do throws(BrokerClientError) {
            switch target {
            case .groupCoordinator(let group): try await lookUpCoordinator(group, 0, target, end)
            case .transactionCoordinator(let id): try await lookUpCoordinator(id, 1, target, end)
            case .leader(let partition): try await lookUpMetadata([partition.topic], end)
            case .anyBroker, .controller, .broker: try await lookUpMetadata([], end)
            }
        } catch {
            view.withLock { $0.forget(.anyBroker) }
            throw error
        }
    }

    private func lookUpMetadata(
        _ topics: [String], _ end: MonotonicTime
    ) async throws(BrokerClientError) {
        let request = MetadataRequest(
            topics: topics.map { .init(name: $0) }, allowAutoTopicCreation: false)
        let answer = try await anyConnection().send(request, timeout: requestTimeout(until: end))
        view.withLock { $0.learn(answer) }
    }

    private func lookUpCoordinator(
        _ key: String, _ keyType: Int8, _ target: RequestTarget, _ end: MonotonicTime
    ) async throws(BrokerClientError) {
        let connection = try await anyConnection()
        // From version 4 on a request asks for several keys.
        let version = try await connection.commonVersion(
            of: .findCoordinator, timeout: requestTimeout(until: end))
        let request =
            version >= 4
            ? FindCoordinatorRequest(keyType: keyType, coordinatorKeys: [key])
            : FindCoordinatorRequest(key: key, keyType: keyType)
        let answer = try await connection.send(
            request, version: version, timeout: requestTimeout(until: end))
        let found =
            answer.coordinators.first
            ?? .init(
                key: key, nodeId: answer.nodeId, host: answer.host, port: answer.port,
                errorCode: answer.errorCode)
        guard found.errorCode == .none else { throw .refused(.findCoordinator, found.errorCode) }
        guard let address = SocketAddress(host: found.host, wirePort: found.port) else {
            throw .noTarget(target.description)
        }
        view.withLock { $0.learn(address, of: found.nodeId, as: target) }
    }
}
