import Foundation
import Platform

/// A broker as a process of its own, with a directory for its log that outlives restarts.
package final class KafkaBroker: Sendable {
    package let id: Int
    package let port: UInt16
    package let directory: TemporaryDirectory
    private let settings: [String: String]
    private let place: ProcessPlace
    private let process = Lock<SpawnedProcess?>(nil)

    package var address: String { "\(place.address):\(port)" }
    /// The directory of `log.dirs`.
    package var logDirectory: String { directory.file("log") }

    /// `settings` are added to what a small test cluster needs, and replace it.
    package init(
        id: Int, zookeeper: String, settings: [String: String] = [:], at place: ProcessPlace = .here
    ) throws {
        self.id = id
        self.place = place
        port = FreePort.next()
        directory = try place.directory("broker\(id)")
        let usual = [
            "broker.id": "\(id)", "listeners": "PLAINTEXT://\(place.address):\(port)",
            "log.dirs": directory.file("log"), "zookeeper.connect": zookeeper,
            "zookeeper.session.timeout.ms": "3000", "group.initial.rebalance.delay.ms": "0",
            "offsets.topic.num.partitions": "4", "offsets.topic.replication.factor": "1",
            "controlled.shutdown.retry.backoff.ms": "500",
        ]
        self.settings = usual.merging(settings) { $1 }
    }

    package var isRunning: Bool { process.withLock { $0 }?.isRunning ?? false }

    /// What the process of the last start wrote.
    package var output: SpawnedProcess.Output {
        process.withLock { $0 }?.soFar ?? SpawnedProcess.Output()
    }

    /// Starts the process without waiting; `overrides` hold for this start. `environment` is added to
    /// that of the test.
    @discardableResult
    package func launch(
        _ overrides: [String: String] = [:], environment: [String: String] = [:]
    ) throws -> SpawnedProcess {
        guard let program = KafkaBroker.program else { throw MissingProgram() }
        let lines = settings.merging(overrides) { $1 }.map { "\($0)=\($1)\n" }
        let file = try directory.write("server.properties", lines.sorted().joined())
        let started = try place.start(program, [file], environment: environment)
        process.withLock { $0 = started }
        return started
    }

    package func start(_ overrides: [String: String] = [:]) async throws {
        try launch(overrides)
        try await waitUntilReady()
    }

    /// Waits until the broker knows of `brokers` live ones, itself among them, and of a controller.
    package func waitUntilReady(brokers: Int = 1, within limit: Duration = .seconds(60))
        async throws
    {
        let clock = SystemClock()
        let deadline = clock.monotonic() + limit
        while true {
            if let view = await clusterView(), view.controller >= 0, view.brokers.contains(id),
                view.brokers.count >= brokers
            {
                return
            }
            guard isRunning, clock.monotonic() < deadline else {
                throw ProcessFailure(
                    process: "broker \(id)", what: "did not become ready", output: output)
            }
            // There is nothing to wait for: a broker does not announce what it knows.
            try await clock.sleep(for: .milliseconds(20))
        }
    }

    /// The live brokers and the controller (-1 for none) that the broker tells its clients; `nil` if
    /// it does not answer.
    package func clusterView() async -> (brokers: [Int], controller: Int)? {
        // Metadata, version 1, correlation id 7, no client id, no topics.
        await answer([0, 3, 0, 1, 0, 0, 0, 7, 0xFF, 0xFF, 0, 0, 0, 0]).flatMap(parseClusterView)
    }

    /// The answer to a request, both without the length before them; `nil` if there is none within
    /// the time.
    package func answer(_ request: [UInt8], within limit: Duration = .seconds(5)) async -> [UInt8]?
    {
        let (host, port) = (place.address, port)
        return try? await onOwnThread {
            let connection = try RawConnection(host: host, port: port, within: limit)
            try connection.sendFrame(request)
            return try connection.receiveFrame()
        }
    }

    /// Waits for a line of the process of the last start.
    @discardableResult
    package func line(containing text: String, within limit: Duration = .seconds(30))
        async throws -> String
    {
        guard let process = process.withLock({ $0 }) else {
            throw ProcessFailure(process: "broker \(id)", what: "was never started", output: output)
        }
        return try await process.line(containing: text, within: limit)
    }

    /// Waits until the present process has ended by itself.
    package func exit(within limit: Duration = .seconds(30)) async throws -> SpawnedProcess.Exit? {
        try await process.withLock { $0 }?.exit(within: limit)
    }

    /// `kill -9`, and gone.
    package func kill() async throws {
        try await process.withLock { $0 }?.destroy()
    }

    /// `SIGTERM`: a controlled shutdown.
    @discardableResult
    package func terminate(within limit: Duration = .seconds(60)) async throws
        -> SpawnedProcess.Exit?
    {
        try await process.withLock { $0 }?.terminate(within: limit)
    }

    /// `SIGTERM`, without waiting for what comes of it.
    package func requestShutdown() { process.withLock { $0 }?.send(signal: SIGTERM) }

    /// `SIGSTOP`: connections stay and nothing is answered.
    package func pause() { process.withLock { $0 }?.send(signal: SIGSTOP) }
    package func resume() { process.withLock { $0 }?.send(signal: SIGCONT) }

    /// The server: the one named by the environment, else the one built last. `nil` if there is none.
    package static let program: String? = builtProgram(
        "needletail-server", environment: "NEEDLETAIL_SERVER")
    /// The command-line tool, likewise.
    package static let commandLine: String? = builtProgram(
        "needletail", environment: "NEEDLETAIL_COMMAND")
}

package struct MissingProgram: Error, CustomStringConvertible {
    package let description = "needletail-server has not been built"
}

/// The program `name`: the one that the variable `environment` names, else the one built last. `nil` if
/// there is none.
package func builtProgram(_ name: String, environment: String) -> String? {
    if let named = ProcessInfo.processInfo.environment[environment] { return named }
    let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let build = "\(SharedFiles.repositoryRoot)/.build"
    let candidates = [
        own.deletingLastPathComponent().path, "\(build)/release", "\(build)/debug",
    ].map { "\($0)/\(name)" }
    let existing = candidates.compactMap { path -> (path: String, date: Date)? in
        let attributes = try? FileManager.default.attributesOfItem(
            atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
        return (attributes?[.modificationDate] as? Date).map { (path, $0) }
    }
    return existing.max { $0.date < $1.date }?.path
}

/// The answer to Metadata, version 1: brokers with id, host, port and rack, then the controller.
private func parseClusterView(_ answer: [UInt8]) -> (brokers: [Int], controller: Int)? {
    var rest = answer.dropFirst(4)
    func integer(_ width: Int) -> Int? {
        guard rest.count >= width else { return nil }
        defer { rest = rest.dropFirst(width) }
        let bits = rest.prefix(width).reduce(Int64(0)) { $0 << 8 | Int64($1) }
        return width == 2
            ? Int(Int16(truncatingIfNeeded: bits)) : Int(Int32(truncatingIfNeeded: bits))
    }
    func skipString() -> Bool {
        guard let count = integer(2), rest.count >= max(0, count) else { return false }
        rest = rest.dropFirst(max(0, count))
        return true
    }
    guard let count = integer(4) else { return nil }
    var brokers: [Int] = []
    for _ in 0..<max(0, count) {
        guard let id = integer(4), skipString(), integer(4) != nil, skipString() else { return nil }
        brokers.append(id)
    }
    guard let controller = integer(4) else { return nil }
    return (brokers.sorted(), controller)
}
