import KafkaModel
import KafkaProtocol
import Testing

@testable import KafkaTools

/// Runs against recorded answers.
@Suite struct GroupCommandTests {
    /// A cluster of one broker with a topic of two partitions and a group that has read some of it.
    private func admin(
        state: String = "Empty", answers: [APIKey: RecordedAdmin.Answer] = [:]
    ) -> RecordedAdmin {
        let own: [APIKey: RecordedAdmin.Answer] = [
            .metadata: { _ in
                MetadataResponse(
                    brokers: [.init(nodeId: 1, host: "h", port: 9092)], controllerId: 1,
                    topics: [
                        .init(
                            name: "orders",
                            partitions: [
                                .init(partitionIndex: 0, leaderId: 1),
                                .init(partitionIndex: 1, leaderId: 1),
                            ])
                    ])
            },
            .listGroups: { _ in
                ListGroupsResponse(groups: [
                    .init(groupId: "g", protocolType: "consumer", groupState: state),
                    .init(groupId: "connect", protocolType: "connect", groupState: "Stable"),
                ])
            },
            .describeGroups: { _ in
                DescribeGroupsResponse(groups: [.init(groupId: "g", groupState: state)])
            },
            .offsetFetch: { _ in
                OffsetFetchResponse(groups: [
                    .init(
                        groupId: "g",
                        topics: [
                            .init(
                                name: "orders",
                                partitions: [.init(partitionIndex: 1, committedOffset: 3)])
                        ])
                ])
            },
            .listOffsets: { request in
                let request = request as? ListOffsetsRequest
                let partitions = request?.topics.first?.partitions ?? []
                return ListOffsetsResponse(topics: [
                    .init(
                        name: "orders",
                        partitions: partitions.map {
                            .init(
                                partitionIndex: $0.partitionIndex,
                                offset: $0.timestamp == -2 ? 0 : 4)
                        })
                ])
            },
            .offsetCommit: { _ in OffsetCommitResponse() },
        ]
        return RecordedAdmin(own.merging(answers) { $1 })
    }

    private func run(_ words: String..., admin: RecordedAdmin) async -> ToolRun {
        await ToolRun(
            ConsumerGroupsCommand(), ["--bootstrap-server", "h:9092"] + words, admin: admin)
    }

    private func resetTable(_ rows: (Int, Int)...) -> String {
        rows.reduce(
            "\nGROUP                          TOPIC                          PARTITION  "
                + "NEW-OFFSET     "
        ) {
            $0 + "\ng                              orders                         \($1.0)          "
                + "\($1.1)              "
        } + "\n"
    }

    @Test func groupsOfOtherProtocolsAreNotListed() async {
        #expect(await run("--list", admin: admin()).console.output == "g\n")
    }

    @Test func theLagIsWhatIsLeftToRead() async {
        let run = await run("--describe", "--group", "g", admin: admin())
        #expect(
            run.console.output.hasSuffix(
                "\ng               orders          1          3               4               1  "
                    + "             -               -               -"))
        #expect(run.console.errors == "\nConsumer group 'g' has no active members.\n")
    }

    @Test(arguments: [
        (["--to-earliest"], [0, 0]), (["--to-latest"], [4, 4]), (["--to-offset", "2"], [2, 2]),
        (["--to-offset", "99"], [4, 4]), (["--to-current"], [4, 3]),
    ])
    func aResetGivesAnOffsetToEveryPartition(_ target: [String], _ offsets: [Int]) async {
        let recorded = admin()
        let run = await ToolRun(
            ConsumerGroupsCommand(),
            [
                "--bootstrap-server", "h:9092", "--reset-offsets", "--group", "g", "--topic",
                "orders", "--dry-run",
            ] + target, admin: recorded)
        #expect(run.console.output == resetTable((0, offsets[0]), (1, offsets[1])))
        #expect(!recorded.requests.contains { $0 is OffsetCommitRequest })
    }

    @Test func onlyAnExecutedResetIsCommitted() async throws {
        let recorded = admin()
        _ = await run(
            "--reset-offsets", "--group", "g", "--all-topics", "--shift-by", "-1", "--execute",
            admin: recorded)
        let commit = try #require(
            recorded.requests.compactMap { $0 as? OffsetCommitRequest }.first)
        #expect(commit.groupId == "g" && commit.generationIdOrMemberEpoch == -1)
        let partition = try #require(commit.topics.first?.partitions.first)
        #expect(partition.partitionIndex == 1 && partition.committedOffset == 2)
    }

    @Test func aShiftNeedsACommittedOffset() async {
        let run = await run(
            "--reset-offsets", "--group", "g", "--topic", "orders:0", "--shift-by", "1",
            "--dry-run", admin: admin())
        #expect(run.exitCode == 1)
        #expect(
            run.console.errors.hasPrefix(
                "Cannot shift offset for partition orders-0 since there is no current committed "
                    + "offset\n"))
    }

    @Test func aGroupWithMembersIsNotReset() async {
        let recorded = admin(state: "Stable")
        let run = await run(
            "--reset-offsets", "--group", "g", "--topic", "orders", "--to-earliest", "--execute",
            admin: recorded)
        #expect(
            run.console.output.hasPrefix(
                "\nError: Assignments can only be reset if the group 'g' is inactive, but the "
                    + "current state is Stable.\n"))
        #expect(!recorded.requests.contains { $0 is OffsetCommitRequest })
    }

    @Test func offsetsGoOutAndComeInAsCSV() async {
        let exported = await run(
            "--reset-offsets", "--group", "g", "--topic", "orders", "--to-latest", "--dry-run",
            "--export", admin: admin())
        #expect(exported.console.output == "orders,0,4\norders,1,4\n\n")
        let imported = await ToolRun(
            ConsumerGroupsCommand(),
            [
                "--bootstrap-server", "h:9092", "--reset-offsets", "--group", "g", "--topic",
                "orders", "--from-file", "reset.csv", "--dry-run",
            ], files: ["reset.csv": "orders,0,1\norders,1,2\n"], admin: admin())
        #expect(imported.console.output == resetTable((0, 1), (1, 2)))
    }

    @Test func deletingTellsWhichGroupsCouldNotBeDeleted() async {
        let recorded = admin(answers: [
            .deleteGroups: { request in
                let name = (request as? DeleteGroupsRequest)?.groupsNames.first ?? ""
                return DeleteGroupsResponse(results: [
                    .init(groupId: name, errorCode: name == "g" ? .none : .groupIdNotFound)
                ])
            }
        ])
        let run = await run("--delete", "--group", "g", "--group", "nope", admin: recorded)
        #expect(
            run.console.output
                == "\nError: Deletion of some consumer groups failed:\n* Group 'nope' could not be "
                + "deleted due to: java.util.concurrent.ExecutionException: "
                + "org.apache.kafka.common.errors.GroupIdNotFoundException: The group id does not "
                + "exist.\n\nThese consumer groups were deleted successfully: 'g', '\n")
    }
}

@Suite struct GetOffsetsTests {
    private func allows(_ text: String, _ topic: String, _ partition: Int32) throws -> Bool {
        let options = try Options(["--topic-partitions", text], GetOffsetsCommand().table)
        return try TopicPartitionFilter(options).allows(TopicPartition(topic, partition))
    }

    @Test func aRuleHasATopicAndARangeWithoutItsEnd() throws {
        #expect(try allows("t1:1,t2:0-3,t3,:5", "t1", 1))
        #expect(try !allows("t1:1,t2:0-3,t3,:5", "t1", 2))
        #expect(try allows("t2:0-3", "t2", 2) && !allows("t2:0-3", "t2", 3))
        #expect(try allows("t2:2-", "t2", 9) && !allows("t2:2-", "t2", 1))
        #expect(try allows("t2:-1", "t2", 0) && !allows("t2:-1", "t2", 1))
        #expect(try allows(":5", "any", 5) && !allows(":5", "any", 4))
    }

    @Test(arguments: [
        ("latest", -1), ("earliest", -2), ("-3", -3), ("1700000000000", 1_700_000_000_000),
    ])
    func timesHaveNames(_ text: String, _ expected: Int64) throws {
        #expect(try GetOffsetsCommand.timestamp(text) == expected)
    }
}
