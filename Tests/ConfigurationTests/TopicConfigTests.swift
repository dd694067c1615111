import Configuration
import Testing

@Suite struct TopicConfigTests {
    static func topic(_ overrides: [String: String] = [:], broker: [String: String] = [:]) throws
        -> TopicConfig
    {
        try BrokerConfigTests.config(broker).topicConfig(overrides: overrides)
    }

    @Test func withoutSettingsTheDefaultsHold() throws {
        let topic = try Self.topic()
        #expect(topic.retention == .seconds(604_800))
        #expect(topic.retentionBytes == nil)
        #expect(topic.segmentAge == .seconds(604_800))
        #expect(topic.flushInterval == nil)
        #expect(topic.cleanupPolicy.deletes && !topic.cleanupPolicy.compacts)
        #expect(topic.timestampBeforeMaximum == nil)
    }

    @Test(
        arguments: [
            (["log.retention.hours": "1"], 3600),
            (["log.retention.minutes": "1", "log.retention.hours": "1"], 60),
            (["log.retention.ms": "1000", "log.retention.minutes": "1"], 1),
            (["log.retention.hours": "-1"], nil), (["log.retention.minutes": "-5"], nil),
        ] as [([String: String], Int?)])
    func theFinestUnitOfTheBrokerWins(broker: [String: String], seconds: Int?) throws {
        let retention = try Self.topic(broker: broker).retention
        #expect(retention == seconds.map { .seconds($0) })
    }

    @Test func theTopicsOwnSettingWins() throws {
        let topic = try Self.topic(["retention.ms": "5"], broker: ["log.retention.ms": "1000"])
        #expect(topic.retention == .milliseconds(5))
    }

    @Test func aBrokenOwnSettingIsPassedOver() throws {
        #expect(try Self.topic(["segment.bytes": "x"]).segmentBytes == 1_073_741_824)
    }

    @Test func theCommonTimestampBoundAppliesToSidesAtTheirDefault() throws {
        let topic = try Self.topic([
            "message.timestamp.difference.max.ms": "10", "message.timestamp.after.max.ms": "3",
        ])
        #expect(topic.timestampBeforeMaximum == .milliseconds(10))
        #expect(topic.timestampAfterMaximum == .milliseconds(3))
    }

    /// Rows of a recorded answer of a broker that sets none of them in its file.
    @Test(arguments: [
        (
            "segment.bytes", "1048576",
            "DYNAMIC_TOPIC_CONFIG:segment.bytes=1048576, DEFAULT_CONFIG:log.segment.bytes=1073741824"
        ),
        ("retention.ms", "1000", "DYNAMIC_TOPIC_CONFIG:retention.ms=1000"),
        ("flush.ms", "9223372036854775807", ""), ("segment.ms", "604800000", ""),
        ("segment.jitter.ms", "0", ""),
        ("max.message.bytes", "1048588", "DEFAULT_CONFIG:message.max.bytes=1048588"),
        (
            "cleanup.policy", "compact,delete",
            "DYNAMIC_TOPIC_CONFIG:cleanup.policy=compact,delete, DEFAULT_CONFIG:log.cleanup.policy=delete"
        ),
        ("leader.replication.throttled.replicas", "", ""),
    ])
    func describesASettingAsKafkaDoes(name: String, value: String, synonyms: String) throws {
        let topic = try Self.topic([
            "retention.ms": "1000", "segment.bytes": "1048576", "cleanup.policy": "compact,delete",
        ])
        let row = try #require(topic.description(of: name))
        #expect(row.value == value)
        #expect(
            row.synonyms.map { "\($0.source.name):\($0.name)=\($0.value ?? "null")" }
                .joined(separator: ", ") == synonyms)
    }

    @Test(
        arguments: [
            (["no.such": "1"], "Unknown topic config name: no.such"),
            (
                ["retention.ms": "abc"],
                "Invalid value abc for configuration retention.ms: Not a number of type LONG"
            ),
            (["retention.ms": nil], "Null value not supported for topic configs: retention.ms"),
            (
                ["min.compaction.lag.ms": "5", "max.compaction.lag.ms": "3"],
                "conflict topic config setting min.compaction.lag.ms (5) > max.compaction.lag.ms (3)"
            ),
            (["retention.ms": "-1", "segment.bytes": "14"], nil),
        ] as [([String: String?], String?)])
    func checksSettingsOfATopic(settings: [String: String?], problem: String?) {
        #expect(TopicConfigSchema.problem(with: settings) == problem)
    }
}
