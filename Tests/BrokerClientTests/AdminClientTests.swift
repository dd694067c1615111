import KafkaModel
import KafkaProtocol
import Platform
import TestSupport
import Testing

@testable import BrokerClient

struct AdminClientTests {
    /// Two brokers that both say who they are, and that broker `controller()` is the controller.
    private struct Cluster {
        let network: TestNetwork
        let brokers: [FakeBroker]
        let client: AdminClient

        init(
            _ script: @escaping @Sendable (BrokerID, FakeBroker.Request) throws -> FakeBroker.Reply,
            controller: @escaping @Sendable () -> BrokerID = { 1 }
        ) async throws {
            network = try TestNetwork()
            let addresses = Lock<[BrokerID: SocketAddress]>([:])
            var brokers: [FakeBroker] = []
            for id in [BrokerID(0), 1] {
                let broker = try await FakeBroker.serving(network) { request in
                    switch request.apiKey {
                    case .metadata:
                        let known = addresses.withLock { $0 }
                        return try .answer(metadata(known, controller()), to: request)
                    case .findCoordinator:
                        let key =
                            try request.decoded(FindCoordinatorRequest.self)
                            .coordinatorKeys.first ?? ""
                        let port = addresses.withLock { Int32($0[1]?.port ?? 0) }
                        return try .answer(
                            FindCoordinatorResponse(coordinators: [
                                .init(key: key, nodeId: 1, host: "127.0.0.1", port: port)
                            ]), to: request)
                    default: return try script(id, request)
                    }
                }
                addresses.withLock { $0[id] = broker.address }
                brokers.append(broker)
            }
            self.brokers = brokers
            client = AdminClient(
                bootstrap: [brokers[0].address], over: network.transport, time: LeapingClock())
        }
    }

    private static func metadata(
        _ addresses: [BrokerID: SocketAddress], _ controller: BrokerID
    ) -> MetadataResponse {
        MetadataResponse(
            brokers: addresses.sorted { $0.key < $1.key }.map {
                .init(nodeId: $0.key, host: $0.value.host, port: Int32($0.value.port))
            },
            controllerId: controller,
            topics: [
                .init(name: "t", partitions: [.init(partitionIndex: 3, leaderId: 1)])
            ])
    }

    /// Answers DeleteTopics with the broker's id as throttle time.
    private static let identify:
        @Sendable (BrokerID, FakeBroker.Request) throws -> FakeBroker.Reply = { id, request in
            try .answer(DeleteTopicsResponse(throttleTimeMs: id.rawValue), to: request)
        }

    @Test(arguments: [
        (RequestTarget.anyBroker, Int32(0)), (.controller, 1), (.broker(1), 1),
        (.leader(TopicPartition("t", 3)), 1), (.groupCoordinator("g"), 1),
        (.transactionCoordinator("x"), 1),
    ])
    func aRequestReachesItsTarget(_ target: RequestTarget, broker: Int32) async throws {
        let cluster = try await Cluster(Self.identify)
        let answer = try await cluster.client.send(DeleteTopicsRequest(), to: target)
        #expect(answer.throttleTimeMs == broker)
        await cluster.client.close()
    }

    @Test func aControllerThatCannotBeReachedIsLookedUpAgain() async throws {
        let network = try TestNetwork()
        let dead = try await network.deadAddress()
        let moved = Lock(false)
        let own = Lock<SocketAddress?>(nil)
        let broker = try await FakeBroker.serving(network) { request in
            let addresses = [
                BrokerID(0): own.withLock { $0 } ?? dead, BrokerID(1): dead,
            ]
            let controller: BrokerID = moved.withLock { $0 } ? 0 : 1
            return try .answer(Self.metadata(addresses, controller), to: request)
        }
        own.withLock { $0 = broker.address }
        let client = AdminClient(
            bootstrap: [broker.address], over: network.transport, time: LeapingClock())
        await #expect(throws: BrokerClientError.self) {
            _ = try await client.connection(to: .controller)
        }
        moved.withLock { $0 = true }
        let connection = try await client.connection(to: .controller)
        #expect(!connection.isClosed)
        await client.close()
    }

    @Test func aControllerThatHasMovedIsLookedUpAgain() async throws {
        let controller = Lock(BrokerID(0))
        let cluster = try await Cluster(
            { id, request in
                let now = controller.withLock { current in
                    defer { current = 1 }
                    return current
                }
                let code: ErrorCode = id == now && id == 1 ? .none : .notController
                return try .answer(
                    DeleteTopicsResponse(
                        throttleTimeMs: id.rawValue, responses: [.init(errorCode: code)]),
                    to: request)
            }, controller: { controller.withLock { $0 } })
        let answer = try await cluster.client.send(DeleteTopicsRequest(), to: .controller) {
            $0.responses.map(\.errorCode)
        }
        #expect(answer.throttleTimeMs == 1)
        #expect(answer.responses.map(\.errorCode) == [.none])
        await cluster.client.close()
    }

    @Test func anErrorThatWillNotChangeIsReturnedAtOnce() async throws {
        let cluster = try await Cluster { _, request in
            try .answer(
                DeleteTopicsResponse(responses: [.init(errorCode: .topicDeletionDisabled)]),
                to: request)
        }
        let answer = try await cluster.client.send(DeleteTopicsRequest(), to: .controller) {
            $0.responses.map(\.errorCode)
        }
        #expect(answer.responses.map(\.errorCode) == [.topicDeletionDisabled])
        #expect(cluster.brokers[1].requests.count { $0.apiKey == .deleteTopics } == 1)
        await cluster.client.close()
    }

    @Test func aRetriableErrorIsReturnedWhenTimeIsUp() async throws {
        let cluster = try await Cluster { _, request in
            try .answer(
                DeleteTopicsResponse(responses: [.init(errorCode: .requestTimedOut)]),
                to: request)
        }
        let answer = try await cluster.client.send(DeleteTopicsRequest(), to: .controller) {
            $0.responses.map(\.errorCode)
        }
        #expect(answer.responses.map(\.errorCode) == [.requestTimedOut])
        #expect(cluster.brokers[1].requests.count { $0.apiKey == .deleteTopics } > 1)
        await cluster.client.close()
    }

    @Test func aLostConnectionIsOpenedAgain() async throws {
        let first = Lock(true)
        let cluster = try await Cluster { id, request in
            let isFirst = first.withLock { value in
                defer { value = false }
                return value
            }
            return isFirst ? .close : try Self.identify(id, request)
        }
        let answer = try await cluster.client.send(DeleteTopicsRequest(), to: .controller)
        #expect(answer.throttleTimeMs == 1)
        await cluster.client.close()
    }

    @Test func theNextBootstrapServerIsTried() async throws {
        let cluster = try await Cluster(Self.identify)
        let dead = try await cluster.network.deadAddress()
        let client = AdminClient(
            bootstrap: [dead, cluster.brokers[1].address], over: cluster.network.transport,
            time: LeapingClock())
        #expect(try await client.metadata().brokers.map(\.nodeId) == [0, 1])
        await client.close()
    }

    @Test func aBrokerThatAnsweredIsAskedBeforeOthersThatAreKnown() {
        var (view, first, second) = viewOfTwo()
        view.noteAsked(second)
        #expect(view.candidates([]) == [second, first])
    }

    @Test func aBrokerThatDoesNotAnswerIsAskedLast() {
        var (view, first, second) = viewOfTwo()
        view.noteAsked(first)
        view.forget(.anyBroker)
        #expect(view.candidates([first]) == [second, first])
    }

    @Test func aClusterOutOfReachIsReportedWhenTimeIsUp() async throws {
        let network = try TestNetwork()
        let dead = try await network.deadAddress()
        let client = AdminClient(
            bootstrap: [dead], over: network.transport, time: LeapingClock())
        let expected = BrokerClientError.unreachable(dead, reason: "connection to \(dead) refused")
        await #expect(throws: expected) { _ = try await client.metadata() }
        await client.close()
    }
}

/// What is known after an answer with two brokers.
private func viewOfTwo() -> (view: ClusterView, first: SocketAddress, second: SocketAddress) {
    var view = ClusterView()
    view.learn(
        MetadataResponse(brokers: [
            .init(nodeId: 0, host: "a", port: 1), .init(nodeId: 1, host: "b", port: 1),
        ]))
    return (view, SocketAddress(host: "a", port: 1), SocketAddress(host: "b", port: 1))
}

/// A clock that stands still until somebody sleeps, and then is at the end of the sleep at once.
private final class LeapingClock: TimeSource {
    private let clock = ManualClock()

    func monotonic() -> MonotonicTime { clock.monotonic() }

    func wallMilliseconds() -> Int64 { clock.wallMilliseconds() }

    func sleep(until time: MonotonicTime) async throws(CancellationError) {
        clock.advance(by: max(.zero, time - monotonic()))
    }
}
