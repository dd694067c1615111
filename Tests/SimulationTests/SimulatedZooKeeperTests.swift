import Platform
import Simulation
import TestSupport
import Testing
import ZooKeeperClient
import ZooKeeperTree

/// Two clients of one simulated service.
// Sendable because it is used on one thread.
private final class TwoClients: @unchecked Sendable {
    let executor = DeterministicExecutor(seed: 5)
    let network: SimulatedNetwork
    let zooKeeper: SimulatedZooKeeper
    let processes: [SimulatedProcess]
    let sessions: [SimulatedZooKeeperSession]

    init() throws {
        let network = SimulatedNetwork(executor)
        let zooKeeper = SimulatedZooKeeper(network)
        let settings = ZooKeeperSettings(
            connect: try ConnectString("zookeeper:2181"), sessionTimeout: .seconds(3))
        let processes = ["a", "b"].map(executor.makeProcess)
        sessions = processes.map { zooKeeper.connect($0, host: $0.name, settings) }
        self.network = network
        self.zooKeeper = zooKeeper
        self.processes = processes
    }

    /// Runs `body` as a task of a client to its end; `nil` if it does not end.
    func run<R: Sendable>(
        _ index: Int, for limit: Duration = .seconds(60),
        _ body: @escaping @Sendable (SimulatedZooKeeperSession) async -> R
    ) -> R? {
        let result = Observed<R?>(nil)
        let session = sessions[index]
        executor.within(processes[index]) {
            _ = Task {
                let value = await body(session)
                result.update { $0 = value }
            }
        }
        executor.run(for: limit) { result.value != nil }
        return result.value
    }
}

private func failure(_ body: () async throws(ZooKeeperError) -> Void) async -> ZooKeeperError? {
    do throws(ZooKeeperError) {
        try await body()
        return nil
    } catch {
        return error
    }
}

struct SimulatedZooKeeperTests {
    @Test func `a killed client's session expires, and who watches hears of it`() async throws {
        let event = try await onOwnThread { () -> ZooKeeperEvent? in
            let clients = try TwoClients()
            _ = clients.run(0) { session in
                await failure { () async throws(ZooKeeperError) in
                    _ = try await session.create("/a", nil, .ephemeral, acl: .openUnsafe)
                }
            }
            clients.processes[0].kill()
            return clients.run(1) { session in
                let events = session.events()
                _ = try? await session.exists("/a", watch: true)
                for await event in events {
                    if case .session = event { continue }
                    return event
                }
                return nil
            } ?? nil
        }
        #expect(event == .deleted(path: "/a"))
    }

    @Test func `an answer may be lost although the write was made`() async throws {
        let (error, exists) = try await onOwnThread {
            let clients = try TwoClients()
            clients.zooKeeper.lostAnswerOdds = 1
            let error = clients.run(0) { session in
                await failure { () async throws(ZooKeeperError) in
                    _ = try await session.create("/a", nil, .persistent, acl: .openUnsafe)
                }
            }
            return (error, clients.zooKeeper.tree.node("/a") != nil)
        }
        #expect(error == .connectionLoss)
        #expect(exists)
    }

    @Test func `a client that is cut off learns of its expiry when it is back`() async throws {
        let states = try await onOwnThread { () -> [SessionState] in
            let clients = try TwoClients()
            let old = clients.run(0) { session in
                _ = try? await session.exists("/", watch: false)
                return session.sessionID
            }
            clients.network.cut(from: "a", to: SimulatedZooKeeper.host)
            let seen = Observed<[SessionState]>([])
            clients.executor.within(clients.processes[0]) {
                let events = clients.sessions[0].events()
                _ = Task {
                    for await event in events {
                        if case .session(let state) = event { seen.update { $0.append(state) } }
                    }
                }
            }
            clients.executor.run(for: .seconds(8))
            #expect(!clients.zooKeeper.tree.isOpen(old ?? 0))
            clients.network.mend()
            clients.executor.run(for: .seconds(8))
            #expect(seen.value.contains(.expired(sessionID: old ?? 0)))
            return seen.value
        }
        #expect(states.first == .disconnected)
        #expect(states.count == 3)
    }
}
