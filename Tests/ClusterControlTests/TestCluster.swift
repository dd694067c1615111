import ClusterControl
import ClusterMetadata
import KafkaModel
import Platform
import Telemetry
import TestSupport
import Testing
import ZooKeeperClient

/// Random numbers from a seed, for code that takes a source of them.
final class TestRandom: RandomSource {
    private let generator: Lock<SeededRandom>

    init(seed: UInt64 = 1) { generator = Lock(SeededRandom(seed: seed)) }

    func next() -> UInt64 { generator.withLock { $0.next() } }
}

/// A broker without a broker: a session, a registration and a controller.
final class TestBroker: Sendable {
    let id: BrokerID
    let session: any ZooKeeper
    let store: ClusterStore
    let controller: Controller
    let sender: RecordingSender
    private let task: Task<Void, Never>

    init(
        _ id: BrokerID, _ session: any ZooKeeper, _ clock: any TimeSource,
        _ sender: RecordingSender, _ adjust: (inout ControllerSettings) -> Void = { _ in }
    ) async throws {
        self.id = id
        self.sender = sender
        self.session = session
        store = ClusterStore(ZooKeeperRetry(session, time: clock))
        let registration = TestCluster.registration(id)
        let registry = BrokerRegistry(
            store, time: clock, logger: TestCluster.logger, sessionTimeout: .seconds(6))
        try await store.createTopLevelPaths()
        _ = try await registry.register(id, registration)
        var settings = ControllerSettings(brokerID: id, balancesLeaders: false)
        adjust(&settings)
        controller = Controller(
            settings, store, sender: sender, time: clock,
            random: TestRandom(seed: UInt64(id.rawValue)), logger: TestCluster.logger
        ) { (previous) async throws(ClusterMetadataError) in
            _ = try await registry.register(id, registration, previousSession: previous)
        }
        task = Task { [controller] in await controller.run() }
    }

    /// Ends the process without a word; the server sees the session end.
    func kill() async {
        controller.stop()
        await task.value
        await session.close()
    }

    /// Ends the controller; the session goes on.
    func retire() async {
        controller.stop()
        await task.value
    }

    /// Waits until this broker is in office.
    func inOffice() async -> Bool {
        await TestCluster.eventually { self.controller.status.isActive }
    }
}

enum TestCluster {
    static let logger = Logger("test", level: .error, sink: NullLogSink())

    static func registration(_ id: BrokerID) -> BrokerZNode {
        BrokerZNode(
            endpoints: [
                BrokerEndpoint(listener: "PLAINTEXT", host: "h\(id)", port: 9000 + id.rawValue)
            ], timestamp: 1)
    }

    /// The time in which the test runs.
    static var time: any TimeSource { SimulatedTime.current ?? SystemClock() }

    /// Waits until `condition` holds, for at most a minute.
    static func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
        let time = time
        let deadline = time.monotonic() + .seconds(60)
        while try await !condition() {
            if time.monotonic() > deadline { return false }
            try? await time.sleep(for: .milliseconds(1))
        }
        return true
    }

    /// Lets everything happen that follows from what has happened; in simulated time only.
    static func settle() async throws {
        let time = try #require(SimulatedTime.current, "a test outside of simulated time")
        try await time.sleep(for: .seconds(5))
    }

    static func topics(_ store: ClusterStore) -> TopicAdministration {
        TopicAdministration(
            store, random: TestRandom(), defaults: { TopicAdministration.Defaults() },
            checkConfig: { (_, _) throws(TopicError) in })
    }

    /// A topic with given replicas, which may be of uneven number.
    static func create(
        _ name: String, _ replicas: [[BrokerID]], _ store: ClusterStore, hasID: Bool = true,
        seed: UInt64 = 1
    ) async throws {
        let random = TestRandom(seed: seed)
        var topic = TopicZNode(
            topicID: hasID ? UUID.random { random.next() } : nil, assignments: [:])
        for (partition, brokers) in replicas.enumerated() {
            topic.assignments[Int32(partition)] = ReplicaAssignment(brokers)
        }
        _ = try await TopicStore(store).create(name, topic, ConfigZNode())
    }
}
