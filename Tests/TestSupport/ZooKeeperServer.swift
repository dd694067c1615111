import Foundation
import Platform

/// A real ZooKeeper server on a free port with data of its own, started by the launcher that
/// operators use. Short ticks, so that sessions of half a second are possible.
package final class ZooKeeperServer: Sendable {
    package let port: UInt16
    private let directory: TemporaryDirectory
    private let place: ProcessPlace
    private let process: Lock<SpawnedProcess?>

    package var connectString: String { "\(place.address):\(port)" }
    package var isRunning: Bool { process.withLock { $0 }?.isRunning ?? false }

    /// A server that has not been started. `quorum` has the lines of an ensemble, `id` the number in
    /// it.
    package init(
        port: UInt16 = FreePort.next(), id: Int = 0, quorum: [String] = [],
        at place: ProcessPlace = .here
    ) throws {
        self.port = port
        self.place = place
        directory = try place.directory("zookeeper\(id > 0 ? "\(id)" : "")")
        process = Lock(nil)
        let settings = [
            "dataDir=\(directory.file("data"))", "clientPort=\(port)",
            "clientPortAddress=\(place.address)", "tickTime=200", "minSessionTimeout=400",
            "maxSessionTimeout=60000", "admin.enableServer=false", "maxClientCnxns=0",
            "4lw.commands.whitelist=*", "initLimit=25", "syncLimit=10",
        ]
        try directory.write(
            "zookeeper.properties", (settings + quorum).joined(separator: "\n") + "\n")
        try FileManager.default.createDirectory(
            atPath: directory.file("data"), withIntermediateDirectories: true)
        if id > 0 { try directory.write("data/myid", "\(id)\n") }
    }

    /// A running server.
    package static func start() async throws -> ZooKeeperServer {
        let server = try ZooKeeperServer()
        try await server.start()
        return server
    }

    /// The one server that all tests of a process share, each below a path of its own.
    package static func shared() async throws -> ZooKeeperServer { try await sharedServer.value }
    private static let sharedServer = Task { try await start() }

    /// A path that no other test uses: the chroot of a test on the shared server.
    package static func uniquePath(_ label: String = "test") -> String {
        "/\(label)-\(UUID().uuidString.prefix(8).lowercased())"
    }

    /// Starts the process, on the same port and data as before, and waits until it serves.
    package func start() async throws {
        try launch()
        try await waitUntilServing()
    }

    /// Starts the process without waiting.
    package func launch() throws {
        let launcher = "\(SharedFiles.repositoryRoot)/bin/zookeeper-server-start.sh"
        // The data need not survive the machine, only the process.
        let options =
            "-XX:TieredStopAtLevel=1 -Dzookeeper.forceSync=no -Dzookeeper.preAllocSize=512"
        let started = try place.start(
            launcher, [directory.file("zookeeper.properties")],
            environment: ["KAFKA_OPTS": options, "KAFKA_HEAP_OPTS": "-Xmx256m"])
        process.withLock { $0 = started }
    }

    package func launchIfEnded() throws {
        if !isRunning { try launch() }
    }

    /// Waits until the server (and, in an ensemble, a majority) serves clients.
    package func waitUntilServing(within limit: Duration = .seconds(60)) async throws {
        let clock = SystemClock()
        let deadline = clock.monotonic() + limit
        while await mode() == nil {
            guard let process = process.withLock({ $0 }), process.isRunning,
                clock.monotonic() < deadline
            else {
                throw ProcessFailure(
                    process: "ZooKeeper on port \(port)", what: "does not serve",
                    output: process.withLock { $0 }?.soFar ?? SpawnedProcess.Output())
            }
            // There is nothing to wait for: the server does not tell when it is ready.
            try await clock.sleep(for: .milliseconds(20))
        }
    }

    /// Kills the process; its data stays.
    package func stop() async throws {
        let running = process.withLock { process in
            defer { process = nil }
            return process
        }
        try await running?.destroy()
    }

    package func restart() async throws {
        try await stop()
        try await start()
    }

    /// `SIGSTOP`: the server keeps its connections and answers nothing.
    package func pause() { process.withLock { $0 }?.send(signal: SIGSTOP) }
    package func resume() { process.withLock { $0 }?.send(signal: SIGCONT) }

    /// `standalone`, `leader` or `follower`; `nil` while it does not serve.
    package func mode() async -> String? {
        guard let answer = try? await ask("srvr") else { return nil }
        let line = answer.split(separator: "\n").first { $0.hasPrefix("Mode: ") }
        return line.map { String($0.dropFirst("Mode: ".count)) }
    }

    /// The answer to one of ZooKeeper's commands of four letters.
    package func ask(_ word: String) async throws -> String {
        let (host, port) = (place.address, port)
        return try await onOwnThread {
            let connection = try RawConnection(host: host, port: port, within: .seconds(2))
            try connection.send(Array(word.utf8))
            return String(decoding: try connection.receiveAll(), as: UTF8.self)
        }
    }
}

/// Three servers that elect a leader among themselves.
package struct ZooKeeperEnsemble: Sendable {
    package let servers: [ZooKeeperServer]

    package var connectString: String { servers.map(\.connectString).joined(separator: ",") }

    /// `places` says where the three run.
    package static func start(
        at places: [ProcessPlace] = [.here, .here, .here]
    ) async throws -> ZooKeeperEnsemble {
        let quorum = places.enumerated().map { index, place in
            "server.\(index + 1)=\(place.address):\(FreePort.next()):\(FreePort.next())"
        }
        let servers = try places.enumerated().map { index, place in
            try ZooKeeperServer(id: index + 1, quorum: quorum, at: place)
        }
        for server in servers { try server.launch() }
        for server in servers { try await server.waitUntilServing() }
        return ZooKeeperEnsemble(servers: servers)
    }

    package func leader() async -> ZooKeeperServer? {
        for server in servers where await server.mode() == "leader" { return server }
        return nil
    }

    package func stop() async throws {
        for server in servers { try await server.stop() }
    }
}
