import KafkaModel
import Platform
import TestSupport
import Testing
import ZooKeeperClient

@testable import ClusterMetadata

@Suite(.timeLimit(.minutes(5))) struct BrokerRegistryTests {
    private let clock = ManualClock()
    private let memory = MemoryStore()

    private func registry(
        _ memory: MemoryStore, isReachable: (@Sendable (BrokerEndpoint) async -> Bool)? = nil
    ) -> BrokerRegistry {
        BrokerRegistry(
            memory.store, time: clock, logger: MemoryStore.logger, sessionTimeout: .seconds(6),
            isReachable: isReachable)
    }

    private func broker(_ port: Int32) -> BrokerZNode {
        BrokerZNode(
            endpoints: [BrokerEndpoint(listener: "PLAINTEXT", host: "h", port: port)],
            timestamp: 1)
    }

    private func prepare() async throws { try await memory.store.createTopLevelPaths() }

    @Test func theEpochIsTheTransactionOfTheCreation() async throws {
        try await prepare()
        let epoch = try await registry(memory).register(1, broker(9092))
        #expect(epoch == (try await memory.store.broker(1))?.epoch)
        #expect(memory.server.version("/brokers/ids/1") == 1)
    }

    @Test func theNodeOfTheCurrentSessionIsTaken() async throws {
        try await prepare()
        let first = try await registry(memory).register(1, broker(9092))
        #expect(try await registry(memory).register(1, broker(9092)) == first)
    }

    @Test func theNodeOfThePreviousSessionIsMadeAnew() async throws {
        try await prepare()
        let old = MemoryStore(memory.server)
        let first = try await registry(old).register(1, broker(9092))
        let second = try await registry(memory).register(
            1, broker(9092), previousSession: old.session.sessionID)
        #expect(second > first)
    }

    @Test func aKilledPredecessorIsWaitedFor() async throws {
        try await prepare()
        let old = MemoryStore(memory.server)
        let first = try await registry(old).register(1, broker(9092))
        async let second = registry(memory).register(1, broker(9092))
        clock.advance(by: .seconds(3))
        old.session.end()
        clock.advance(by: .seconds(1))
        #expect(try await second > first)
    }

    @Test func aPredecessorThatOutlivesAnAbsenceOfZooKeeperIsWaitedFor() async throws {
        try await prepare()
        let old = MemoryStore(memory.server)
        let first = try await registry(old).register(1, broker(9092))
        let leaping = LeapingClock()
        let retry = ZooKeeperRetry(memory.session, time: leaping)
        // Away for twelve seconds, more than the whole wait; then the old session has its time anew.
        leaping.at(.seconds(1)) { [memory] in
            memory.session.loseRequests(
                Int(Duration.seconds(12) / ZooKeeperRetry.pause))
        }
        leaping.at(.seconds(18)) { old.session.end() }
        let waiting = BrokerRegistry(
            ClusterStore(retry), time: leaping, logger: MemoryStore.logger,
            sessionTimeout: .seconds(6))
        #expect(try await waiting.register(1, broker(9092)) > first)
    }

    @Test func aLiveBrokerOfTheSameIDIsToldAtOnce() async throws {
        try await prepare()
        let other = MemoryStore(memory.server)
        _ = try await registry(other).register(1, broker(9092))
        let error = ClusterMetadataError.brokerIDInUse(1, endpoint: broker(9092).endpoints[0])
        await #expect(throws: error) {
            try await registry(memory, isReachable: { _ in true }).register(1, broker(9093))
        }
        #expect(clock.monotonic() == MonotonicTime(nanoseconds: 0))
    }

    @Test func whoNeverGoesIsNoPredecessor() async throws {
        try await prepare()
        let other = MemoryStore(memory.server)
        _ = try await registry(other).register(1, broker(9092))
        let waiting = Task { try await registry(memory).register(1, broker(9092)) }
        let mover = Task { [clock] in
            while !Task.isCancelled {
                clock.advance(by: .milliseconds(500))
                try await pause()
            }
        }
        await #expect(throws: ClusterMetadataError.self) { try await waiting.value }
        mover.cancel()
    }

    @Test func twoBrokersMayNotAdvertiseOneAddress() async throws {
        try await prepare()
        _ = try await registry(MemoryStore(memory.server)).register(2, broker(9092))
        let error = ClusterMetadataError.endpointInUse(2, endpoint: broker(9092).endpoints[0])
        await #expect(throws: error) { try await registry(memory).register(1, broker(9092)) }
    }

    @Test func otherListenersKeepTheEpoch() async throws {
        try await prepare()
        let epoch = try await registry(memory).register(1, broker(9092))
        try await registry(memory).update(1, broker(9099))
        let now = try #require(try await memory.store.broker(1))
        #expect(now.epoch == epoch)
        #expect(now.registration.endpoints[0].port == 9099)
    }
}

/// A clock that whoever sleeps moves forward, with things that happen on the way.
private final class LeapingClock: TimeSource {
    private struct State {
        var now = MonotonicTime(nanoseconds: 0)
        var plans: [(time: MonotonicTime, action: @Sendable () -> Void)] = []
    }

    private let state = Lock(State())

    func at(_ time: Duration, _ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.plans.append((MonotonicTime(nanoseconds: 0) + time, action)) }
    }

    func monotonic() -> MonotonicTime { state.withLock { $0.now } }
    func wallMilliseconds() -> Int64 { 1_700_000_000_000 }

    func sleep(until time: MonotonicTime) async throws(CancellationError) {
        let due = state.withLock { state in
            state.now = max(state.now, time)
            let due = state.plans.filter { $0.time <= state.now }
            state.plans.removeAll { $0.time <= state.now }
            return due
        }
        for plan in due { plan.action() }
        await Task.yield()
    }
}
