import ClusterMetadata
import KafkaModel
import Platform
import Scheduling
import Telemetry
import TestSupport
import Testing
import ZooKeeperClient

@testable import ClusterControl

/// The controller with a real ZooKeeper.
@Suite(.timeLimit(.minutes(3)), .serialized) struct ControllerOverZooKeeperTests {
    private let blocking = BlockingExecutor(name: "zookeeper", threads: 4)

    private func connect(_ server: ZooKeeperServer, _ path: String) throws -> ZooKeeperSession {
        let text = server.connectString + path
        return ZooKeeperSession(
            ZooKeeperSettings(connect: try ConnectString(text), sessionTimeout: .seconds(4)),
            time: SystemClock(), blocking: blocking, logger: TestCluster.logger)
    }

    private func start(
        _ id: BrokerID, _ server: ZooKeeperServer, _ path: String, _ sender: RecordingSender
    ) async throws -> TestBroker {
        try await TestBroker(id, try connect(server, path), SystemClock(), sender)
    }

    @Test func aThousandPartitionsAreCreatedAndSurviveTheirController() async throws {
        let server = try await ZooKeeperServer.shared()
        let root = try connect(server, "")
        let path = ZooKeeperServer.uniquePath("controller")
        try await ClusterStore(root).createChroot(path)
        let sender = RecordingSender()
        let first = try await start(1, server, path, sender)
        #expect(await first.inOffice())
        let others = [
            try await start(2, server, path, sender), try await start(3, server, path, sender),
        ]
        #expect(await sender.waitFor(1, "live [1, 2, 3]"))

        let count = 1000
        let pairs: [[BrokerID]] = [[1, 2], [2, 3], [3, 1]]
        try await TestCluster.create("big", (0..<count).map { pairs[$0 % 3] }, first.store)
        #expect(await sender.waitFor(3, "big-\(count - 1):leader"))

        await first.kill()
        #expect(
            await TestCluster.eventually { others.contains { $0.controller.status.isActive } })
        let partitions = (0..<count).map { TopicPartition("big", Int32($0)) }
        let states = try await others[0].store.partitionStates(partitions)
        #expect(states.count == count)
        #expect(states.values.allSatisfy { $0.state.leader == 2 || $0.state.leader == 3 })
        for broker in others { await broker.kill() }
        await root.close()
    }
}
