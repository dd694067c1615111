import Configuration
import KafkaModel
import TestSupport
import Testing

@Suite struct BrokerConfigTests {
    static let minimal = ["zookeeper.connect": "localhost:2181"]

    static func config(_ settings: [String: String] = [:]) throws(ConfigErrors) -> BrokerConfig {
        try BrokerConfig(minimal.merging(settings) { $1 }) { "machine.example.org" }
    }

    static func problems(_ settings: [String: String]) -> [String] {
        do throws(ConfigErrors) {
            _ = try config(settings)
            return []
        } catch {
            return error.problems
        }
    }

    @Test func onlyZooKeeperMustBeTold() throws {
        let config = try Self.config()
        #expect(config.identity.id == nil)
        #expect(config.logs.directories == ["/tmp/kafka-logs"])
        #expect(config.zooKeeper.sessionTimeout == .seconds(18))
        #expect(config.zooKeeper.connectionTimeout == .seconds(18))
        #expect(config.interBrokerProtocol == .latest)
        #expect(config.groups == GroupConfig())
        #expect(config.offsets == OffsetsConfig())
    }

    @Test func blankHostsAreAdvertisedUnderTheMachinesName() throws {
        let listeners = try Self.config().listeners
        #expect(listeners.listeners.map(\.description) == ["PLAINTEXT://:9092"])
        #expect(listeners.advertised.map(\.description) == ["PLAINTEXT://machine.example.org:9092"])
        #expect(listeners.interBroker == .plaintext)
    }

    @Test func openPortsAreAdvertisedAsBound() throws {
        let listeners = try Self.config(["listeners": "PLAINTEXT://localhost:0"]).listeners
        #expect(
            listeners.advertised(boundPorts: [.plaintext: 4711]).map(\.description)
                == ["PLAINTEXT://localhost:4711"])
    }

    @Test func theCommandLineWinsOverTheFile() throws {
        let config = try BrokerConfig(
            Self.minimal.merging(["broker.id": "1"]) { $1 }, overrides: ["broker.id": "2"]
        ) { "" }
        #expect(config.identity.id == 2)
    }

    @Test(arguments: [
        ("", ReplicaSelector.leader), ("org.apache.kafka.common.replica.LeaderSelector", .leader),
        ("org.apache.kafka.common.replica.RackAwareReplicaSelector", .rackAware),
    ])
    func `replicas for consumers are chosen by one of Kafka's own classes`(
        _ name: String, _ selector: ReplicaSelector
    ) throws {
        let config = try Self.config(["replica.selector.class": name])
        #expect(config.replication.selector == selector)
    }

    @Test func `another class to choose replicas is refused`() {
        let problems = Self.problems(["replica.selector.class": "com.example.Nearest"])
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("replica.selector.class: com.example.Nearest") == true)
    }

    @Test func severalListenersNeedAMapAndAName() throws {
        let config = try Self.config([
            "listeners": "INTERNAL://h:1,EXTERNAL://[::1]:2",
            "listener.security.protocol.map": "INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT",
            "inter.broker.listener.name": "INTERNAL",
        ])
        #expect(config.listeners.interBroker == ListenerName("INTERNAL"))
        #expect(config.listeners.advertised.map(\.port) == [1, 2])
    }

    @Test func allMistakesAreToldTogether() {
        let problems = Self.problems([
            "zookeeper.connect": "", "num.partitions": "0", "brokr.id": "1",
            "listeners": "PLAINTEXT://h", "log.dirs": " , ",
        ])
        #expect(
            problems == [
                "Unknown setting brokr.id; did you mean broker.id?",
                "Invalid value 0 for configuration num.partitions: Value must be at least 1",
                "listeners: PLAINTEXT://h is not NAME://host:port",
                "zookeeper.connect: must be set, such as to localhost:2181",
                "log.dirs: at least one directory is needed",
            ])
    }

    @Test(arguments: [
        (["broker.id": "-2"], "broker.id: -2 is below -1"),
        (["broker.id": "1001"], "broker.id: 1001 is above reserved.broker.max.id (1000)"),
        (["broker.id.generation.enable": "false"], "broker.id: must be set"),
        (["log.roll.ms": "0"], "log.roll.ms: 0 is below 1"),
        (["log.retention.ms": "0"], "log.retention.ms: 0"),
        (["log.cleaner.dedupe.buffer.size": "1048576"], "log.cleaner.dedupe.buffer.size:"),
        (["replica.fetch.wait.max.ms": "30001"], "replica.fetch.wait.max.ms: 30001 is above"),
        (["offsets.commit.required.acks": "4"], "offsets.commit.required.acks: 4"),
        (["connections.max.idle.ms": "100"], "connection.failed.authentication.delay.ms: 100"),
        (
            [
                "inter.broker.listener.name": "PLAINTEXT",
                "security.inter.broker.protocol": "PLAINTEXT",
            ], "inter.broker.listener.name: cannot be set together"
        ),
        (["inter.broker.listener.name": "OTHER"], "inter.broker.listener.name: no advertised"),
        (
            ["listeners": "SSL://h:1", "security.inter.broker.protocol": "SSL"],
            "listeners: SSL uses SSL"
        ),
        (
            ["listeners": "PLAINTEXT://h:1,PLAINTEXT://h:2"],
            "listeners: listener PLAINTEXT stands twice"
        ),
        (["listeners": "INTERNAL://h:1"], "listeners: listener INTERNAL is not in"),
        (["listeners": "PLAINTEXT://0.0.0.0:1"], "advertised.listeners: must be set"),
        (["advertised.listeners": "PLAINTEXT://0.0.0.0:1"], "advertised.listeners: no client"),
        (
            ["advertised.listeners": "SASL_SSL://h:1"],
            "advertised.listeners: listener SASL_SSL is not"
        ),
        (["control.plane.listener.name": "PLAINTEXT"], "control.plane.listener.name: must differ"),
        (["control.plane.listener.name": "X"], "control.plane.listener.name: X is not in"),
        (["listener.security.protocol.map": "PLAINTEXT:PLAIN"], "listener.security.protocol.map:"),
        (["process.roles": "broker"], "process.roles: KRaft"),
        (["authorizer.class.name": "x.Y"], "authorizer.class.name: plug-in"),
        (["zookeeper.ssl.client.enable": "true"], "zookeeper.ssl.client.enable: TLS"),
        (["max.connections.per.ip.overrides": "a"], "max.connections.per.ip.overrides: a"),
        (
            ["inter.broker.protocol.version": "2.6", "log.message.format.version": "2.8"],
            "log.message.format.version: 2.8 is above"
        ),
    ])
    func impossibleSettingsAreRefused(settings: [String: String], beginning: String) {
        let problems = Self.problems(settings)
        #expect(problems.contains { $0.hasPrefix(beginning) }, "\(problems)")
    }

    @Test func oneIPv4AndOneIPv6ListenerMayShareAPort() {
        let settings = [
            "listeners": "A://127.0.0.1:1,B://[::1]:1",
            "listener.security.protocol.map": "A:PLAINTEXT,B:PLAINTEXT",
            "inter.broker.listener.name": "A",
        ]
        #expect(Self.problems(settings) == [])
        #expect(
            Self.problems(settings.merging(["listeners": "A://h:1,B://i:1"]) { $1 })
                == ["listeners: port 1 stands twice"])
    }

    @Test func dynamicSettingsWinOverTheFileAndOwnOnesOverTheClusters() throws {
        let config = try Self.config(["background.threads": "4"]).applying(
            dynamicDefault: ["background.threads": "6", "message.max.bytes": "7"],
            dynamicBroker: ["background.threads": "5"]
        ) { "" }
        #expect(config.layers.value(of: "background.threads") == .int(5))
        #expect(config.topicConfig().maximumMessageBytes == 7)
        #expect(
            config.layers.synonyms(of: "background.threads").map {
                "\($0.source.name)=\($0.value ?? "")"
            }
                == [
                    "DYNAMIC_BROKER_CONFIG=5", "DYNAMIC_DEFAULT_BROKER_CONFIG=6",
                    "STATIC_BROKER_CONFIG=4", "DEFAULT_CONFIG=10",
                ])
    }

    @Test func theExampleFileIsComplete() throws {
        let text = try SharedFiles.text(SharedFiles.repositoryRoot + "/config/server.properties")
        let config = try BrokerConfig(PropertiesFile(text).values) { "h" }
        #expect(config.identity.id == 0)
    }
}
