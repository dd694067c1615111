import Bytes
import ClusterControl
import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Platform
import Scheduling
import Telemetry
import ZooKeeperClient

/// What all brokers of a run share.
struct BenchmarkWorld: Sendable {
    let clock: SystemClock
    let blocking = BlockingExecutor(name: "zookeeper", threads: 4)
    let sender: CountingSender
    let logger: Logger

    init(clock: SystemClock) {
        self.clock = clock
        sender = CountingSender(time: clock)
        logger = Logger(
            "ControllerBenchmark", level: .warn, sink: StandardErrorSink(clock: clock))
    }

    /// A session without the chroot of the text.
    func connectToRoot(_ text: String) throws -> ZooKeeperSession {
        ZooKeeperSession(
            ZooKeeperSettings(connect: try ConnectString(text).withoutChroot), time: clock,
            blocking: blocking, logger: logger)
    }

    func connect(_ text: String, inFlight: Int) throws -> ZooKeeperSession {
        ZooKeeperSession(
            ZooKeeperSettings(connect: try ConnectString(text), maxInFlightRequests: inFlight),
            time: clock, blocking: blocking, logger: logger)
    }
}

/// Topics of a hundred partitions, each with two replicas on three brokers.
struct PlantedTopics {
    private static let topicSize = 100
    private static let pairs: [[BrokerID]] = [[1, 2], [2, 3], [3, 1]]

    let partitions: Int

    func plant(_ store: ClusterStore) async throws {
        try await store.createTopLevelPaths()
        var topics: [(path: String, data: [UInt8]?)] = []
        var parents: [(path: String, data: [UInt8]?)] = []
        var numbers: [(path: String, data: [UInt8]?)] = []
        var states: [(path: String, data: [UInt8]?)] = []
        let random = SystemRandom()
        for first in stride(from: 0, to: partitions, by: Self.topicSize) {
            let name = "topic-\(first / Self.topicSize)"
            var znode = TopicZNode(topicID: UUID.random { random.next() }, assignments: [:])
            for number in 0..<min(Self.topicSize, partitions - first) {
                let partition = TopicPartition(name, Int32(number))
                let replicas = Self.pairs[number % Self.pairs.count]
                znode.assignments[Int32(number)] = ReplicaAssignment(replicas)
                numbers.append((MetadataPath.partition(partition), nil))
                let state = PartitionStateZNode(
                    leader: replicas[0], leaderEpoch: 0, controllerEpoch: 1,
                    inSyncReplicas: replicas)
                states.append((PartitionStateZNode.path(partition), state.encode()))
            }
            topics.append((TopicZNode.path(name), znode.encode()))
            parents.append((MetadataPath.partitions(name), nil))
        }
        for level in [topics, parents, numbers, states] {
            let results = await pipelined(level) {
                node -> Result<Bool, ClusterMetadataError> in
                do throws(ClusterMetadataError) {
                    return .success(try await store.createIfMissing(node.path, node.data))
                } catch {
                    return .failure(error)
                }
            }
            for result in results { _ = try result.get() }
        }
    }
}

/// A session, a registration and a controller.
final class BenchmarkBroker: Sendable {
    let controller: Controller
    private let session: ZooKeeperSession
    private let clock: SystemClock
    private let task = Lock<Task<Void, Never>?>(nil)

    /// Returns when the broker has registered.
    init(_ id: BrokerID, _ connect: String, inFlight: Int, _ world: BenchmarkWorld) async throws {
        clock = world.clock
        session = try world.connect(connect, inFlight: inFlight)
        let store = ClusterStore(ZooKeeperRetry(session, time: world.clock))
        let registry = BrokerRegistry(
            store, time: world.clock, logger: world.logger, sessionTimeout: .seconds(18))
        let registration = BrokerZNode(
            endpoints: [
                BrokerEndpoint(listener: "PLAINTEXT", host: "host", port: 9000 + id.rawValue)
            ], timestamp: world.clock.wallMilliseconds())
        _ = try await registry.register(id, registration)
        controller = Controller(
            ControllerSettings(brokerID: id, balancesLeaders: false), store,
            sender: world.sender, time: world.clock, random: SystemRandom(), logger: world.logger
        ) { (previous) async throws(ClusterMetadataError) in
            _ = try await registry.register(id, registration, previousSession: previous)
        }
    }

    /// Returns when the controller knows who is elected.
    func start() async throws {
        task.withLock { $0 = Task { [controller] in await controller.run() } }
        while controller.status.activeController == nil {
            try await clock.sleep(for: .milliseconds(5))
        }
    }

    /// Ends the controller; its office stays as long as the session.
    func stop() async {
        controller.stop()
        await task.withLock { $0 }?.value
    }

    /// Ends the session: the server removes `/controller` and the registration at once.
    func leave() async { await session.close() }
}

/// Brokers that obey at once; requests are encoded as for the wire, and counted.
final class CountingSender: BrokerRequestSender {
    struct Tally {
        var orders = 0
        var bytes = 0
        /// When the last order came.
        var at: MonotonicTime
    }

    private let time: any TimeSource
    private let state: Lock<Tally>

    init(time: any TimeSource) {
        self.time = time
        state = Lock(Tally(at: time.monotonic()))
    }

    var tally: Tally { state.withLock { $0 } }

    func send<Request: RequestMessage>(
        _ request: Request, version: Int16, to destination: BrokerDestination
    ) async throws(BrokerRequestFailure) -> Request.Response {
        let size: Int
        do throws(EncodeError) {
            size = try request.frame(version: version, correlationId: 1, clientId: "bench")
                .reduce(0) { $0 + $1.count }
        } catch {
            throw BrokerRequestFailure("\(error)")
        }
        let now = time.monotonic()
        state.withLock { tally in
            tally.orders += 1
            tally.bytes += size
            tally.at = now
        }
        return Request.Response()
    }

    func disconnect(_ broker: BrokerID) {}

    /// Waits until no order has come for a while.
    func quiet(for pause: Duration) async {
        while time.monotonic() - tally.at < pause {
            guard (try? await time.sleep(for: .milliseconds(50))) != nil else { return }
        }
    }
}
