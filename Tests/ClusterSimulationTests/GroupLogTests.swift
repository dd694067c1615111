import CoordinatorRuntime
import GroupCoordination
import KafkaModel
import KafkaProtocol
import KafkaRecords
import Testing

@testable import ClusterSimulation

struct GroupLogTests {
    private static let partition = TopicPartition("a", 0)
    private static let id = GroupPartition(group: "g", partition: partition)

    private var log = GroupLog()
    private var end: Offset = 0

    /// Members with the partitions that each has.
    private mutating func addGroup(
        _ generation: Int32, _ members: [(String, [TopicPartition])]
    ) throws {
        let value = GroupMetadataValue(
            protocolType: "consumer", generation: generation,
            members: members.map {
                .init(memberId: $0.0, assignment: GroupAssignment.bytes($0.1))
            })
        try add(try GroupRecords.group(value, id: "g"))
    }

    private mutating func commit(_ offset: Offset, by member: String, in generation: Int32) throws
        -> CommitToken
    {
        let token = CommitToken(
            generation: generation, member: member, number: Int(end.rawValue))
        try add(
            try GroupRecords.offset(
                CommittedOffset(offset: offset, metadata: "\(token)", commitTimestamp: 0),
                of: Self.partition, group: "g"))
        return token
    }

    private mutating func add(_ record: CoordinatorRecord) throws {
        log.replay(
            Record(offset: end, timestamp: 0, key: record.key, value: record.value), in: nil)
        end += 1
    }

    @Test mutating func `the last commit in the log counts`() throws {
        try addGroup(1, [("m", [Self.partition])])
        let first = try commit(5, by: "m", in: 1)
        let last = try commit(4, by: "m", in: 1)
        #expect(log.problem == nil)
        #expect(log.place(of: first, Self.id) == 1)
        #expect(log.last[Self.id] == GroupLog.Commit(token: last, offset: 4, place: 2))
    }

    @Test(arguments: [1, 0]) mutating func `a generation grows`(next: Int32) throws {
        try addGroup(1, [("m", [])])
        try addGroup(next, [("m", [])])
        #expect(log.problem == "group g: generation \(next) after 1")
    }

    @Test mutating func `nobody shares a partition`() throws {
        try addGroup(1, [("m", [Self.partition]), ("n", [Self.partition])])
        #expect(log.problem == "group g, generation 1: a-0 is both m's and n's")
    }

    @Test(arguments: [("m", 1), ("stranger", 2)])
    mutating func `who is no member of the generation does not commit`(
        member: String, generation: Int32
    ) throws {
        try addGroup(1, [("m", [])])
        try addGroup(2, [("m", [])])
        _ = try commit(5, by: member, in: generation)
        #expect(log.problem?.contains("was taken in generation 2") == true)
    }

    @Test func `partitions are divided without a rest`() {
        let all = (0..<3).map { TopicPartition("a", $0) }
        let parts = GroupAssignment.divide(all, among: ["m", "n"])
        #expect(parts.map(\.memberId) == ["m", "n"])
        #expect(
            parts.map { GroupAssignment.partitions(in: $0.assignment) } == [
                [all[0], all[2]], [all[1]],
            ])
    }
}
