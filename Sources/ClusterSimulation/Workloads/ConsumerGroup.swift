import BrokerClient
import KafkaModel
import KafkaProtocol
import Platform
import Simulation

/// The members of a group, and whether all is well with it.
// Sendable because everything happens on the one thread of the simulation.
final class ConsumerGroup: @unchecked Sendable {
    static let name = "readers"

    let members: [GroupConsumer]
    private let cluster: SimulatedCluster
    private let checker: GroupChecker
    private let partitions: [TopicPartition]
    private var inspection = "not inspected"
    /// Whether coordinators tell what the log says.
    private(set) var isConfirmed = false

    init(
        members count: Int, _ cluster: SimulatedCluster, _ checker: GroupChecker,
        _ reads: ReadChecker, of partitions: [TopicPartition]
    ) {
        self.cluster = cluster
        self.checker = checker
        self.partitions = partitions
        members = (1...count).map { number in
            GroupConsumer(
                cluster.makeClient("member-\(number)"), of: Self.name, checker, reads,
                partitions: partitions, seed: cluster.executor.random.next())
        }
    }

    /// What keeps the group from being stable, with every partition in somebody's hands; `nil` if
    /// nothing does.
    var problem: String? {
        guard let group = checker.log.groups[Self.name] else { return "there is no group" }
        let known = Set(group.members.map(\.memberId))
        for member in members {
            guard member.isMember, member.generation == group.generation else {
                return "\(member.client.process.name) is not in generation \(group.generation)"
            }
        }
        guard known == Set(members.map(\.memberID)) else {
            return "\(known.sorted()) are members of generation \(group.generation)"
        }
        let own = group.members.flatMap { GroupAssignment.partitions(in: $0.assignment) }
        return Set(own) == Set(partitions) ? nil : "only \(own) belong to somebody"
    }

    /// Whether every acknowledged record is consumed, and committed.
    var isFinished: Bool {
        partitions.allSatisfy {
            checker.isFinished(GroupPartition(group: Self.name, partition: $0))
        }
    }

    func calm() {
        for member in members { member.calm() }
    }

    /// Asks the coordinator for the group, until it says what the log says.
    func inspect() {
        let client = cluster.makeClient("inspector")
        client.run { [self] in
            while !isConfirmed {
                do throws(BrokerClientError) {
                    try await inspect(client.admin)
                } catch {
                    inspection = "\(error)"
                }
                try? await client.time.sleep(for: .milliseconds(200))
            }
        }
    }

    private func inspect(_ admin: AdminClient) async throws(BrokerClientError) {
        let described = try await admin.send(
            DescribeGroupsRequest(groups: [Self.name]), to: .groupCoordinator(Self.name)
        ) { $0.groups.map(\.errorCode) }
        let state = described.groups.first?.groupState ?? "unknown"
        let fetched = try await admin.send(
            OffsetFetchRequest(groupId: Self.name, topics: nil), version: 7,
            to: .groupCoordinator(Self.name)
        ) { [$0.errorCode] }
        var wrong: [String] = []
        var told = 0
        for topic in fetched.topics {
            for part in topic.partitions {
                let partition = TopicPartition(topic.name, part.partitionIndex)
                let id = GroupPartition(group: Self.name, partition: partition)
                told += 1
                if !checker.isRight(part.committedOffset, for: id) {
                    wrong.append("\(partition) at \(part.committedOffset)")
                }
            }
        }
        inspection = "\(state), offsets of \(told) partitions, not right: \(wrong)"
        isConfirmed =
            state == "Stable" && fetched.errorCode == .none && wrong.isEmpty
            && told == checker.log.last.count
    }

    /// For the report of a failure.
    func describe() -> [String] {
        ["group: \(problem ?? "stable"); \(inspection)"]
            + partitions.map { partition in
                let id = GroupPartition(group: Self.name, partition: partition)
                return "\(id): committed \(checker.log.last[id]?.offset ?? .none), "
                    + "\(checker.isFinished(id) ? "finished" : "not finished")"
            }
    }
}
