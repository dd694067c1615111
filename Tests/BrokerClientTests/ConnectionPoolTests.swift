import BrokerClient
import KafkaProtocol
import Testing

struct ConnectionPoolTests {
    @Test func callersShareOneConnection() async throws {
        let network = try TestNetwork()
        let broker = try await FakeBroker(network) { _ in .nothing }
        let pool = ConnectionPool(over: network.transport)
        async let first = pool.connection(to: broker.address)
        async let second = pool.connection(to: broker.address)
        let both = try await (first, second)
        #expect(both.0 === both.1)
        #expect(try await pool.connection(to: broker.address) === both.0)
        await pool.close()
    }

    @Test func anEndedConnectionIsReplaced() async throws {
        let network = try TestNetwork()
        let broker = try await FakeBroker(network) { _ in .close }
        let pool = ConnectionPool(over: network.transport)
        let first = try await pool.connection(to: broker.address)
        _ = await resultOf { try await first.send(HeartbeatRequest(), version: 0) }
        let second = try await pool.connection(to: broker.address)
        #expect(first !== second)
        #expect(!second.isClosed)
        await pool.close()
    }

    @Test func aFailedAttemptIsNotRemembered() async throws {
        let network = try TestNetwork()
        let address = try await network.deadAddress()
        let pool = ConnectionPool(over: network.transport)
        for _ in 0..<2 {
            let failure = await resultOf { try await pool.connection(to: address) }
            #expect(failure?.isRetriable == true)
        }
        await pool.close()
    }

    @Test func aClosedPoolRefuses() async throws {
        let network = try TestNetwork()
        let broker = try await FakeBroker(network) { _ in .nothing }
        let pool = ConnectionPool(over: network.transport)
        let connection = try await pool.connection(to: broker.address)
        await pool.close()
        let failure = await resultOf { try await pool.connection(to: broker.address) }
        #expect(failure == .closed(broker.address, reason: "the client is closed"))
        let sent = await resultOf { try await connection.send(HeartbeatRequest(), version: 0) }
        #expect(sent == .closed(broker.address, reason: "closed by this side"))
    }
}
