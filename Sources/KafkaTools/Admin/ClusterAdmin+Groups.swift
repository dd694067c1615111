import BrokerClient
import Bytes
import KafkaModel
import KafkaProtocol

extension ClusterAdmin {
    /// The consumer groups of all brokers, by name.
    func listGroups() async throws(AdminFailure) -> [ListGroupsResponse.ListedGroup] {
        var groups: [ListGroupsResponse.ListedGroup] = []
        let brokers = try await metadata(topics: [], call: "listGroups").brokers
        for broker in brokers.map(\.nodeId).sorted() {
            let response = try await send(
                ListGroupsRequest(), to: .broker(broker), call: "listGroups"
            ) { [$0.errorCode] }
            try check(response.errorCode)
            groups += response.groups
        }
        // Groups of other protocols (Connect) are none of the consumers'.
        return groups.filter { $0.protocolType.isEmpty || $0.protocolType == "consumer" }
            .sorted { $0.groupId < $1.groupId }
    }

    func describeGroup(_ id: String) async throws(AdminFailure) -> GroupDescription {
        let response = try await send(
            DescribeGroupsRequest(groups: [id]), to: .groupCoordinator(id),
            call: "describeConsumerGroups"
        ) { $0.groups.map(\.errorCode) }
        guard let group = response.groups.first else {
            throw AdminFailure(.unknownServerError, "The answer does not have the group \(id)")
        }
        if group.errorCode == .groupIdNotFound { return GroupDescription(id: id, state: "Dead") }
        try check(group.errorCode)
        var description = GroupDescription(id: id, state: group.groupState)
        description.assignmentStrategy = group.protocolData
        description.members = group.members.map { member in
            GroupDescription.Member(
                id: member.memberId, instanceID: member.groupInstanceId,
                clientID: member.clientId, host: member.clientHost,
                assignment: decodeAssignment(member.memberAssignment))
        }
        return description
    }

    /// Where the group's coordinator is.
    func coordinator(of group: String) async throws(AdminFailure) -> GroupDescription.Coordinator {
        let response = try await send(
            to: .anyBroker, call: "describeConsumerGroups(api=FIND_COORDINATOR)",
            errors: { [$0.errorCode] + $0.coordinators.map(\.errorCode) },
            { version in
                version >= 4
                    ? FindCoordinatorRequest(keyType: 0, coordinatorKeys: [group])
                    : FindCoordinatorRequest(key: group, keyType: 0)
            })
        if let found = response.coordinators.first {
            try check(found.errorCode, found.errorMessage)
            return .init(id: found.nodeId, host: found.host, port: found.port)
        }
        try check(response.errorCode, response.errorMessage)
        return .init(id: response.nodeId, host: response.host, port: response.port)
    }

    /// What the group has committed.
    func committedOffsets(
        of group: String
    ) async throws(AdminFailure) -> [TopicPartition: Offset] {
        let response = try await send(
            to: .groupCoordinator(group), call: "listConsumerGroupOffsets",
            errors: { [$0.errorCode] + $0.groups.map(\.errorCode) },
            { version in
                version >= 8
                    ? OffsetFetchRequest(groups: [
                        OffsetFetchRequest.OffsetFetchRequestGroup(groupId: group, topics: nil)
                    ]) : OffsetFetchRequest(groupId: group, topics: nil)
            })
        var offsets: [TopicPartition: Offset] = [:]
        try check(response.errorCode)
        for topic in response.topics {
            for partition in topic.partitions where partition.errorCode == .none {
                offsets[TopicPartition(topic.name, partition.partitionIndex)] =
                    partition.committedOffset
            }
        }
        for answer in response.groups {
            try check(answer.errorCode)
            for topic in answer.topics {
                for partition in topic.partitions where partition.errorCode == .none {
                    offsets[TopicPartition(topic.name, partition.partitionIndex)] =
                        partition.committedOffset
                }
            }
        }
        return offsets.filter { $0.value >= 0 }
    }

    func commit(
        _ offsets: [TopicPartition: Offset], for group: String
    ) async throws(AdminFailure) {
        let topics = grouped(Array(offsets.keys)).map { topic, numbers in
            OffsetCommitRequest.OffsetCommitRequestTopic(
                name: topic,
                partitions: numbers.map {
                    OffsetCommitRequest.OffsetCommitRequestPartition(
                        partitionIndex: $0,
                        committedOffset: offsets[TopicPartition(topic, $0)] ?? .zero)
                })
        }
        guard !topics.isEmpty else { return }
        let response = try await send(
            OffsetCommitRequest(groupId: group, topics: topics), to: .groupCoordinator(group),
            call: "alterConsumerGroupOffsets"
        ) { response in response.topics.flatMap { $0.partitions.map(\.errorCode) } }
        for partition in response.topics.flatMap(\.partitions) { try check(partition.errorCode) }
    }

    func deleteGroup(_ group: String) async throws(AdminFailure) {
        let response = try await send(
            DeleteGroupsRequest(groupsNames: [group]), to: .groupCoordinator(group),
            call: "deleteConsumerGroups"
        ) { $0.results.map(\.errorCode) }
        for result in response.results { try check(result.errorCode) }
    }

    /// Removes committed offsets. Throws what is wrong with the whole; the result has what is wrong
    /// with single partitions.
    func deleteOffsets(
        _ partitions: [TopicPartition], of group: String
    ) async throws(AdminFailure) -> [TopicPartition: ErrorCode] {
        let topics = grouped(partitions).map { topic, numbers in
            OffsetDeleteRequest.OffsetDeleteRequestTopic(
                name: topic,
                partitions: numbers.map {
                    OffsetDeleteRequest.OffsetDeleteRequestPartition(partitionIndex: $0)
                })
        }
        let response = try await send(
            OffsetDeleteRequest(groupId: group, topics: topics), to: .groupCoordinator(group),
            call: "deleteConsumerGroupOffsets"
        ) { [$0.errorCode] }
        try check(response.errorCode)
        var codes: [TopicPartition: ErrorCode] = [:]
        for topic in response.topics {
            for partition in topic.partitions {
                codes[TopicPartition(topic.name, partition.partitionIndex)] = partition.errorCode
            }
        }
        return codes
    }
}

/// The partitions of a member's assignment, in order; none if the bytes are not what a consumer's
/// assignor writes.
func decodeAssignment(_ bytes: [UInt8]) -> [TopicPartition] {
    var reader = ByteReader(copying: bytes)
    guard let version = try? reader.int16(), version >= 0 else { return [] }
    // Newer assignors only add fields behind those that are known.
    let known = min(version, ConsumerProtocolAssignment.validVersions.upperBound)
    guard let assignment = try? ConsumerProtocolAssignment(from: &reader, version: known) else {
        return []
    }
    return assignment.assignedPartitions.flatMap { topic in
        topic.partitions.map { TopicPartition(topic.topic, $0) }
    }.sorted()
}
