import ClusterMetadata
import KafkaModel
import KafkaProtocol

/// Changes of in-sync replicas that leaders ask for.
extension Controller {
    /// The answer, and the partitions whose in-sync replicas were changed.
    func alter(_ request: AlterPartitionRequest, version: Int16) async throws(ClusterMetadataError)
        -> (AlterPartitionResponse, altered: [TopicPartition])
    {
        guard let broker = context.brokers[request.brokerId], broker.epoch == request.brokerEpoch
        else { return (AlterPartitionResponse(errorCode: .staleBrokerEpoch), []) }
        var decisions = request.topics.map { topic in
            topic.partitions.map { decide($0, of: name(topic, version), request.brokerId, version) }
        }
        let altered = try await carryOut(&decisions, request, version)
        var response = AlterPartitionResponse()
        for (topic, results) in zip(request.topics, decisions) {
            var answer = AlterPartitionResponse.TopicData()
            if version >= 2 {
                answer.topicId = topic.topicId
            } else {
                answer.topicName = topic.topicName
            }
            answer.partitions = zip(topic.partitions, results).map { partition, decision in
                self.answer(partition.partitionIndex, name(topic, version), decision)
            }
            response.topics.append(answer)
        }
        return (response, altered)
    }

    /// `nil` if there is no such topic.
    private func name(_ topic: AlterPartitionRequest.TopicData, _ version: Int16) -> String? {
        if version >= 2 { return context.topic(of: topic.topicId) }
        return topic.topicName
    }

    private func decide(
        _ partition: AlterPartitionRequest.PartitionData, of topic: String?, _ leader: BrokerID,
        _ version: Int16
    ) -> ISRChangeDecision {
        guard let topic else { return .refuse(.unknownTopicId) }
        let key = TopicPartition(topic, partition.partitionIndex)
        guard let known = context.leadership[key] else { return .refuse(.unknownTopicOrPartition) }
        guard let recovery = LeaderRecoveryState(rawValue: partition.leaderRecoveryState) else {
            return .refuse(.invalidRequest)
        }
        let replicas =
            version >= 3 ? partition.newIsrWithEpochs.map(\.brokerId) : partition.newIsr
        let wish = ISRChangeRequest(
            leader: leader, leaderEpoch: partition.leaderEpoch, inSyncReplicas: replicas,
            recovery: recovery, partitionEpoch: partition.partitionEpoch)
        return wish.decide(
            known, context.epoch,
            ineligibleCode: version >= 2 ? .ineligibleReplica : .operationNotAttempted
        ) { id in
            guard let broker = context.brokers[id], context.isLive(id) else { return false }
            if known.state.inSyncReplicas.contains(id) { return true }
            // A wish can wait for long. What was in sync under an earlier registration may have come back
            // with less (KIP-903).
            let named = partition.newIsrWithEpochs.first { $0.brokerId == id }?.brokerEpoch ?? .none
            return named == .none || named >= broker.epoch
        }
    }

    /// Writes what was granted, and turns what could not be written into refusals. Returns what was
    /// written.
    private func carryOut(
        _ decisions: inout [[ISRChangeDecision]], _ request: AlterPartitionRequest, _ version: Int16
    ) async throws(ClusterMetadataError) -> [TopicPartition] {
        var updates: [PartitionStateUpdate] = []
        var places: [(topic: Int, partition: Int)] = []
        for (topicIndex, topic) in request.topics.enumerated() {
            guard let name = name(topic, version) else { continue }
            for (index, partition) in topic.partitions.enumerated() {
                let key = TopicPartition(name, partition.partitionIndex)
                guard case .write(let state) = decisions[topicIndex][index],
                    let known = context.leadership[key]
                else { continue }
                updates.append(PartitionStateUpdate(key, state, over: known.epoch))
                places.append((topicIndex, index))
            }
        }
        let written = try await writeStates(updates).written.sorted()
        let isWritten = Set(written)
        for (update, place) in zip(updates, places) where !isWritten.contains(update.partition) {
            decisions[place.topic][place.partition] = .refuse(.invalidUpdateVersion)
        }
        if written.isEmpty { return [] }
        batch.addMetadata(written)
        sendBatch()
        return written
    }

    private func answer(_ index: Int32, _ topic: String?, _ decision: ISRChangeDecision)
        -> AlterPartitionResponse.PartitionData
    {
        var answer = AlterPartitionResponse.PartitionData()
        answer.partitionIndex = index
        if case .refuse(let code) = decision {
            answer.errorCode = code
            return answer
        }
        guard let topic, let known = context.leadership[TopicPartition(topic, index)] else {
            answer.errorCode = .unknownTopicOrPartition
            return answer
        }
        answer.leaderId = known.state.leader
        answer.leaderEpoch = known.state.leaderEpoch
        answer.isr = known.state.inSyncReplicas
        answer.leaderRecoveryState = known.state.recovery.rawValue
        answer.partitionEpoch = known.epoch
        return answer
    }
}
