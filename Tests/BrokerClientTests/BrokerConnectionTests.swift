import BrokerClient
import Bytes
import KafkaModel
import KafkaProtocol
import Platform
import Scheduling
import TestSupport
import Testing

struct BrokerConnectionTests {
    /// Answers FindCoordinator with the key as host.
    private static let echo: FakeBroker.Script = { request in
        let key = try request.decoded(FindCoordinatorRequest.self).key
        return try .answer(FindCoordinatorResponse(host: key), to: request)
    }

    @Test func everyCallerGetsItsOwnAnswer() async throws {
        let network = try TestNetwork()
        let broker = try await FakeBroker(network, Self.echo)
        let connection = try await network.connect(to: broker)
        let matching = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let request = FindCoordinatorRequest(key: "group-\(number)")
                    return try await connection.send(request, version: 2).host == request.key
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(matching == 200)
        connection.close()
    }

    @Test func aRequestCarriesVersionAndClientId() async throws {
        let network = try TestNetwork()
        let broker = try await FakeBroker(network, Self.echo)
        let connection = try await network.connect(
            to: broker, settings: BrokerConnectionSettings(clientId: "tester"))
        _ = try await connection.send(FindCoordinatorRequest(key: "g"), version: 3)
        let header = try #require(broker.requests.first)
        #expect(header.clientId == "tester")
        #expect(header.apiKey == .findCoordinator && header.requestApiVersion == 3)
        connection.close()
    }

    @Test func anUnreachableBrokerIsNamed() async throws {
        let network = try TestNetwork()
        let address = try await network.deadAddress()
        let expected = BrokerClientError.unreachable(
            address, reason: "connection to \(address) refused")
        await #expect(throws: expected) {
            _ = try await BrokerConnection.connect(to: address, over: network.transport)
        }
    }

    @Test func aSilentBrokerTimesOutAndTheConnectionEnds() async throws {
        let network = try TestNetwork()
        let broker = try await FakeBroker(network) { _ in .nothing }
        let connection = try await network.connect(to: broker)
        let other = Task { try await connection.send(FindCoordinatorRequest(), version: 0) }
        try await wait { !broker.requests.isEmpty }
        let expected = BrokerClientError.timedOut(broker.address, .heartbeat)
        await #expect(throws: expected) {
            _ = try await connection.send(
                HeartbeatRequest(), version: 0, timeout: .milliseconds(20))
        }
        #expect(connection.isClosed)
        let result = await resultOf { try await other.value }
        #expect(
            result
                == .closed(broker.address, reason: "no answer to Heartbeat in time"))
    }

    @Test func whoIsToldOfATimeoutFindsTheConnectionClosed() async throws {
        let network = try TestNetwork()
        let broker = try await FakeBroker(network) { _ in .nothing }
        let connection = try await network.connect(to: broker)
        let isClosed = await withCheckedContinuation { continuation in
            connection.submit(
                HeartbeatRequest(), version: 0, timeout: .milliseconds(20)
            ) { _ in continuation.resume(returning: connection.isClosed) }
        }
        #expect(isClosed)
    }

    @Test func aBrokerThatHangsUpFailsWhatWaits() async throws {
        let network = try TestNetwork()
        let broker = try await FakeBroker(network) { _ in .close }
        let connection = try await network.connect(to: broker)
        await #expect(throws: BrokerClientError.closed(broker.address, reason: "by the broker")) {
            _ = try await connection.send(HeartbeatRequest(), version: 0)
        }
        #expect(connection.isClosed)
    }

    @Test func anAnswerToNoRequestEndsTheConnection() async throws {
        let network = try TestNetwork()
        let broker = try await FakeBroker(network) { request in
            .frame(
                try HeartbeatResponse().frame(
                    version: request.version, correlationId: request.header.correlationId + 1))
        }
        let connection = try await network.connect(to: broker)
        let expected = BrokerClientError.closed(
            broker.address, reason: "an answer that belongs to no request")
        await #expect(throws: expected) {
            _ = try await connection.send(HeartbeatRequest(), version: 0)
        }
    }

    @Test(arguments: [[UInt8]([0, 0, 4, 1]), [0xFF, 0xFF, 0xFF, 0xFF]])
    func anAnswerOfImpossibleSizeEndsTheConnection(length: [UInt8]) async throws {
        let network = try TestNetwork()
        let broker = try await FakeBroker(network) { _ in .raw(length) }
        let connection = try await network.connect(
            to: broker, settings: BrokerConnectionSettings(maximumResponseSize: 1024))
        let result = await resultOf {
            try await connection.send(HeartbeatRequest(), version: 0)
        }
        guard case .closed(_, let reason) = result else {
            Issue.record("\(String(describing: result))")
            return
        }
        #expect(reason.hasPrefix("frame"))
    }

    @Test func anUnreadableAnswerFailsItsRequestOnly() async throws {
        let network = try TestNetwork()
        let broker = try await FakeBroker(network) { request in
            guard request.apiKey == .heartbeat else { return try Self.echo(request) }
            return .raw([0, 0, 0, 5] + [0, 0, 0, 0] + [9])
        }
        let connection = try await network.connect(to: broker)
        let expected = BrokerClientError.malformedResponse(broker.address, .heartbeat, .truncated)
        await #expect(throws: expected) {
            _ = try await connection.send(HeartbeatRequest(), version: 0)
        }
        let request = FindCoordinatorRequest(key: "still here")
        #expect(try await connection.send(request, version: 0).host == "still here")
        connection.close()
    }

    @Test func moreRequestsThanTheBoundFailAtOnce() async throws {
        let network = try TestNetwork()
        let broker = try await FakeBroker(network) { _ in .nothing }
        let connection = try await network.connect(
            to: broker, settings: BrokerConnectionSettings(maximumInFlight: 1))
        let first = Task { try await connection.send(HeartbeatRequest(), version: 0) }
        try await wait { !broker.requests.isEmpty }
        let expected = BrokerClientError.tooManyInFlight(broker.address, limit: 1)
        await #expect(throws: expected) {
            _ = try await connection.send(HeartbeatRequest(), version: 0)
        }
        connection.close()
        let result = await resultOf { try await first.value }
        #expect(result == .closed(broker.address, reason: "closed by this side"))
    }

    @Test func aCancelledCallLeavesTheOrderOfAnswersIntact() async throws {
        let network = try TestNetwork()
        // Holds the first answer until the second request has come, then sends both.
        let held = Lock<[UInt8]>([])
        let broker = try await FakeBroker(network) { request in
            let isFirst = request.apiKey == .heartbeat
            let answer: FakeBroker.Reply =
                try isFirst
                ? .answer(HeartbeatResponse(), to: request) : Self.echo(request)
            guard case .frame(let frame) = answer else { return answer }
            let bytes = frame.first?.inMemory?.array ?? []
            if isFirst {
                held.withLock { $0 = bytes }
                return .nothing
            }
            return .raw(held.withLock { $0 } + bytes)
        }
        let connection = try await network.connect(to: broker)
        let first = Task { try await connection.send(HeartbeatRequest(), version: 0) }
        try await wait { !broker.requests.isEmpty }
        first.cancel()
        let result = await resultOf { try await first.value }
        #expect(result == .cancelled)
        let second = FindCoordinatorRequest(key: "second")
        #expect(try await connection.send(second, version: 0).host == "second")
        connection.close()
    }

    @Test func aClosedConnectionRefusesAtOnce() async throws {
        let network = try TestNetwork()
        let broker = try await FakeBroker(network, Self.echo)
        let connection = try await network.connect(to: broker)
        connection.close()
        let result = await resultOf {
            try await connection.send(HeartbeatRequest(), version: 0)
        }
        #expect(result == .closed(broker.address, reason: "closed by this side"))
    }

    @Test func aFieldThatTheVersionLacksIsReportedWithoutSending() async throws {
        let network = try TestNetwork()
        let broker = try await FakeBroker(network, Self.echo)
        let connection = try await network.connect(to: broker)
        let expected = BrokerClientError.unsupportedField(
            EncodeError(message: "FindCoordinatorRequest", field: "keyType", version: 0))
        await #expect(throws: expected) {
            _ = try await connection.send(FindCoordinatorRequest(keyType: 1), version: 0)
        }
        #expect(broker.requests.isEmpty)
        connection.close()
    }

    @Test func aCompletionRunsOnTheLoopOfTheConnection() async throws {
        let network = try TestNetwork()
        let broker = try await FakeBroker(network, Self.echo)
        let connection = try await network.connect(to: broker)
        let (host, isOnLoop) = await withCheckedContinuation { continuation in
            connection.submit(FindCoordinatorRequest(key: "k"), version: 1) { result in
                let host = (try? result.get())?.host
                continuation.resume(returning: (host, connection.loop.isCurrent))
            }
        }
        #expect(host == "k" && isOnLoop)
        connection.close()
    }
}

/// The error of a call that must fail.
func resultOf<R>(_ body: () async throws -> R) async -> BrokerClientError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? BrokerClientError
    }
}
