import Bytes
import KafkaModel
import KafkaRecords
import Platform
import Storage
import TestSupport
import Testing

@testable import Replication

/// Acknowledgements where `flush.messages` asks for durable records.
struct DurableAcknowledgementTests {
    let background = QueuedJobs()
    let replica: TestReplica

    init() throws {
        var config = LogConfig()
        config.flushMessages = 1
        replica = try TestReplica(1, config: config, background: background)
        replica.order(leader: 1, epoch: 0, replicas: [1])
        background.run()
    }

    private func partition() throws -> Partition {
        try #require(replica.partitions.online(TopicPartition("t", 0)))
    }

    @Test(arguments: [RequiredAcknowledgements.leader, .allInSync])
    func `an append is acknowledged when it is durable`(acks: RequiredAcknowledgements) throws {
        let produced = try replica.produce(["a"], acks: acks)
        replica.loop.run()
        #expect(produced.value == nil)
        background.run()
        replica.loop.run()
        #expect(produced.code == ErrorCode.none)
    }

    @Test func `one flush acknowledges all that came before it`() throws {
        let produced = try (0..<20).map { try replica.produce(["\($0)"], acks: .leader) }
        #expect(background.count == 1)
        background.run()
        replica.loop.run()
        #expect(produced.allSatisfy { $0.code == ErrorCode.none })
    }

    @Test func `consumers do not see what is not durable`() throws {
        _ = try replica.produce(["a"], acks: .leader)
        #expect(try partition().highWatermark == 0)
        background.run()
        #expect(try partition().highWatermark == 1)
    }

    @Test func `when the directory fails those who wait get a storage error`() throws {
        let produced = try replica.produce(["a"], acks: .leader)
        replica.partitions.markOffline(logDirectory: replica.directory.path)
        replica.loop.run()
        #expect(produced.code == .kafkaStorageError)
    }

    @Test func `an append that nobody makes durable times out`() throws {
        let produced = try replica.produce(["a"], acks: .leader, timeout: .seconds(1))
        replica.loop.advance(by: .seconds(2))
        #expect(produced.code == .requestTimedOut)
    }

    @Test func `a leader that was not durable before it led flushes first`() throws {
        var config = LogConfig()
        let other = try TestReplica(2, config: config, background: background)
        other.order(leader: 2, epoch: 0, replicas: [2])
        _ = try other.produce(["a", "b"], acks: .leader)
        let log = try #require(other.partitions.online(TopicPartition("t", 0))).log
        config.flushMessages = 1
        log.update(config)
        #expect(!log.offsets.isSecured)
        background.run()
        #expect(log.offsets.isSecured)
    }
}
