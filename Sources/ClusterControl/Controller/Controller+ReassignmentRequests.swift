import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Telemetry

/// Who asks for moves of replicas: clients by request, old tools by `/admin/reassign_partitions`, and
/// the nodes of the topics themselves after a change of the controller or the return of a broker.
/// The latest order counts.
extension Controller {
    func alter(_ request: AlterPartitionReassignmentsRequest) async throws(ClusterMetadataError)
        -> AlterPartitionReassignmentsResponse
    {
        var wanted: [TopicPartition: ReplicaAssignment] = [:]
        var refused: [TopicPartition: TopicError] = [:]
        let live = Set(context.live)
        for topic in request.topics {
            for partition in topic.partitions {
                let key = TopicPartition(topic.name, partition.partitionIndex)
                do throws(TopicError) {
                    wanted[key] = try begin(key, partition.replicas, live)
                } catch {
                    refused[key] = error
                }
            }
        }
        try await removeRequestedMoves { wanted[$0.partition] != nil }
        refused.merge(try await reassign(wanted)) { $1 }
        return AlterPartitionReassignmentsResponse(
            errorCode: .none, errorMessage: nil,
            responses: request.topics.map { topic in
                .init(
                    name: topic.name,
                    partitions: topic.partitions.map { partition in
                        let key = TopicPartition(topic.name, partition.partitionIndex)
                        return .init(
                            partitionIndex: partition.partitionIndex,
                            errorCode: refused[key]?.code ?? .none,
                            errorMessage: refused[key]?.message)
                    })
            })
    }

    private func begin(
        _ partition: TopicPartition, _ target: [BrokerID]?, _ live: Set<BrokerID>?
    ) throws(TopicError) -> ReplicaAssignment {
        let next = try ReassignmentRule(
            current: context.assignment(partition),
            inSyncReplicas: context.leadership[partition]?.state.inSyncReplicas,
            liveBrokers: live
        ).begin(target)
        if context.isQueuedForDeletion(partition.topic) { throw ReassignmentRule.unknown }
        return next
    }

    func reassignments(_ request: ListPartitionReassignmentsRequest)
        -> ListPartitionReassignmentsResponse
    {
        var partitions = context.reassigned
        if let topics = request.topics {
            partitions.formIntersection(
                topics.flatMap { topic in
                    topic.partitionIndexes.map { TopicPartition(topic.name, $0) }
                })
        }
        let byTopic = Dictionary(grouping: partitions.sorted(), by: \.topic)
        return ListPartitionReassignmentsResponse(
            errorCode: .none, errorMessage: nil,
            topics: byTopic.keys.sorted().map { topic in
                .init(
                    name: topic,
                    partitions: (byTopic[topic] ?? []).map { partition in
                        let assignment = context.assignment(partition) ?? ReplicaAssignment([])
                        return .init(
                            partitionIndex: partition.partition, replicas: assignment.replicas,
                            addingReplicas: assignment.adding,
                            removingReplicas: assignment.removing)
                    })
            })
    }
}

// `/admin/reassign_partitions`.
extension Controller {
    /// Begins what the node asks for and is not under way, and takes out what cannot be done. A
    /// target may name brokers that are to come. What cannot be read stays: whoever wrote it may
    /// mend it, and is heard. Returns what was begun.
    func reassignmentsRequested() async throws(ClusterMetadataError) -> Set<TopicPartition> {
        guard let moves = try await requestedMoves(watch: true) else { return [] }
        var wanted: [TopicPartition: ReplicaAssignment] = [:]
        var refused: [TopicPartition: TopicError] = [:]
        for move in moves where !isUnderWay(move) {
            do throws(TopicError) {
                wanted[move.partition] = try begin(move.partition, move.replicas, nil)
            } catch {
                refused[move.partition] = error
            }
        }
        refused.merge(try await reassign(wanted)) { $1 }
        if !refused.isEmpty {
            logger.warn(
                "moves that \(ReassignPartitionsZNode.path) asks for are left out: "
                    + listed(
                        refused.keys.sorted().map { "\($0) (\(refused[$0]?.code.name ?? ""))" }))
            try await removeRequestedMoves { refused[$0.partition] != nil }
        }
        return Set(wanted.keys)
    }

    private func isUnderWay(_ move: ReassignPartitionsZNode.Move) -> Bool {
        guard let assignment = context.assignment(move.partition) else { return false }
        return assignment.isBeingReassigned && assignment.target == move.replicas
            && !context.isQueuedForDeletion(move.partition.topic)
    }

    /// `nil` if there is no node, or one that cannot be read.
    private func requestedMoves(watch: Bool) async throws(ClusterMetadataError)
        -> [ReassignPartitionsZNode.Move]?
    {
        let path = ReassignPartitionsZNode.path
        // A watch also where nothing is yet.
        guard try await store.exists(path, watch: watch), let node = try await store.node(path)
        else { return nil }
        do throws(ZNodeDecodeError) {
            return try ReassignPartitionsZNode(decoding: node.data).moves
        } catch {
            logger.warn("\(path) is malformed and stays as it is: \(error)")
            return nil
        }
    }

    /// Takes moves out of the node; an empty node goes.
    func removeRequestedMoves(where isOver: (ReassignPartitionsZNode.Move) -> Bool)
        async throws(ClusterMetadataError)
    {
        guard let office, let moves = try await requestedMoves(watch: false) else { return }
        let rest = moves.filter { !isOver($0) }
        if rest.count < moves.count || rest.isEmpty { try await office.setRequestedMoves(rest) }
    }
}

// Going on.
extension Controller {
    /// What an earlier controller left unfinished, and what was asked for meanwhile.
    func resumeReassignments() async throws(ClusterMetadataError) {
        let begun = try await reassignmentsRequested()
        try await advance(unfinished { !begun.contains($0) })
    }

    /// Brokers are back that take part in moves.
    func resumeReassignments(on brokers: Set<BrokerID>) async throws(ClusterMetadataError) {
        try await advance(
            unfinished { partition in
                (context.assignment(partition)?.replicas ?? []).contains(where: brokers.contains)
            })
    }

    private func unfinished(where isMeant: (TopicPartition) -> Bool) -> [TopicPartition] {
        context.reassigned.filter { !context.isQueuedForDeletion($0.topic) && isMeant($0) }.sorted()
    }
}
