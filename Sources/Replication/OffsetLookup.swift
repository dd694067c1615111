import KafkaModel
import Platform
import Storage

/// What a ListOffsets request asks of one partition.
package struct OffsetQuery: Equatable, Sendable {
    /// The position asked for.
    package enum Target: Equatable, Sendable {
        case latest
        case earliest
        case maxTimestamp
        /// The first record at or after that time, milliseconds.
        case timestamp(Int64)
        /// The latest offset in tiered storage, of which there is none.
        case latestTiered

        /// The meaning of the field `timestamp`; `nil` for negative numbers without meaning.
        package init?(wire timestamp: Int64) {
            switch timestamp {
            case 0...: self = .timestamp(timestamp)
            case -1: self = .latest
            case -2, -4: self = .earliest
            case -3: self = .maxTimestamp
            case -5: self = .latestTiered
            default: return nil
            }
        }
    }

    package var target: Target
    /// The bound for consumers; ``ReadIsolation/logEnd`` for brokers and debugging consumers.
    package var isolation: ReadIsolation
    package var currentLeaderEpoch = LeaderEpoch.none
    package var onlyFromLeader = true

    package init(_ target: Target, isolation: ReadIsolation) {
        self.target = target
        self.isolation = isolation
    }
}

extension Partition {
    /// Finds an offset; `nil` if no record fits. Reads files for times, so not on an event loop.
    ///
    /// Throws ``ErrorCode/offsetNotAvailable`` while a new leader's high watermark has not reached the
    /// start of its epoch: what consumers may see is not known yet. Source: log-format 18,
    /// controller-and-replication 18 (Kafka: Partition.fetchOffsetForTimestamp).
    package func offset(for query: OffsetQuery) throws(PartitionError) -> TimestampedOffset? {
        let bounds = try readBounds(
            isolation: query.isolation, epoch: query.currentLeaderEpoch,
            onlyFromLeader: query.onlyFromLeader)
        let isSettling = query.isolation != .logEnd && highWatermark < (epochStart ?? .zero)
        switch query.target {
        case .latest:
            if isSettling { throw PartitionError(.offsetNotAvailable) }
            return TimestampedOffset(
                offset: bounds.upTo, timestamp: -1, leaderEpoch: leaderEpoch)
        case .earliest:
            let start = bounds.offsets.start
            return TimestampedOffset(
                offset: start, timestamp: -1, leaderEpoch: log.epoch(at: start) ?? .none)
        case .latestTiered:
            return nil
        case .maxTimestamp, .timestamp:
            let found = try lookUp(query.target)
            if let found, found.offset < bounds.upTo { return found }
            if isSettling { throw PartitionError(.offsetNotAvailable) }
            return nil
        }
    }

    /// The answer of ListOffsets version 0: starts of segments, from the newest to the oldest, at most
    /// `maximum`; consumers are told no offset above the high watermark. Reads the times of files.
    /// Source: Kafka's Partition.legacyFetchOffsetsForTimestamp.
    package func segmentOffsets(
        before timestamp: Int64, maximum: Int, isConsumer: Bool, onlyFromLeader: Bool
    ) throws(PartitionError) -> [Offset] {
        let bounds = try readBounds(
            isolation: .highWatermark, epoch: .none, onlyFromLeader: onlyFromLeader)
        let offsets: [Offset]
        do throws(LogError) {
            offsets = try log.segmentOffsets(before: timestamp, maximum: maximum)
        } catch {
            throw PartitionError(error)
        }
        guard isConsumer, let newest = offsets.first, newest > bounds.highWatermark else {
            return offsets
        }
        return [bounds.highWatermark] + offsets.drop { $0 > bounds.highWatermark }
    }

    private func lookUp(_ target: OffsetQuery.Target) throws(PartitionError) -> TimestampedOffset? {
        do throws(LogError) {
            if case .timestamp(let time) = target { return try log.offset(forTimestamp: time) }
            return try log.offsetOfMaxTimestamp()
        } catch {
            throw PartitionError(error)
        }
    }

    /// Where the log ended when this broker became leader; `nil` unless it leads.
    package var epochStart: Offset? {
        state.withLock { if case .leader(let own) = $0.role { own.epochStart } else { nil } }
    }

    /// Where `epoch` ends in a leader's log (OffsetForLeaderEpoch).
    package func endOffset(
        of epoch: LeaderEpoch, currentLeaderEpoch: LeaderEpoch, onlyFromLeader: Bool = true
    ) throws(PartitionError) -> EpochEndOffset {
        _ = try readBounds(
            isolation: .logEnd, epoch: currentLeaderEpoch, onlyFromLeader: onlyFromLeader)
        return log.endOffset(for: epoch)
    }
}
