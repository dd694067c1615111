import ClusterMetadata
import Configuration
import KafkaModel
import Platform
import Replication
import Storage
import Telemetry
import TestSupport
import Testing
import ZooKeeperClient

@testable import KafkaBroker

@Suite struct ConfigChangeTests {
    private func applied(_ name: String, _ change: ConfigChange, to settings: [String: String])
        -> [String: String]
    {
        ConfigChange.apply([(name, change)], to: settings) { $0 == "policy" ? "delete" : nil }
    }

    @Test func settingReplaces() {
        #expect(applied("a", .set("2"), to: ["a": "1", "b": "3"]) == ["a": "2", "b": "3"])
    }

    @Test func deletingFallsBackToTheDefault() {
        #expect(applied("a", .delete, to: ["a": "1"]) == [:])
    }

    @Test func appendingStartsFromTheValueInForce() {
        #expect(applied("policy", .append("compact"), to: [:]) == ["policy": "delete,compact"])
    }

    @Test func appendingWhatIsThereChangesNothing() {
        let settings = ["policy": "compact"]
        #expect(applied("policy", .append("compact"), to: settings) == settings)
    }

    @Test func subtractingLeavesTheRest() {
        #expect(
            applied("policy", .subtract("delete"), to: ["policy": "delete,compact"])
                == ["policy": "compact"])
    }
}

@Suite struct ConfigResourceTests {
    @Test func anotherBrokersSettingsAreNotOurs() {
        #expect {
            try ConfigResource(type: ConfigResource.brokerType, name: "2", own: 1)
        } throws: { error in
            (error as? ConfigRefusal)?.message
                == "Unexpected broker id, expected 1 or empty string, but received 2"
        }
    }

    @Test func noNameIsTheDefaultOfAllBrokers() throws {
        let resource = try ConfigResource(type: ConfigResource.brokerType, name: "", own: 1)
        #expect(resource == .broker(nil))
    }

    @Test(arguments: ["", "a b", "..", String(repeating: "x", count: 250)])
    func anIllegalTopicNameIsRefused(name: String) {
        #expect {
            try ConfigResource(type: ConfigResource.topicType, name: name, own: 1)
        } throws: { ($0 as? ConfigRefusal)?.code == .invalidTopicException }
    }
}

@Suite struct ThrottleConfigTests {
    private let leaders = "leader.replication.throttled.replicas"
    private let followers = "follower.replication.throttled.replicas"

    @Test func `changed lists and rates of throttled replicas are in force`() async throws {
        let session = MemoryZooKeeper().connect()
        let store = ClusterStore(ZooKeeperRetry(session, time: SystemClock()))
        try await store.createTopLevelPaths()
        let configs = ConfigStore(store)
        let configuration = DynamicConfiguration(
            try BrokerConfig(["zookeeper.connect": "localhost:2181"]) { "machine" },
            canonicalHostName: { "machine" }, logger: Logger("test", sink: NullLogSink()))
        #expect(configuration.throttledReplicas.leader.isEmpty)

        let node = ConfigZNode([leaders: "0:1", followers: "*"])
        _ = try await session.create(
            ConfigEntity.topic("t").znodePath, node.encode(), .persistent, acl: .openUnsafe)
        let rate = ConfigZNode(["leader.replication.throttled.rate": "5000"])
        _ = try await session.create(
            ConfigEntity.broker("1").znodePath, rate.encode(), .persistent, acl: .openUnsafe)
        try await configuration.load(from: configs, brokerID: 1)
        let throttled = configuration.throttledReplicas
        #expect(throttled.leader.contains(TopicPartition("t", 0), on: 1))
        #expect(!throttled.leader.contains(TopicPartition("t", 0), on: 2))
        #expect(throttled.follower.contains(TopicPartition("t", 7), on: 2))
        #expect(configuration.broker.replication.leaderThrottledRate == 5000)
        #expect(configuration.broker.replication.followerThrottledRate == .max)

        _ = try await session.set(
            ConfigEntity.topic("t").znodePath, ConfigZNode([:]).encode(), version: -1)
        try await configuration.reload(.topic("t"), from: configs, brokerID: 1)
        #expect(configuration.throttledReplicas.leader.isEmpty)
        #expect(configuration.throttledReplicas.follower.isEmpty)
    }
}

@Suite struct NewTopicConfigTests {
    @Test func whatATopicIsCreatedWithIsInForceForItsFirstLog() async throws {
        let session = MemoryZooKeeper().connect()
        let store = ClusterStore(ZooKeeperRetry(session, time: SystemClock()))
        try await store.createTopLevelPaths()
        let node = ConfigZNode(["cleanup.policy": "compact", "segment.bytes": "4096"])
        _ = try await session.create(
            ConfigEntity.topic("t").znodePath, node.encode(), .persistent, acl: .openUnsafe)
        let configuration = DynamicConfiguration(
            try BrokerConfig(["zookeeper.connect": "localhost:2181"]) { "machine" },
            canonicalHostName: { "machine" }, logger: Logger("test", sink: NullLogSink()))
        #expect(!configuration.knows(topic: "t"))

        await configuration.load(topics: ["t", "without settings"], from: ConfigStore(store))
        #expect(configuration.log(of: "t").cleanupPolicy == .compact)
        #expect(configuration.log(of: "t").segmentBytes == 4096)
        #expect(configuration.knows(topic: "without settings"))
    }
}
