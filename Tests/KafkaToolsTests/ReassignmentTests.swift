import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Platform
import TestSupport
import Testing
import ZooKeeperClient

@testable import KafkaTools

@Suite struct ReassignmentThrottleTests {
    private func throttle(running: [TopicPartition: RunningMove] = [:]) -> ReassignmentThrottle {
        ReassignmentThrottle(
            running: running,
            targets: [TopicPartition("t", 0): [2, 3], TopicPartition("u", 1): [1]],
            current: [TopicPartition("t", 0): [1, 2], TopicPartition("u", 1): [1]])
    }

    @Test func sourcesAreThrottledAsLeadersAndNewReplicasAsFollowers() {
        let configs = throttle().topicConfigs
        #expect(configs.map(\.topic) == ["t", "u"])
        #expect(
            configs[0].configs == [
                ConfigChange(name: "leader.replication.throttled.replicas", value: "0:1,0:2"),
                ConfigChange(name: "follower.replication.throttled.replicas", value: "0:3"),
            ])
        #expect(configs[1].configs.map(\.value) == ["1:1"])
    }

    @Test func allBrokersOfMovesAreLimited() {
        let running = [TopicPartition("v", 0): RunningMove(replicas: [9, 8], adding: [9])]
        #expect(throttle(running: running).brokers == [1, 2, 3, 8, 9])
    }

    @Test func aMoveUnderWayKeepsItsSources() {
        let running = [
            TopicPartition("t", 0): RunningMove(replicas: [3, 1, 2], adding: [3], removing: [1])
        ]
        #expect(
            throttle(running: running).topicConfigs[0].configs.map(\.value)
                == ["0:1,0:2", "0:3"])
    }
}

@Suite struct ReassignPartitionsTests {
    private let files = [
        "re.json": #"{"partitions":[{"topic":"t","partition":0,"replicas":[3,2]}]}"#
    ]
    private let cluster = MovingCluster([TopicPartition("t", 0): [1, 2]], isQuick: false)

    private func run(_ words: String...) async -> ToolRun {
        await ToolRun(
            ReassignPartitionsCommand(),
            ["--bootstrap-server", "h:1", "--reassignment-json-file", "re.json"] + words,
            files: files, admin: cluster.admin)
    }

    @Test func aThrottledMoveSetsWhatLimitsIt() async {
        let result = await run("--execute", "--throttle", "500")
        #expect(result.exitCode == 0)
        let rates =
            "leader.replication.throttled.rate=500 follower.replication.throttled.rate=500"
        #expect(
            cluster.takeSettings() == [
                "t: leader.replication.throttled.replicas=0:1,0:2 "
                    + "follower.replication.throttled.replicas=0:3",
                "1: \(rates)", "2: \(rates)", "3: \(rates)",
            ])
    }

    @Test func throttlesGoWhenNoMoveRuns() async {
        _ = await run("--execute")
        #expect(await run("--verify").exitCode == 0)
        #expect(cluster.takeSettings() == [])
        _ = await run("--cancel", "--preserve-throttles")
        #expect(cluster.takeSettings() == [])
        _ = await run("--verify")
        #expect(
            cluster.takeSettings().last
                == "t: leader.replication.throttled.replicas- "
                + "follower.replication.throttled.replicas-")
    }
}

/// The form of Kafka 2.8, against a ZooKeeper in memory.
@Suite struct ReassignmentOverZooKeeperTests {
    private let server = MemoryZooKeeper()
    private let order = #"{"partitions":[{"topic":"t","partition":0,"replicas":[2]}]}"#

    init() async throws {
        server.plant("/brokers/topics", nil)
        server.plant("/config/topics", nil)
        server.plant("/config/brokers", nil)
        server.plant("/config/changes", nil)
        server.plant("/admin", nil)
        server.plant("/brokers/topics/t", Array(#"{"version":1,"partitions":{"0":[1]}}"#.utf8))
        for id in [1, 2] {
            let registration =
                #"{"version":4,"host":"h","port":1,"jmx_port":-1,"timestamp":"1","endpoints":["PLAINTEXT://h:1"],"listener_security_protocol_map":{"PLAINTEXT":"PLAINTEXT"}}"#
            server.plant("/brokers/ids/\(id)", Array(registration.utf8))
        }
    }

    private func run(_ words: String...) async -> ToolRun {
        await ToolRun(
            ReassignPartitionsCommand(),
            ["--zookeeper", "zk:1", "--reassignment-json-file", "re.json"] + words,
            files: ["re.json": order], zooKeeper: server)
    }

    @Test func anOrderIsLeftInItsNode() async {
        let result = await run("--execute", "--throttle", "7")
        #expect(result.exitCode == 0)
        #expect(
            result.console.output == """
                Warning: --zookeeper is deprecated, and will be removed in a future version of \
                Kafka.
                Current partition replica assignment

                {"version":1,"partitions":[{"topic":"t","partition":0,"replicas":[1],\
                "log_dirs":["any"]}]}

                Save this to use as the --reassignment-json-file option during rollback
                Warning: You must run --verify periodically, until the reassignment completes, to \
                ensure the throttle is removed.
                The inter-broker throttle limit was set to 7 B/s
                Successfully started partition reassignment for t-0

                """)
        #expect(
            server.text(ReassignPartitionsZNode.path)
                == #"{"version":1,"partitions":[{"topic":"t","partition":0,"replicas":[2]}]}"#)
        #expect(
            server.text("/config/topics/t")?.contains("throttled.replicas\":\"0:1\"") == true)
        #expect(
            server.text("/config/brokers/2")?.contains("throttled.rate\":\"7\"") == true)
    }

    @Test func aSecondOrderIsRefusedWhileOneStands() async {
        _ = await run("--execute")
        let second = await run("--execute")
        #expect(second.exitCode == 1)
        #expect(second.console.output.contains("there is an existing partition assignment"))
    }

    @Test func whatRunsAndWhatIsDoneIsTold() async {
        _ = await run("--execute", "--throttle", "7")
        let running = await run("--verify")
        #expect(running.console.output.contains("partition t-0 is still in progress."))
        #expect(server.text("/config/brokers/2")?.contains("throttled") == true)
        server.plant("/brokers/topics/t", Array(#"{"version":1,"partitions":{"0":[2]}}"#.utf8))
        try? await server.connect().delete(ReassignPartitionsZNode.path, version: -1)
        let done = await run("--verify")
        #expect(
            done.console.output.hasSuffix(
                """
                Status of partition reassignment:
                Reassignment of partition t-0 is complete.
                Clearing broker-level throttles on brokers 1,2
                Clearing topic-level throttles on topic t

                """))
        #expect(server.text("/config/brokers/2")?.contains("throttled") == false)
    }

    @Test(arguments: [
        (#"[{"topic":"no","partition":0,"replicas":[1]}]"#, "non-existent partitions: List(no-0)"),
        (#"[{"topic":"t","partition":0,"replicas":[9]}]"#, "non-existent brokerIDs: 9"),
    ])
    func whatDoesNotExistIsRefused(partitions: String, message: String) async {
        let result = await ToolRun(
            ReassignPartitionsCommand(),
            ["--zookeeper", "zk:1", "--execute", "--reassignment-json-file", "x.json"],
            files: ["x.json": "{\"partitions\":\(partitions)}"], zooKeeper: server)
        #expect(result.exitCode == 1)
        #expect(
            result.console.output.hasSuffix("Error: The proposed assignment contains \(message)\n"))
    }
}

@Suite struct DirectoryMoveTests {
    private let files = [
        "re.json": """
        {"partitions":[{"topic":"t","partition":0,"replicas":[1,2],"log_dirs":["/d2","any"]}]}
        """,
        "no.json": """
        {"partitions":[{"topic":"t","partition":0,"replicas":[1],"log_dirs":["/none"]}]}
        """,
        "bad.json": """
        {"partitions":[{"topic":"t","partition":0,"replicas":[1],"log_dirs":["d2"]}]}
        """,
    ]
    private let replica = PartitionReplica(partition: TopicPartition("t", 0), broker: 1)

    private func run(_ cluster: MovingCluster, _ file: String, _ words: String...) async -> ToolRun
    {
        await ToolRun(
            ReassignPartitionsCommand(),
            ["--bootstrap-server", "h:1", "--reassignment-json-file", file] + words,
            files: files, admin: cluster.admin)
    }

    private func cluster(isQuick: Bool = true) -> MovingCluster {
        MovingCluster([TopicPartition("t", 0): [1, 2]], isQuick: isQuick)
    }

    @Test func `a plan with a directory moves the replica there`() async {
        let cluster = cluster()
        let result = await run(cluster, "re.json", "--execute")
        #expect(result.exitCode == 0)
        #expect(
            result.console.output.hasSuffix(
                "Successfully started moving log directory to /d2 for replica t-0 with broker 1 \n")
        )
        #expect(cluster.state.withLock { $0.directories.map(\.path) } == ["/d2"])
    }

    @Test func `the throttle of directories is set where replicas move`() async {
        let cluster = cluster()
        let result = await run(
            cluster, "re.json", "--execute", "--replica-alter-log-dirs-throttle", "77")
        #expect(result.exitCode == 0)
        #expect(
            cluster.takeSettings() == ["1: replica.alter.log.dirs.io.max.bytes.per.second=77"])
    }

    @Test func `an unknown directory ends the tool`() async {
        let result = await run(cluster(), "no.json", "--execute")
        #expect(result.exitCode == 1)
        #expect(result.console.output.contains("\nError: Failed to alter dir for t-0-1\n"))
        #expect(result.console.output.contains("LogDirNotFoundException"))
    }

    @Test func `a path that is not absolute is refused before anything is done`() async {
        let result = await run(cluster(), "bad.json", "--execute")
        #expect(result.exitCode == 1)
        #expect(!result.neededCluster || result.console.output.hasPrefix("Error: Log directory d2"))
    }

    @Test func `verify tells what has moved and what is on its way`() async {
        let quick = cluster()
        _ = await run(quick, "re.json", "--execute")
        #expect(
            await run(quick, "re.json", "--verify").console.output
                .contains("\nReassignment of replica t-0-1 completed successfully.\nClearing"))
        let slow = cluster(isQuick: false)
        slow.state.withLock { $0.directories = [("/d1", TopicPartition("t", 0), false)] }
        _ = await run(slow, "re.json", "--execute")
        let told = await run(slow, "re.json", "--verify").console.output
        #expect(told.contains("\nReassignment of replica t-0-1 is still in progress.\n"))
        #expect(!told.contains("Clearing"))
    }

    @Test func `cancel sends a replica back to where it is`() async {
        let cluster = cluster(isQuick: false)
        cluster.state.withLock {
            $0.directories = [
                ("/d1", TopicPartition("t", 0), false), ("/d2", TopicPartition("t", 0), true),
            ]
        }
        let result = await run(cluster, "re.json", "--cancel")
        #expect(result.console.output.contains("moving log directory to /d1 for replica t-0"))
    }

    @Test(
        arguments: [
            (
                ReplicaDirectories(current: "/d2"),
                "Reassignment of replica t-0-1 completed successfully."
            ),
            (
                ReplicaDirectories(current: "/d1", future: "/d2"),
                "Reassignment of replica t-0-1 is still in progress."
            ),
            (
                ReplicaDirectories(current: "/d1", future: "/d3"),
                "Partition t-0 on broker 1 is being moved to log dir /d3 instead of /d2."
            ),
            (
                ReplicaDirectories(current: "/d1"),
                "Partition t-0 on broker 1 is not being moved from log dir /d1 to /d2."
            ),
            (
                nil, "Partition t-0 cannot be found in any live log directory on broker 1."
            ),
        ] as [(ReplicaDirectories?, String)])
    func `each state is told in Kafka's words`(found: ReplicaDirectories?, text: String) {
        #expect(DirectoryMoveState(found, target: "/d2").text(replica, target: "/d2") == text)
    }
}
