import Configuration
import Testing

@Suite struct ConfigConstraintTests {
    @Test(arguments: [
        ("min.insync.replicas", "0", "Value must be at least 1"),
        ("compression.lz4.level", "18", "Value must be no more than 17"),
        ("compression.lz4.level", "0", "Value must be at least 1"),
        ("compression.gzip.level", "0", "Value must be between 1 and 9 or equal to -1"),
        ("min.cleanable.dirty.ratio", "1.5", "Value must be no more than 1"),
        ("cleanup.policy", "compact,shred", "String must be one of: compact, delete"),
        (
            "compression.type", "brotli",
            "String must be one of: uncompressed, zstd, lz4, snappy, gzip, producer"
        ),
        ("message.format.version", "9.9", "Version `9.9` is not a valid version."),
        (
            "leader.replication.throttled.replicas", "1",
            "leader.replication.throttled.replicas must be the literal '*' or a list of replicas in the following format: [partitionId]:[brokerId],[partitionId]:[brokerId],..."
        ),
    ])
    func refusesWhatIsOutOfBounds(name: String, text: String, reason: String) throws {
        let key = try #require(TopicConfigSchema.schema[name])
        #expect(
            key.problem(with: text) == "Invalid value \(text) for configuration \(name): \(reason)")
    }

    @Test(arguments: [
        ("compression.gzip.level", "-1"), ("compression.gzip.level", "9"),
        ("compression.zstd.level", "-131072"), ("cleanup.policy", "compact,delete"),
        ("leader.replication.throttled.replicas", "0:1,1:2"),
        ("leader.replication.throttled.replicas", "*"), ("min.cleanable.dirty.ratio", "1"),
        ("message.format.version", "0.10.2-IV0"),
    ])
    func acceptsTheEndsOfItsRange(name: String, text: String) throws {
        let key = try #require(TopicConfigSchema.schema[name])
        #expect(key.problem(with: text) == nil)
    }
}
