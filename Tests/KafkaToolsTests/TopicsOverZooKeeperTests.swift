import ClusterMetadata
import KafkaModel
import TestSupport
import Testing
import ZooKeeperClient

@testable import KafkaTools

/// The tools of Kafka 2.8 wrote these znodes for the same commands.
@Suite struct TopicsOverZooKeeperTests {
    private let zooKeeper = MemoryZooKeeper()

    init() {
        for path in ["/brokers/topics", "/config/topics", "/config/changes"] {
            zooKeeper.plant(path, nil)
        }
        zooKeeper.plant("/admin/delete_topics", nil)
        for id in 1...3 {
            let broker = BrokerZNode(
                endpoints: [BrokerEndpoint(listener: "PLAINTEXT", host: "h", port: 9092)],
                timestamp: 1)
            zooKeeper.plant("/brokers/ids/\(id)", broker.encode())
        }
    }

    private func run(_ words: String...) async -> ToolRun {
        await ToolRun(
            TopicsCommand(), ["--zookeeper", "h:2181"] + words, zooKeeper: zooKeeper)
    }

    private func plantTopic(_ name: String = "tz") {
        zooKeeper.plant(
            "/brokers/topics/\(name)",
            Array(
                #"{"partitions":{"0":[2,3,1],"1":[3,1,2],"2":[1,2,3]},"#.utf8)
                + Array(
                    #""topic_id":"o6gmkpEyTgq4kQhOQjQB8Q","adding_replicas":{},"#.utf8)
                + Array(#""removing_replicas":{},"version":3}"#.utf8))
    }

    @Test func aNewTopicHasSettingsAndNoID() async {
        let run = await run(
            "--create", "--topic", "tz", "--replica-assignment", "2:3:1,3:1:2", "--config",
            "retention.ms=1000000")
        #expect(run.console.output == "Created topic tz.\n")
        #expect(
            zooKeeper.text("/config/topics/tz")
                == #"{"version":1,"config":{"retention.ms":"1000000"}}"#)
        #expect(
            zooKeeper.text("/brokers/topics/tz")
                == #"{"partitions":{"0":[2,3,1],"1":[3,1,2]},"adding_replicas":{},"#
                + #""removing_replicas":{},"version":3}"#)
    }

    @Test func replicasArePlacedOnTheRegisteredBrokers() async throws {
        let run = await run(
            "--create", "--topic", "t", "--partitions", "3", "--replication-factor", "3")
        #expect(run.exitCode == 0)
        let text = try #require(zooKeeper.text("/brokers/topics/t"))
        let topic = try TopicZNode(decoding: Array(text.utf8))
        #expect(topic.assignments.values.allSatisfy { Set($0.replicas) == [1, 2, 3] })
        #expect(Set(topic.assignments.values.compactMap(\.replicas.first)) == [1, 2, 3])
    }

    @Test(arguments: [
        (
            ["--partitions", "1", "--replication-factor", "4"],
            "Replication factor: 4 larger than available brokers: 3."
        ),
        (
            ["--partitions", "0", "--replication-factor", "1"],
            "Number of partitions must be larger than 0."
        ),
        (
            ["--partitions", "1", "--replication-factor", "0"],
            "Replication factor must be larger than 0."
        ),
        (
            ["--partitions", "1", "--replication-factor", "1", "--config", "no.such=1"],
            "Unknown topic config name: no.such"
        ),
        (
            ["--partitions", "1", "--replication-factor", "1", "--config", "retention.ms=abc"],
            "Invalid value abc for configuration retention.ms: Not a number of type LONG"
        ),
    ])
    func impossibleTopicsAreNotWritten(_ options: [String], _ message: String) async {
        let run = await ToolRun(
            TopicsCommand(), ["--zookeeper", "h", "--create", "--topic", "x"] + options,
            zooKeeper: zooKeeper)
        #expect(
            run.console.output == "Error while executing topic command : \(message)\n")
        #expect(run.exitCode == 1)
        #expect(zooKeeper.writes.isEmpty)
    }

    @Test func aNameThatIsTakenOrCollidesIsRefused() async {
        plantTopic("a.b")
        let options = ["--partitions", "1", "--replication-factor", "1"]
        let taken = await ToolRun(
            TopicsCommand(), ["--zookeeper", "h", "--create", "--topic", "a.b"] + options,
            zooKeeper: zooKeeper)
        #expect(taken.console.output.contains("Topic 'a.b' already exists."))
        let colliding = await ToolRun(
            TopicsCommand(), ["--zookeeper", "h", "--create", "--topic", "a_b"] + options,
            zooKeeper: zooKeeper)
        #expect(
            colliding.console.output.contains(
                "Topic 'a_b' collides with existing topics: a.b"))
        #expect(zooKeeper.writes.isEmpty)
    }

    @Test func addedPartitionsGoOnWhereTheOthersEnd() async {
        plantTopic()
        let run = await run("--alter", "--topic", "tz", "--partitions", "4")
        #expect(run.console.output.hasSuffix("Adding partitions succeeded!\n"))
        #expect(
            zooKeeper.text("/brokers/topics/tz")
                == #"{"partitions":{"0":[2,3,1],"1":[3,1,2],"2":[1,2,3],"3":[2,3,1]},"#
                + #""topic_id":"o6gmkpEyTgq4kQhOQjQB8Q","adding_replicas":{},"#
                + #""removing_replicas":{},"version":3}"#)
    }

    @Test func partitionsAreNotTakenAway() async {
        plantTopic()
        let run = await run("--alter", "--topic", "tz", "--partitions", "1")
        #expect(
            run.console.output.hasSuffix(
                "The number of partitions for a topic can only be increased. Topic tz currently "
                    + "has 3 partitions, 1 would not be an increase.\n"))
        #expect(zooKeeper.writes.isEmpty)
    }

    @Test func changedSettingsAreAnnounced() async {
        plantTopic()
        zooKeeper.plant(
            "/config/topics/tz", Array(#"{"version":1,"config":{"retention.ms":"5"}}"#.utf8))
        _ = await run("--alter", "--topic", "tz", "--config", "segment.bytes=1000000")
        #expect(
            zooKeeper.text("/config/topics/tz")
                == #"{"version":1,"config":{"retention.ms":"5","segment.bytes":"1000000"}}"#)
        #expect(
            zooKeeper.text("/config/changes/config_change_0000000000")
                == #"{"version":2,"entity_path":"topics/tz"}"#)
        _ = await run("--alter", "--topic", "tz", "--delete-config", "segment.bytes")
        #expect(
            zooKeeper.text("/config/topics/tz")
                == #"{"version":1,"config":{"retention.ms":"5"}}"#)
    }

    @Test func aTopicIsMarkedForDeletionOnce() async {
        plantTopic()
        let first = await run("--delete", "--topic", "tz")
        #expect(first.console.output.hasPrefix("Topic tz is marked for deletion.\nNote: "))
        #expect(zooKeeper.paths.contains("/admin/delete_topics/tz"))
        let second = await run("--delete", "--topic", "tz")
        #expect(second.console.output == "Topic tz is already marked for deletion.\n")
        #expect(await run("--list").console.output == "tz - marked for deletion\n")
    }

    @Test func internalTopicsAreNotDeleted() async {
        plantTopic("__consumer_offsets")
        let run = await run("--delete", "--topic", "__consumer_offsets")
        #expect(run.exitCode == 1)
        #expect(zooKeeper.writes.isEmpty)
    }

    @Test func describingReadsTheStates() async {
        plantTopic()
        let state = PartitionStateZNode(
            leader: 2, leaderEpoch: 0, controllerEpoch: 1, inSyncReplicas: [2, 3])
        zooKeeper.plant(PartitionStateZNode.path(TopicPartition("tz", 0)), state.encode())
        let run = await run("--describe", "--topic", "tz")
        #expect(
            run.console.output
                == "Topic: tz\tTopicId: o6gmkpEyTgq4kQhOQjQB8Q\tPartitionCount: 3\t"
                + "ReplicationFactor: 3\tConfigs: \n"
                + "\tTopic: tz\tPartition: 0\tLeader: 2\tReplicas: 2,3,1\tIsr: 2,3\n"
                + "\tTopic: tz\tPartition: 1\tLeader: none\tReplicas: 3,1,2\tIsr: \n"
                + "\tTopic: tz\tPartition: 2\tLeader: none\tReplicas: 1,2,3\tIsr: \n")
    }

    @Test func anUnknownTopicIsAnErrorUnlessItMayBeMissing() async {
        let strict = await run("--describe", "--topic", "nope")
        #expect(
            strict.console.output
                == "Error while executing topic command : Topic 'nope' does not exist as "
                + "expected\n")
        let lenient = await run("--describe", "--topic", "nope", "--if-exists")
        #expect(lenient.exitCode == 0 && lenient.console.output.isEmpty)
    }
}
