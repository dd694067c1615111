import BrokerClient
import KafkaModel
import KafkaProtocol
import Platform
import Simulation

/// What a member asks its coordinator, and what it makes of the answers.
extension GroupConsumer {
    /// How long a rebalance waits for members, and a member for a rebalance.
    private static let rebalance = Duration.seconds(3)
    private static let patience = Duration.seconds(5)

    private func send<R: RequestMessage>(_ request: R, version: Int16, _ what: String)
        async throws(BrokerClientError) -> R.Response
    {
        doing = what
        let connection = try await findCoordinator()
        return try await connection.send(request, version: version, timeout: Self.patience)
    }

    private func findCoordinator() async throws(BrokerClientError) -> BrokerConnection {
        let connection = try await client.admin.connection(
            to: .groupCoordinator(group), timeout: .seconds(2))
        if let coordinator, coordinator != connection.address { checker.count(.otherCoordinator) }
        coordinator = connection.address
        return connection
    }

    /// What follows from an answer that is about the member as a whole.
    private func learn(_ code: ErrorCode) {
        doing += ", and is told \(code)"
        switch code {
        case .none: progress += 1
        case .unknownMemberId: forgetMembership()
        case .illegalGeneration, .rebalanceInProgress: isMember = false
        default: client.admin.forget(.groupCoordinator(group))
        }
    }

    // MARK: Membership

    func join() async throws(BrokerClientError) {
        let topics = Set(partitions.map(\.topic)).sorted()
        let answer = try await send(
            JoinGroupRequest(
                groupId: group, sessionTimeoutMs: Int32(Self.session.wholeMilliseconds),
                rebalanceTimeoutMs: Int32(Self.rebalance.wholeMilliseconds), memberId: memberID,
                protocolType: "consumer",
                protocols: [
                    .init(name: "range", metadata: GroupAssignment.subscription(to: topics))
                ]), version: 9, "joins as '\(memberID)'")
        if answer.errorCode == .memberIdRequired {
            memberID = answer.memberId
            return
        }
        learn(answer.errorCode)
        guard answer.errorCode == .none else { return }
        (memberID, generation) = (answer.memberId, answer.generationId)
        let isLeader = answer.leader == memberID && !answer.skipAssignment
        try await sync(
            isLeader
                ? GroupAssignment.divide(partitions, among: answer.members.map(\.memberId)) : [])
    }

    private func sync(_ assignments: [SyncGroupRequest.SyncGroupRequestAssignment])
        async throws(BrokerClientError)
    {
        let answer = try await send(
            SyncGroupRequest(
                groupId: group, generationId: generation, memberId: memberID,
                protocolType: "consumer", protocolName: "range", assignments: assignments),
            version: 5, "asks for its part of generation \(generation)")
        learn(answer.errorCode)
        guard answer.errorCode == .none else { return }
        let own = GroupAssignment.partitions(in: answer.assignment)
        checker.assigned(own, to: memberID, of: group, generation)
        try await fetchOffsets(of: own)
    }

    private func fetchOffsets(of own: [TopicPartition]) async throws(BrokerClientError) {
        let witness = checker.witness(at: try await findCoordinator().address)
        let answer = try await send(
            OffsetFetchRequest(
                groupId: group,
                topics: own.map { .init(name: $0.topic, partitionIndexes: [$0.partition]) }),
            version: 7, "asks where to go on")
        learn(answer.errorCode)
        guard answer.errorCode == .none else { return }
        positions = [:]
        for topic in answer.topics {
            for part in topic.partitions {
                guard part.errorCode == .none else { return }
                let id = GroupPartition(
                    group: group, partition: TopicPartition(topic.name, part.partitionIndex))
                checker.told(part.committedOffset, part.metadata, of: id, by: witness)
                let position = max(.zero, part.committedOffset)
                checker.begins(id, at: position)
                positions[id.partition] = position
            }
        }
        committed = positions
        nextHeartbeat = client.time.monotonic() + Self.heartbeats
        isMember = true
    }

    func heartbeat() async throws(BrokerClientError) {
        let answer = try await send(
            HeartbeatRequest(groupId: group, generationId: generation, memberId: memberID),
            version: 4, "gives a sign of life")
        nextHeartbeat = client.time.monotonic() + Self.heartbeats
        learn(answer.errorCode)
    }

    /// Leaves; without being told that it may, if the answer is lost.
    func leave() async throws(BrokerClientError) {
        guard !memberID.isEmpty else { return }
        let request = LeaveGroupRequest(groupId: group, members: [.init(memberId: memberID)])
        forgetMembership()
        _ = try await send(request, version: 5, "leaves")
        checker.count(.memberLeft)
    }

    // MARK: Offsets

    /// Commits all positions in the name of a member, which may be another one, and of a generation,
    /// which may be another one.
    func commit(as member: String, in generation: Int32) async throws(BrokerClientError) {
        commits += 1
        let token = CommitToken(generation: generation, member: member, number: commits)
        let wanted = positions
        let isOwn = member == memberID && generation == self.generation
        let answer = try await send(
            OffsetCommitRequest(
                groupId: group, generationIdOrMemberEpoch: generation, memberId: member,
                topics: wanted.sorted { $0.key < $1.key }.map { partition, offset in
                    .init(
                        name: partition.topic,
                        partitions: [
                            .init(
                                partitionIndex: partition.partition, committedOffset: offset,
                                committedMetadata: "\(token)")
                        ])
                }), version: 8, "commits \(token)")
        for topic in answer.topics {
            for part in topic.partitions {
                let id = TopicPartition(topic.name, part.partitionIndex)
                committed(id, wanted[id] ?? .none, token, part.errorCode)
                if isOwn { learn(part.errorCode) }
            }
        }
    }

    private func committed(
        _ partition: TopicPartition, _ offset: Offset, _ token: CommitToken, _ code: ErrorCode
    ) {
        switch code {
        case .none:
            checker.acknowledged(
                token, offset, GroupPartition(group: group, partition: partition))
            committed[partition] = offset
        case .illegalGeneration: checker.count(.oldGenerationRefused)
        case .unknownMemberId: checker.count(.strangerRefused)
        default: break
        }
    }
}
