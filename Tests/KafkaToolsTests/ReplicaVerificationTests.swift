import Bytes
import KafkaModel
import KafkaProtocol
import KafkaRecords
import Platform
import TestSupport
import Testing

@testable import KafkaTools

struct ReplicaComparisonTests {
    private func replica(
        _ broker: BrokerID, _ batches: [(Offset, UInt32)], highWatermark: Offset = 100
    ) -> FetchedReplica {
        FetchedReplica(
            broker: broker, highWatermark: highWatermark,
            batches: batches.map { .init(lastOffset: $0.0, checksum: $0.1) })
    }

    @Test func `equal replicas have nothing to tell`() {
        let batches: [(Offset, UInt32)] = [(4, 7), (9, 8)]
        let comparison = ReplicaComparison(
            [replica(1, batches, highWatermark: 10), replica(2, batches, highWatermark: 10)],
            from: 0)
        #expect(comparison.differences == [])
        #expect(comparison.nextOffset == 10)
        #expect(comparison.lag == 0)
    }

    @Test func `other bytes under the same offset are told of each replica`() {
        let comparison = ReplicaComparison(
            [replica(1, [(4, 7)]), replica(2, [(4, 8)]), replica(3, [(4, 9)])], from: 0)
        #expect(
            comparison.differences.map { $0.text(TopicPartition("t", 0)) } == [
                "partition t-0 has unmatched checksum at offset 4; replica 1's checksum 7; replica "
                    + "2's checksum 8",
                "partition t-0 has unmatched checksum at offset 4; replica 1's checksum 7; replica "
                    + "3's checksum 9",
            ])
        #expect(comparison.nextOffset == 5)
    }

    @Test func `other offsets end the comparison`() {
        let comparison = ReplicaComparison([replica(1, [(4, 7)]), replica(2, [(5, 7)])], from: 0)
        #expect(
            comparison.differences.map { $0.text(TopicPartition("t", 0)) } == [
                "partition t-0: replica 1's offset 4 doesn't match replica 2's offset 5"
            ])
        #expect(comparison.differences.map(\.isFinal) == [true])
    }

    @Test func `what is not committed everywhere is not compared`() {
        let comparison = ReplicaComparison(
            [replica(1, [(4, 7), (9, 1)]), replica(2, [(4, 7), (9, 2)], highWatermark: 9)], from: 0)
        #expect(comparison.differences == [])
        #expect(comparison.nextOffset == 5)
        #expect(comparison.lag == 95)
    }

    @Test func `a replica that does not answer holds the comparison up`() {
        let comparison = ReplicaComparison(
            [replica(1, [(4, 7)]), FetchedReplica(broker: 2)], from: 3)
        #expect(comparison.nextOffset == 3)
        #expect(comparison.lag == 97)
    }
}

struct ReplicaVerificationTests {
    private func metadata(_ topics: [String]) -> MetadataResponse {
        var response = MetadataResponse()
        response.brokers = [1, 2].map { .init(nodeId: $0, host: "h", port: 1) }
        response.topics = topics.map { name in
            var topic = MetadataResponse.MetadataResponseTopic(name: name)
            topic.topicId = UUID(mostSignificant: 1, leastSignificant: 2)
            topic.partitions = [.init(partitionIndex: 0, leaderId: 1, replicaNodes: [2, 1])]
            return topic
        }
        return response
    }

    private func cluster(_ topics: [String]) -> RecordedAdmin {
        RecordedAdmin([
            .metadata: { _ in self.metadata(topics) },
            .listOffsets: { _ in
                ListOffsetsResponse(topics: [
                    .init(name: "t", partitions: [.init(partitionIndex: 0, offset: 0)])
                ])
            },
        ])
    }

    @Test(arguments: [
        ([], "Missing required argument \"[broker-list]\""),
        (["--broker-list", "h:1", "--topics-include", "none.*"], "No topics found."),
        (["--broker-list", "h:1", "--fetch-size", "x"], "Cannot parse argument 'x'"),
        (["--broker-list", "h:1", "--topics-include", "("], "( is an invalid regex."),
    ])
    func `what cannot be done ends the tool`(words: [String], message: String) async {
        let run = await ToolRun(
            ReplicaVerificationCommand(), ["--max-wait-ms", "1"] + words, admin: cluster(["t"]))
        #expect(run.exitCode == 1)
        #expect(run.console.errors.contains(message), "\(run.console.errors)")
    }

    @Test func `a time is told as Java's tools tell it`() throws {
        let text = ReplicaVerification.text(ofTime: 1_700_000_000_045)
        #expect(text.wholeMatch(of: /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,045/) != nil)
    }
}
