import Platform
import Scheduling
import Telemetry
import TestSupport
import Testing
import ZooKeeperClient

/// Several clients, each with one session on a real ZooKeeper and one on ours, which get the same
/// commands one after another.
///
/// The real server is nobody else's, so that transactions have the same numbers on both.
struct ZooKeeperPair {
    private struct Client {
        let real: ZooKeeperSession
        let ours: MemoryZooKeeperSession
        var realEvents: AsyncStream<ZooKeeperEvent>.Iterator
        var ourEvents: AsyncStream<ZooKeeperEvent>.Iterator
    }

    private let server: ZooKeeperServer
    private let memory = MemoryZooKeeper()
    private let blocking = BlockingExecutor(name: "zookeeper", threads: 4)
    private var clients: [Client] = []
    /// The real server's ids and times, and ours for the same.
    private var sessions: [Int64: Int64] = [0: 0]
    private var times: [Int64: Int64] = [0: 0]
    /// By how much the real server's transactions are ahead of ours, from a number of its own on.
    private var leads: [(from: Int64, by: Int64)] = [(0, 0)]
    private var wall: Int64 = 0
    private var rounds = 0

    init(clients count: Int) async throws {
        server = try await ZooKeeperServer.start()
        for _ in 0..<count {
            let settings = ZooKeeperSettings(
                connect: try ConnectString(server.connectString), maxInFlightRequests: 100)
            let real = ZooKeeperSession(
                settings, time: SystemClock(), blocking: blocking,
                logger: Logger("zookeeper", sink: NullLogSink()))
            var realEvents = real.events().makeAsyncIterator()
            guard case .session(.connected(let id)) = await realEvents.next() else {
                throw Unexpected()
            }
            let ours = memory.connect()
            sessions[id] = ours.sessionID
            clients.append(
                Client(
                    real: real, ours: ours, realEvents: realEvents,
                    ourEvents: ours.events().makeAsyncIterator()))
        }
    }

    struct Unexpected: Error {}

    var clientCount: Int { clients.count }

    func close() async throws {
        for client in clients { await client.real.close() }
        try await server.stop()
    }

    /// Carries `command` out on both and expects the same.
    mutating func run(_ command: RandomCommand, by index: Int) async throws {
        wall += 1
        memory.setWallClock(wall)
        let client = clients[index]
        let ours = await CommandOutcome(command, on: client.ours)
        let real = await CommandOutcome(command, on: client.real)
        var translated = real.mapStats { stat in
            var stat = stat
            stat.ephemeralOwner = sessions[stat.ephemeralOwner] ?? -1
            stat.czxid = number(stat.czxid)
            stat.mzxid = number(stat.mzxid)
            stat.pzxid = number(stat.pzxid)
            return stat
        }
        // Each of our times stands for one of the real server's.
        for (stat, real) in zip(ours.stats, real.stats) {
            #expect(times[stat.ctime, default: real.ctime] == real.ctime)
            #expect(times[stat.mtime, default: real.mtime] == real.mtime)
            times[stat.ctime] = real.ctime
            times[stat.mtime] = real.mtime
        }
        var ourStats = ours.stats.makeIterator()
        translated = translated.mapStats { stat in
            var stat = stat
            let own = ourStats.next() ?? stat
            (stat.ctime, stat.mtime) = (own.ctime, own.mtime)
            return stat
        }
        try #require(ours == translated, "client \(index): \(command)")
    }

    /// Ends the session of a client on both servers, as if it had expired; the client gets another.
    mutating func expire(_ index: Int) async throws {
        wall += 1
        memory.setWallClock(wall)
        let client = clients[index]
        let old = client.real.sessionID
        try await RawZooKeeperSession.close(
            port: server.port, id: old, password: client.real.sessionPassword)
        clients[index].ours.expire()
        var fresh: Int64?
        while fresh == nil {
            guard let event = await clients[index].realEvents.next() else { throw Unexpected() }
            if case .session(.connected(let id)) = event, id != old { fresh = id }
        }
        if let fresh { sessions[fresh] = client.ours.sessionID }
        while let event = await clients[index].ourEvents.next() {
            if case .session(.connected) = event { break }
        }
        try await alignNumbers(index)
    }

    /// A client whose connection breaks while it asks for a new session asks again, and each of the
    /// sessions that the server has made meanwhile has a number of its own.
    private mutating func alignNumbers(_ index: Int) async throws {
        rounds += 1
        let mark = RandomCommand.write(
            .create(path: "/aligned-\(rounds)", data: nil, mode: .persistent, acl: .openUnsafe))
        wall += 1
        memory.setWallClock(wall)
        let ours = await CommandOutcome(mark, on: clients[index].ours)
        let real = await CommandOutcome(mark, on: clients[index].real)
        let (own, its) = (try #require(ours.stats.first), try #require(real.stats.first))
        times[own.ctime] = its.ctime
        try #require(its.czxid >= own.czxid)
        leads.append((its.czxid, its.czxid - own.czxid))
    }

    /// Our number of one of the real server's transactions.
    private func number(_ real: Int64) -> Int64 {
        real - (leads.last { $0.from <= real }?.by ?? 0)
    }

    /// Expects that every client has seen the same events on both servers since the last call, in the
    /// same order if `ordered`.
    mutating func compareEvents(ordered: Bool) async throws {
        rounds += 1
        let end = "/end-\(rounds)"
        for index in clients.indices {
            try await run(.exists(end, watch: true), by: index)
        }
        let sentinel = ZooKeeperOperation.create(
            path: end, data: nil, mode: .persistent, acl: .openUnsafe)
        try await run(.write(sentinel), by: 0)
        for index in clients.indices {
            var ours = await Self.events(&clients[index].ourEvents, until: end)
            var real = await Self.events(&clients[index].realEvents, until: end)
            if !ordered {
                ours.sort { "\($0)" < "\($1)" }
                real.sort { "\($0)" < "\($1)" }
            }
            try #require(ours == real, "client \(index)")
        }
    }

    /// What happened several times is kept once, at its last place, as a consumer that lags may find
    /// it. Reconnections are left out.
    private static func events(
        _ iterator: inout AsyncStream<ZooKeeperEvent>.Iterator, until end: String
    ) async -> [ZooKeeperEvent] {
        var events: [ZooKeeperEvent] = []
        while let event = await iterator.next(), event != .created(path: end) {
            if case .session = event { continue }
            events.removeAll { $0 == event }
            events.append(event)
        }
        return events
    }
}

extension CommandOutcome {
    var stats: [ZNodeStat] {
        var stats: [ZNodeStat] = []
        _ = mapStats {
            stats.append($0)
            return $0
        }
        return stats
    }
}
