import ClusterMetadata
import Configuration
import KafkaModel
import KafkaProtocol
import Platform
import Replication
import Scheduling
import Telemetry
import TestSupport
import Testing
import ZooKeeperClient

@testable import KafkaBroker

@Suite struct ReplicaOrdersTests {
    private let fence = ControllerFence()
    private let cache = MetadataCache(time: ManualClock())
    private let orders = BlockingExecutor(name: "orders", threads: 1)

    private var context: RequestContext {
        RequestContext(
            version: 8, correlationID: 1, clientID: nil, listener: "PLAINTEXT", clientHost: "h",
            connection: 1, loop: ManualEventLoop())
    }

    private func update(_ leader: BrokerID, brokerEpoch: BrokerEpoch) -> UpdateMetadataRequest {
        var state = UpdateMetadataRequest.UpdateMetadataPartitionState()
        state.leader = leader
        var request = UpdateMetadataRequest()
        request.controllerEpoch = 1
        request.brokerEpoch = brokerEpoch
        request.topicStates = [.init(topicName: "t", topicId: .zero, partitionStates: [state])]
        return request
    }

    /// An order may be faster than the answer to the registration, and one for an earlier life of the
    /// broker may come late.
    @Test func anOrderBeforeTheRegistrationIsJudgedAfterIt() async {
        let handler = UpdateMetadataHandler(
            cache: cache, fence: fence, orders: orders, removed: { _ in })
        let answers = Observed<[ErrorCode]>([])
        let work = Task {
            for epoch in [4, 5] as [BrokerEpoch] {
                let answer = await handler.handle(update(2, brokerEpoch: epoch), context)
                answers.update { $0.append(answer.errorCode) }
            }
        }
        for _ in 0..<50 { await Task.yield() }
        #expect(answers.value.isEmpty)
        #expect(cache.current.topics.isEmpty)
        fence.registered(5)
        await work.value
        #expect(answers.value == [.staleBrokerEpoch, .none])
        orders.stop()
    }

    @Test func theSettingsOfADeletedTopicAreForgotten() async throws {
        let logger = Logger("test", sink: NullLogSink())
        let server = MemoryZooKeeper()
        let store = ClusterStore(server.connect())
        try await store.createTopLevelPaths()
        server.plant("/config/topics/t", Array(#"{"version":1,"config":{"a":"1"}}"#.utf8))
        let config = try BrokerConfig(["zookeeper.connect": "localhost:2181"]) { "machine" }
        let configuration = DynamicConfiguration(
            config, canonicalHostName: { "localhost" }, logger: logger)
        await configuration.load(topics: ["t"], from: ConfigStore(store))
        #expect(configuration.knows(topic: "t"))
        configuration.forget("t")
        #expect(!configuration.knows(topic: "t"))
        server.plant("/config/topics/t", Array(#"{"version":1,"config":{}}"#.utf8))
        try await configuration.reload(.topic("t"), from: ConfigStore(store), brokerID: 1)
        #expect(!configuration.knows(topic: "t"))
    }
}

@Suite struct StartStepsTests {
    private let clock = ManualClock()

    private var steps: StartSteps {
        StartSteps(
            time: clock, logger: Logger("test", sink: NullLogSink()), patience: .seconds(5))
    }

    @Test func aSessionThatExpiresDuringTheStartIsReplaced() async throws {
        let attempts = Observed(0)
        let work = Task {
            try await steps.run { () async throws(ClusterMetadataError) in
                attempts.update { $0 += 1 }
                if attempts.value < 3 { throw .zooKeeper(.code(.sessionExpired)) }
            }
        }
        while attempts.value < 3 {
            clock.advance(by: .milliseconds(100))
            try await pause()
        }
        try await work.value
    }

    @Test func aZooKeeperThatEndsEverySessionEndsTheStart() async throws {
        let work = Task {
            try await steps.run { () async throws(ClusterMetadataError) in
                throw .zooKeeper(.code(.sessionExpired))
            }
        }
        let isOver = Observed(false)
        Task {
            _ = await work.result
            isOver.update { $0 = true }
        }
        while !isOver.value {
            clock.advance(by: .milliseconds(100))
            try await pause()
        }
        await #expect(throws: BrokerStartError.self) { try await work.value }
    }

    @Test func anotherErrorIsNotRepeated() async {
        let attempts = Observed(0)
        await #expect(throws: BrokerStartError.self) {
            try await steps.run { () async throws(ClusterMetadataError) in
                attempts.update { $0 += 1 }
                throw .brokerIDInUse(1, endpoint: nil)
            }
        }
        #expect(attempts.value == 1)
    }
}
