import ClusterMetadata
import KafkaModel
import TestSupport
import Testing
import ZooKeeperClient

@testable import KafkaTools

@Suite struct ControllerWatcherTests {
    private let zooKeeper = MemoryZooKeeper()
    private let console = RecordingConsole()
    private let clock = ManualClock()

    private func plantController(_ broker: BrokerID, epoch: Int32) async throws {
        zooKeeper.plant("/controller_epoch", Array("\(epoch)".utf8), version: epoch)
        _ = try await zooKeeper.connect().create(
            "/controller", ControllerZNode(brokerID: broker, timestamp: 0).encode(), .persistent,
            acl: .openUnsafe)
    }

    private func removeController() async throws {
        try await zooKeeper.connect().delete("/controller", version: -1)
    }

    private func watcher() -> ControllerWatcher {
        ControllerWatcher(
            store: ClusterStore(zooKeeper.connect()), time: clock, console: console)
    }

    /// The lines without the time in front.
    private var told: [String] {
        console.output.split(separator: "\n").map { line in
            line.hasPrefix("[") ? String(line.drop { $0 != "]" }.dropFirst(2)) : String(line)
        }
    }

    @Test func withoutAControllerTheLastEpochIsTold() async throws {
        zooKeeper.plant("/controller_epoch", Array("7".utf8))
        var watcher = watcher()
        #expect(try await watcher.tellCurrent(watch: false) == false)
        #expect(told == ["There is no controller; the last one had epoch 7"])
    }

    @Test func theControllerIsToldWithItsEpoch() async throws {
        try await plantController(3, epoch: 1)
        var watcher = watcher()
        #expect(try await watcher.tellCurrent(watch: false))
        #expect(told[0].hasPrefix("Controller: broker 3, epoch 1, since "))
    }

    @Test func anElectionIsToldWithTheTimeInBetween() async throws {
        try await plantController(3, epoch: 1)
        var watcher = watcher()
        _ = try await watcher.tellCurrent(watch: true)
        try await removeController()
        _ = try await watcher.handle(.deleted(path: "/controller"))
        clock.advance(by: .milliseconds(278))
        try await plantController(2, epoch: 2)
        _ = try await watcher.handle(.created(path: "/controller"))
        #expect(
            Array(told.dropFirst()) == [
                "broker 3 left the cluster (epoch 1)",
                "broker 2 won the election (epoch 2), 278 ms without a controller",
            ])
    }

    @Test func aControllerThatStaysRegisteredHasResigned() async throws {
        let broker = BrokerZNode(
            endpoints: [BrokerEndpoint(listener: "PLAINTEXT", host: "h", port: 1)], timestamp: 0)
        zooKeeper.plant("/brokers/ids/3", broker.encode())
        try await plantController(3, epoch: 1)
        var watcher = watcher()
        _ = try await watcher.tellCurrent(watch: true)
        try await removeController()
        _ = try await watcher.handle(.deleted(path: "/controller"))
        #expect(told.last == "broker 3 resigned (epoch 1)")
    }

    @Test func twoChangesBetweenTwoLooksAreToldAsTwo() async throws {
        try await plantController(3, epoch: 1)
        var watcher = watcher()
        _ = try await watcher.tellCurrent(watch: true)
        try await removeController()
        try await plantController(3, epoch: 2)
        _ = try await watcher.handle(.deleted(path: "/controller"))
        #expect(
            Array(told.dropFirst()) == [
                "broker 3 left the cluster (epoch 1)",
                "broker 3 won the election (epoch 2), 0 ms without a controller",
            ])
    }

    @Test func otherEventsSayNothing() async throws {
        try await plantController(3, epoch: 1)
        var watcher = watcher()
        _ = try await watcher.tellCurrent(watch: true)
        _ = try await watcher.handle(.childrenChanged(path: "/brokers/ids"))
        _ = try await watcher.handle(.session(.connected(sessionID: 1)))
        #expect(told.count == 1)
    }
}
