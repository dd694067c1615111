import KafkaModel
import KafkaProtocol
import Testing

@testable import KafkaTools

@Suite struct TopicDescriptionTests {
    private let id = UUID("yAifXaL8QjuUsNT5LZnPjg") ?? .zero

    @Test func linesAreThoseOfKafka() {
        var topic = TopicDescription(
            name: "mv", id: id,
            partitions: [
                PartitionDescription(
                    index: 0, leader: 1, replicas: [1, 3, 2], inSyncReplicas: [1, 2],
                    reassignment: .init(adding: [3], removing: [2]))
            ])
        topic.configs = [ConfigSetting("cleanup.policy", "compact"), ConfigSetting("x", "1")]
        #expect(
            topic.summaryLine
                == "Topic: mv\tTopicId: yAifXaL8QjuUsNT5LZnPjg\tPartitionCount: 1\t"
                + "ReplicationFactor: 2\tConfigs: cleanup.policy=compact,x=1")
        #expect(
            topic.line(of: topic.partitions[0], withEligibleReplicas: true)
                == "\tTopic: mv\tPartition: 0\tLeader: 1\tReplicas: 1,3,2\tIsr: 1,2\t"
                + "Adding Replicas: 3\tRemoving Replicas: 2\tElr: N/A\tLastKnownElr: N/A")
    }

    @Test func aTopicThatIsBeingDeletedSaysSo() {
        var topic = TopicDescription(
            name: "t", id: .zero,
            partitions: [
                PartitionDescription(index: 0, leader: nil, replicas: [9], inSyncReplicas: [])
            ])
        topic.isMarkedForDeletion = true
        #expect(
            topic.summaryLine
                == "Topic: t\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: \t"
                + "MarkedForDeletion: true")
        #expect(
            topic.line(of: topic.partitions[0], withEligibleReplicas: false)
                == "\tTopic: t\tPartition: 0\tLeader: none\tReplicas: 9\tIsr: \t"
                + "MarkedForDeletion: true")
    }
}

@Suite struct DescribeFilterTests {
    private func shows(
        _ filter: WritableKeyPath<DescribeFilter, Bool>, leader: BrokerID?, replicas: Int,
        inSync: Int, minimum: Int = 1
    ) -> Bool {
        var chosen = DescribeFilter()
        chosen[keyPath: filter] = true
        let brokers: [BrokerID] = [1, 2, 3]
        return chosen.shows(
            PartitionDescription(
                index: 0, leader: leader, replicas: Array(brokers.prefix(replicas)),
                inSyncReplicas: Array(brokers.prefix(inSync))),
            liveBrokers: [1, 2], minimumInSync: minimum)
    }

    @Test func underReplicatedMeansFewerInSyncThanReplicas() {
        #expect(shows(\.underReplicated, leader: 1, replicas: 3, inSync: 2))
        #expect(!shows(\.underReplicated, leader: 1, replicas: 3, inSync: 3))
    }

    @Test func unavailableMeansNoLiveLeader() {
        #expect(shows(\.unavailable, leader: nil, replicas: 1, inSync: 1))
        #expect(shows(\.unavailable, leader: 3, replicas: 3, inSync: 3))
        #expect(!shows(\.unavailable, leader: 2, replicas: 3, inSync: 3))
    }

    @Test func theMinimumIsThatOfTheTopic() {
        #expect(shows(\.underMinimumInSync, leader: 1, replicas: 3, inSync: 1, minimum: 2))
        #expect(!shows(\.underMinimumInSync, leader: 1, replicas: 3, inSync: 2, minimum: 2))
        #expect(shows(\.atMinimumInSync, leader: 1, replicas: 3, inSync: 2, minimum: 2))
        #expect(!shows(\.atMinimumInSync, leader: 1, replicas: 3, inSync: 3, minimum: 2))
    }

    @Test func withoutAFilterEverythingIsShown() {
        let partition = PartitionDescription(
            index: 0, leader: 1, replicas: [1], inSyncReplicas: [1])
        #expect(DescribeFilter().shows(partition, liveBrokers: [1], minimumInSync: 1))
    }
}

/// Runs against recorded answers.
@Suite struct TopicsCommandTests {
    private func metadata() -> MetadataResponse {
        var response = MetadataResponse(
            brokers: [.init(nodeId: 1, host: "h", port: 9092)], controllerId: 1)
        for name in ["orders", "a.b", "__consumer_offsets"] {
            response.topics.append(
                .init(
                    name: name, topicId: UUID(mostSignificant: 1, leastSignificant: 2),
                    partitions: [
                        .init(partitionIndex: 0, leaderId: 1, replicaNodes: [1], isrNodes: [1])
                    ]))
        }
        return response
    }

    private func run(_ words: String..., admin: RecordedAdmin) async -> ToolRun {
        await ToolRun(
            TopicsCommand(), ["--bootstrap-server", "h:9092"] + words, admin: admin)
    }

    private func admin(_ answers: [APIKey: RecordedAdmin.Answer] = [:]) -> RecordedAdmin {
        let response = metadata()
        return RecordedAdmin(answers.merging([.metadata: { _ in response }]) { own, _ in own })
    }

    @Test func theListIsSorted() async {
        let run = await run("--list", admin: admin())
        #expect(run.console.output == "__consumer_offsets\na.b\norders\n" && run.exitCode == 0)
    }

    @Test func internalTopicsAndOthersCanBeLeftOut() async {
        let some = await run("--list", "--topic", "a.*|b", "--exclude-internal", admin: admin())
        #expect(some.console.output == "a.b\n")
    }

    @Test func anEmptyListIsAnEmptyLine() async {
        #expect(await run("--list", "--topic", "nope", admin: admin()).console.output == "\n")
    }

    @Test func creatingTellsTheName() async {
        let recorded = admin([
            .createTopics: { _ in CreateTopicsResponse(topics: [.init(name: "x.1")]) }
        ])
        let run = await run(
            "--create", "--topic", "x.1", "--partitions", "3", "--config", "retention.ms=1",
            admin: recorded)
        #expect(run.console.output == "\(TopicName.collisionWarning)\nCreated topic x.1.\n")
        let request = recorded.requests.compactMap { $0 as? CreateTopicsRequest }.first
        #expect(request?.topics.first?.numPartitions == 3)
        #expect(request?.topics.first?.replicationFactor == -1)
        #expect(request?.topics.first?.configs.first?.name == "retention.ms")
    }

    @Test func aRefusalIsToldInTheBrokersWords() async {
        let recorded = admin([
            .createTopics: { _ in
                CreateTopicsResponse(topics: [
                    .init(
                        name: "orders", errorCode: .topicAlreadyExists,
                        errorMessage: "Topic 'orders' already exists.")
                ])
            }
        ])
        let refused = await run("--create", "--topic", "orders", admin: recorded)
        #expect(
            refused.console.output
                == "Error while executing topic command : Topic 'orders' already exists.\n")
        #expect(refused.exitCode == 1)
        let accepted = await run(
            "--create", "--topic", "orders", "--if-not-exists", admin: recorded)
        #expect(accepted.console.output.isEmpty && accepted.exitCode == 0)
    }

    @Test func describingShowsSettingsThatDifferFromTheDefault() async {
        let recorded = admin([
            .describeConfigs: { _ in
                DescribeConfigsResponse(results: [
                    .init(
                        resourceType: 2, resourceName: "orders",
                        configs: [
                            .init(name: "retention.ms", value: "5", configSource: 1),
                            .init(name: "flush.ms", value: "9", configSource: 5),
                        ])
                ])
            },
            .listPartitionReassignments: { _ in ListPartitionReassignmentsResponse() },
        ])
        let run = await run("--describe", "--topic", "orders", admin: recorded)
        #expect(
            run.console.output
                == "Topic: orders\tTopicId: AAAAAAAAAAEAAAAAAAAAAg\tPartitionCount: 1\t"
                + "ReplicationFactor: 1\tConfigs: retention.ms=5\n\tTopic: orders\tPartition: 0\t"
                + "Leader: 1\tReplicas: 1\tIsr: 1\tElr: N/A\tLastKnownElr: N/A\n")
    }

    @Test func anUnknownTopicIsAnErrorUnlessItMayBeMissing() async {
        let strict = await run("--delete", "--topic", "nope", admin: admin())
        #expect(
            strict.console.output
                == "Error while executing topic command : Topic 'Optional[nope]' does not exist as "
                + "expected\n")
        let lenient = await run("--delete", "--topic", "nope", "--if-exists", admin: admin())
        #expect(lenient.exitCode == 0 && lenient.console.output.isEmpty)
    }
}
