import Platform
import Scheduling
import Telemetry
import TestSupport
import Testing

@testable import ZooKeeperClient

private let blocking = BlockingExecutor(name: "zookeeper", threads: 4)

/// A session that is not connected yet. Log lines are dropped.
func makeSession(_ settings: ZooKeeperSettings) -> ZooKeeperSession {
    ZooKeeperSession(
        settings, time: SystemClock(), blocking: blocking,
        logger: Logger("zookeeper", sink: NullLogSink()))
}

func settings(
    _ connect: String, timeout: Duration = .seconds(10), maxInFlight: Int = 1000,
    authentication: [ZooKeeperAuthentication] = []
) throws -> ZooKeeperSettings {
    ZooKeeperSettings(
        connect: try ConnectString(connect), sessionTimeout: timeout,
        maxInFlightRequests: maxInFlight, authentication: authentication)
}

/// Connects, runs `body`, and closes the session whatever happens.
func withSession<R>(
    _ settings: ZooKeeperSettings, _ body: (ZooKeeperSession) async throws -> R
) async throws -> R {
    let session = makeSession(settings)
    do {
        try await session.waitUntilConnected(within: .seconds(20))
        try await session.createChrootIfMissing()
        let result = try await body(session)
        await session.close()
        return result
    } catch {
        await session.close()
        throw error
    }
}

/// A session on the shared server, below a path of its own.
func withSharedServer<R>(
    maxInFlight: Int = 1000, _ body: (ZooKeeperSession) async throws -> R
) async throws -> R {
    let server = try await ZooKeeperServer.shared()
    let path = ZooKeeperServer.uniquePath()
    return try await withSession(
        settings(server.connectString + path, maxInFlight: maxInFlight), body)
}

/// All events of a session from the moment of creation.
final class EventRecorder: Sendable {
    private let seen = Observed<[ZooKeeperEvent]>([])
    private let task: Task<Void, Never>

    init(_ session: ZooKeeperSession) {
        let events = session.events()
        let seen = seen
        task = Task { for await event in events { seen.update { $0.append(event) } } }
    }

    deinit { task.cancel() }

    var events: [ZooKeeperEvent] { seen.value }

    /// Those that concern paths.
    var watchEvents: [ZooKeeperEvent] {
        events.filter { event in
            if case .session = event { false } else { true }
        }
    }

    /// Waits until `event` has been seen; false if it was not within the time.
    func sees(_ event: ZooKeeperEvent, within limit: Duration = .seconds(30)) async -> Bool {
        await seen.first(within: limit) { $0.contains(event) ? true : nil } ?? false
    }

    /// The id of the session that follows `old`, once it is connected.
    func successor(of old: Int64) async -> Int64? {
        await seen.first(within: .seconds(30)) { events in
            guard let lost = events.lastIndex(of: .session(.expired(sessionID: old))) else {
                return nil
            }
            for case .session(.connected(let id)) in events[lost...] { return id }
            return nil
        }
    }
}

/// The error that `body` throws, `nil` if it throws none.
func failure<R>(_ body: () async throws -> R) async -> ZooKeeperError? {
    do {
        _ = try await body()
        return nil
    } catch let error as ZooKeeperError {
        return error
    } catch {
        Issue.record("not an error of ZooKeeper: \(error)")
        return nil
    }
}
