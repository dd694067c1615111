import Configuration
import KafkaModel
import KafkaProtocol
import Platform
import Testing

@testable import KafkaTools

@Suite struct ConfigTableTests {
    @Test func aLineShowsWhereTheValueComesFrom() {
        let entry = ConfigTable.Entry(
            name: "segment.bytes", value: "1048576", configSource: 1,
            synonyms: [
                .init(name: "segment.bytes", value: "1048576", source: 1),
                .init(name: "log.segment.bytes", value: "1073741824", source: 5),
            ])
        #expect(
            ConfigTable.line(entry)
                == "  segment.bytes=1048576 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:"
                + "segment.bytes=1048576, DEFAULT_CONFIG:log.segment.bytes=1073741824}")
    }

    @Test func onlyValuesThatWereSetAreShown() {
        let entries = [
            ConfigTable.Entry(name: "b", configSource: 1),
            ConfigTable.Entry(name: "c", configSource: 5),
            ConfigTable.Entry(name: "a", configSource: 1),
        ]
        let set = ConfigTable.select(entries, from: .dynamicTopic, showsAll: false)
        #expect(set.map(\.name) == ["a", "b"])
        let all = ConfigTable.select(entries, from: .dynamicTopic, showsAll: true)
        #expect(all.map(\.name) == ["a", "b", "c"])
    }
}

@Suite struct ConfigChangesTests {
    @Test func bracketsKeepCommasTogether() throws {
        let settings = try parseSettings("cleanup.policy=[compact,delete],retention.ms = 5")
        #expect(
            settings == [
                ConfigSetting("cleanup.policy", "compact,delete"),
                ConfigSetting("retention.ms", "5"),
            ])
    }

    @Test(arguments: ["retention.ms", "a=b=c", "a=1,"])
    func everythingElseIsRefused(_ text: String) {
        #expect(throws: CommandFailure.self) { try parseSettings(text) }
    }
}

@Suite struct ClientSettingsTests {
    @Test func javaNamesBecomeThoseOfTheLibrary() throws {
        var settings = ClientSettings(forConsumer: true)
        settings.merge([
            "fetch.max.wait.ms": "7", "key.deserializer": "x", "isolation.level": "read_committed",
            "partition.assignment.strategy": "org.apache.kafka.clients.consumer.RangeAssignor",
            "debug": "all",
        ])
        let told = try settings.forLibrdkafka().map { "\($0.name)=\($0.value)" }
        #expect(
            told == [
                "debug=all", "fetch.wait.max.ms=7", "isolation.level=read_committed",
                "partition.assignment.strategy=range",
            ])
    }

    @Test func anOptionWinsOverAPropertyAndAPropertyOverADefault() {
        var settings = ClientSettings(forConsumer: false)
        settings.merge(["acks": "1"])
        settings.set("acks", option: nil, default: "-1")
        #expect(settings["acks"] == "1")
        settings.set("acks", option: "0", default: "-1")
        #expect(settings["acks"] == "0")
        settings.set("linger.ms", option: nil, default: "1000")
        #expect(settings["linger.ms"] == "1000")
    }

    @Test func credentialsAreTakenFromTheLoginLine() {
        let (user, password) = parseJAASConfig(
            "org.apache.kafka.common.security.plain.PlainLoginModule required "
                + "username=\"alice\" password=\"alice-pw\";")
        #expect(user == "alice" && password == "alice-pw")
    }
}

@Suite struct BootstrapServersTests {
    @Test func severalServersAndBracketedAddressesAreRead() throws {
        let servers = try parseBootstrapServers("a:1, [::1]:2,PLAINTEXT://b:3")
        #expect(servers.map(\.host) == ["a", "::1", "b"])
        #expect(servers.map(\.port) == [1, 2, 3])
    }

    @Test(arguments: ["127.0.0.1", "127.0.0.1:abc", "h:0", "h:65536", ":9092"])
    func anAddressWithoutPortIsNamed(_ text: String) {
        let failure = CommandFailure("Invalid url in bootstrap.servers: \(text)")
        #expect(throws: failure) { try parseBootstrapServers(text) }
    }
}
