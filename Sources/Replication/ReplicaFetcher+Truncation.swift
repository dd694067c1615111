import BrokerClient
import KafkaModel
import KafkaProtocol
import Storage

extension ReplicaFetcher {
    /// Brings logs that the first fetch cannot compare into line with the leader's; returns those that
    /// may be fetched now.
    ///
    /// Fetch compares epochs itself from version 12 on. A log without epochs is cut at its high
    /// watermark; with older versions the leader is asked where the latest own epoch ends.
    func truncateFirst(_ due: [FollowedPartition])
        async throws(BrokerClientError) -> [FollowedPartition]
    {
        var ready: [FollowedPartition] = []
        var asking: [FollowedPartition] = []
        for followed in due {
            guard followed.mustTruncate else {
                ready.append(followed)
                continue
            }
            let hasEpochs =
                followed.partition.log.latestEpoch != nil
                && settings.brokenRule != .truncatingToHighWatermark
            if hasEpochs && !settings.truncatesOnFetch {
                asking.append(followed)
                continue
            }
            do throws(LogError) {
                if !hasEpochs {
                    _ = try followed.partition.truncate(
                        to: followed.partition.highWatermark, epoch: followed.epoch)
                }
                note(followed) { $0.mustTruncate = false }
                ready.append(followed)
            } catch {
                delay(followed, "\(error)")
            }
        }
        guard !asking.isEmpty else { return ready }
        try await askForEndOffsets(asking)
        return ready
    }

    private func askForEndOffsets(_ asking: [FollowedPartition])
        async throws(BrokerClientError)
    {
        let request = OffsetForLeaderEpochRequest(
            replicaId: settings.brokerID,
            topics: asking.map { followed in
                .init(
                    topic: followed.id.topic,
                    partitions: [
                        .init(
                            partition: followed.id.partition,
                            currentLeaderEpoch: followed.epoch,
                            leaderEpoch: followed.partition.log.latestEpoch ?? .none)
                    ])
            })
        let answer = try await endpoint.endOffsets(request, version: settings.epochVersion)
        for topic in answer.topics {
            for part in topic.partitions {
                let id = TopicPartition(topic.topic, part.partition)
                guard let followed = asking.first(where: { $0.id == id }) else { continue }
                take(part, for: followed)
            }
        }
    }

    private func take(
        _ part: OffsetForLeaderEpochResponse.EpochEndOffset, for followed: FollowedPartition
    ) {
        if part.errorCode == .fencedLeaderEpoch { return rest(followed) }
        guard part.errorCode == .none else { return delay(followed, part.errorCode.name) }
        let partition = followed.partition
        let point = TruncationPoint.find(
            leader: EpochEndOffset(epoch: part.leaderEpoch, endOffset: part.endOffset),
            localEnd: partition.log.endOffset(for:), logEnd: partition.log.offsets.end,
            fallback: partition.highWatermark)
        do throws(LogError) {
            _ = try partition.truncate(to: point.offset, epoch: followed.epoch)
            if point.isComplete { note(followed) { $0.mustTruncate = false } }
        } catch {
            delay(followed, "\(error)")
        }
    }
}
