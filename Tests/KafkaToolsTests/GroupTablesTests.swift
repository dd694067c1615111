import KafkaModel
import Testing

@testable import KafkaTools

/// The layouts that Kafka 3.9 printed for the same groups.
@Suite struct GroupTablesTests {
    private let member = GroupDescription.Member(
        id: "c-one-432dc7ea-1f65-4827-9451-423a6b229258", clientID: "c-one", host: "/127.0.0.1",
        assignment: [
            TopicPartition("cfg", 0), TopicPartition("cfg", 1), TopicPartition("orders", 2),
        ])

    private func group(_ members: [GroupDescription.Member], state: String) -> GroupDescription {
        var group = GroupDescription(id: "g-active", state: state)
        group.members = members
        group.assignmentStrategy = members.isEmpty ? "" : "range"
        return group
    }

    @Test func offsetsHaveALineFeedBeforeEachLine() {
        let rows = [
            GroupTables.OffsetRow(
                partition: TopicPartition("orders", 1), committed: 2, logEnd: 2, member: nil),
            GroupTables.OffsetRow(
                partition: TopicPartition("orders", 2), committed: nil, logEnd: 4, member: nil),
        ]
        let header =
            "\nGROUP           TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG    "
            + "         CONSUMER-ID     HOST            CLIENT-ID"
        let first =
            "\ng-empty         orders          1          2               2               0      "
            + "         -               -               -"
        let second =
            "\ng-empty         orders          2          -               4               -      "
            + "         -               -               -"
        #expect(GroupTables.offsets("g-empty", rows) == header + first + second)
    }

    @Test func membersAreAsWideAsTheLongest() {
        let header =
            "\nGROUP           CONSUMER-ID                                HOST            "
            + "CLIENT-ID       #PARTITIONS     ASSIGNMENT\n"
        let row =
            "g-active        c-one-432dc7ea-1f65-4827-9451-423a6b229258 /127.0.0.1      c-one     "
            + "      3               (0,1), (2)\n"
        #expect(
            GroupTables.members(group([member], state: "Stable"), isVerbose: true)
                == header + row)
    }

    @Test func instanceIDsHaveAColumnWhereThereAreAny() {
        var fixed = member
        fixed.instanceID = "inst-1"
        let text = GroupTables.members(group([fixed], state: "Stable"), isVerbose: false)
        #expect(text.contains("GROUP-INSTANCE-ID HOST"))
        #expect(text.contains(" inst-1            /127.0.0.1 "))
    }

    @Test func aGroupWithoutMembersHasTheHeaderOnly() {
        #expect(
            GroupTables.members(group([], state: "Empty"), isVerbose: false)
                == "\nGROUP           CONSUMER-ID     HOST            CLIENT-ID       "
                + "#PARTITIONS     \n")
    }

    @Test func theStateIsOneLine() {
        let place = GroupDescription.Coordinator(id: 2, host: "127.0.0.1", port: 24712)
        #expect(
            GroupTables.state(group([member, member], state: "Stable"), place)
                == "\nGROUP                     COORDINATOR (ID)          ASSIGNMENT-STRATEGY  "
                + "STATE           #MEMBERS\ng-active                  127.0.0.1:24712  (2)      "
                + "range                Stable          2\n")
    }

    @Test func theListIsTenWiderThanTheLongestName() {
        #expect(
            GroupTables.listing(
                [(id: "g-static", type: "Classic", state: "Stable")], showsType: false,
                showsState: true)
                == "GROUP                     STATE               \ng-static                  "
                + "Stable              \n")
    }
}

@Suite struct TimeTextTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00.000", 0),
        ("2000-01-01T00:00:00.000", 946_684_800_000),
        ("2000-02-29T12:30:15.250Z", 951_827_415_250),
        ("2026-11-21T11:00:00.000+02:00", 1_795_251_600_000),
        ("1969-12-31T23:59:59.999", -1),
    ])
    func aTimeIsInUniversalTimeUnlessItSaysOtherwise(_ text: String, _ expected: Int64) {
        #expect(TimeText.milliseconds(text) == expected)
    }

    @Test(arguments: ["yesterday", "2026-13-01T00:00:00.000", "2025-02-29T00:00:00.000", "T"])
    func otherTextsAreNoTimes(_ text: String) {
        #expect(TimeText.milliseconds(text) == nil)
    }

    @Test(arguments: [
        ("P1D", 86_400_000), ("PT1H30M", 5_400_000), ("P1DT0.5S", 86_400_500),
        ("-PT10S", -10_000), ("pt5m", 300_000),
    ])
    func durationsAreISO8601(_ text: String, _ expected: Int64) {
        #expect(TimeText.duration(text) == expected)
    }

    @Test(arguments: ["1 day", "P", "PT", "P1H", "P99999999999999999999D"])
    func otherTextsAreNoDurations(_ text: String) {
        #expect(TimeText.duration(text) == nil)
    }
}
