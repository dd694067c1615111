import BrokerClient
import Bytes
import KafkaModel
import KafkaProtocol
import Platform
import Storage
import Telemetry

/// What an answer came to for one partition.
enum FetchOutcome: Equatable, Sendable {
    case progress(hasRecords: Bool)
    case retry(String)
    case stop(String)
    /// The leader has a newer epoch: the controller's order for it is on its way and begins anew.
    case fenced
    /// The partition is no longer followed under that leadership.
    case dropped
}

extension ReplicaFetcher {
    func outcome(of part: FetchResponse.PartitionData, for entry: FetchPlan.Entry)
        async -> FetchOutcome
    {
        let followed = entry.followed
        switch part.errorCode {
        case .none:
            do throws(LogError) {
                let end = part.divergingEpoch
                if end.endOffset >= .zero || end.epoch >= 0 {
                    return try truncate(
                        followed,
                        EpochEndOffset(epoch: LeaderEpoch(end.epoch), endOffset: end.endOffset))
                }
                return try append(part, for: entry)
            } catch {
                return Self.failure(error)
            }
        case .offsetOutOfRange:
            return await handleOutOfRange(followed)
        case .fencedLeaderEpoch:
            return .fenced
        default:
            return .retry(part.errorCode.name)
        }
    }

    private func append(_ part: FetchResponse.PartitionData, for entry: FetchPlan.Entry)
        throws(LogError) -> FetchOutcome
    {
        let followed = entry.followed
        let records = part.records?.inMemory ?? .empty
        let isTaken = try followed.partition.append(
            asFollower: records, fetchedFrom: entry.offset, epoch: followed.epoch,
            leaderHighWatermark: part.highWatermark, leaderStart: part.logStartOffset)
        if !records.isEmpty { count(records.count, of: followed.id) }
        return isTaken ? .progress(hasRecords: !records.isEmpty) : .dropped
    }

    private func truncate(_ followed: FollowedPartition, _ leaderEnd: EpochEndOffset)
        throws(LogError) -> FetchOutcome
    {
        let partition = followed.partition
        let logEnd = partition.log.offsets.end
        let point = TruncationPoint.find(
            leader: leaderEnd, localEnd: partition.log.endOffset(for:), logEnd: logEnd,
            fallback: partition.highWatermark)
        if point.offset < logEnd {
            logger.info("\(followed.id): truncating from \(logEnd) to \(point.offset)")
        }
        let isTaken = try partition.truncate(to: point.offset, epoch: followed.epoch)
        return isTaken ? .progress(hasRecords: false) : .dropped
    }

    private static func failure(_ error: LogError) -> FetchOutcome {
        switch error {
        case .corruptRecords, .offsetsOutOfOrder, .diskFull: .retry("\(error)")
        default: .stop("\(error)")
        }
    }

    /// The own log ends behind the leader's, or begins where the leader's has nothing any more.
    private func handleOutOfRange(_ followed: FollowedPartition) async -> FetchOutcome {
        do throws(BrokerClientError) {
            let partition = followed.partition
            guard let leaderEnd = try await leaderOffset(-1, followed) else {
                return .retry("the leader does not tell its log end")
            }
            let ownEnd = partition.log.offsets.end
            do throws(LogError) {
                if leaderEnd < ownEnd {
                    logger.warn("\(followed.id): cut from \(ownEnd) to the leader's \(leaderEnd)")
                    let isTaken = try partition.truncate(to: leaderEnd, epoch: followed.epoch)
                    return isTaken ? .progress(hasRecords: false) : .dropped
                }
            } catch { return Self.failure(error) }
            guard let leaderStart = try await leaderOffset(-2, followed) else {
                return .retry("the leader does not tell its log start")
            }
            guard leaderStart > partition.log.offsets.end else {
                return .retry("out of range at \(ownEnd)")
            }
            do throws(LogError) {
                logger.warn("\(followed.id): starting anew at the leader's \(leaderStart)")
                let isTaken = try partition.restart(at: leaderStart, epoch: followed.epoch)
                return isTaken ? .progress(hasRecords: false) : .dropped
            } catch { return Self.failure(error) }
        } catch {
            return .retry("\(error)")
        }
    }

    /// The leader's log end (-1) or start (-2).
    private func leaderOffset(_ which: Int64, _ followed: FollowedPartition)
        async throws(BrokerClientError) -> Offset?
    {
        let request = ListOffsetsRequest(
            replicaId: settings.brokerID,
            topics: [
                .init(
                    name: followed.id.topic,
                    partitions: [
                        .init(
                            partitionIndex: followed.id.partition,
                            currentLeaderEpoch: followed.epoch, timestamp: which)
                    ])
            ])
        let answer = try await endpoint.listOffsets(request, version: settings.listOffsetsVersion)
        guard let part = answer.topics.first?.partitions.first, part.errorCode == .none else {
            return nil
        }
        return part.offset
    }
}
