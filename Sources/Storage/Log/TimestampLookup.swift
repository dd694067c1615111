import KafkaModel
import KafkaRecords
import Platform

/// ListOffsets by time. Source: Kafka's `LogSegment.findOffsetByTimestamp`, log-format 18.
extension PartitionLog {
    /// The first record at or after `timestamp` (milliseconds) with an offset from the log start on;
    /// `nil` if there is none. Reads files.
    package func offset(forTimestamp timestamp: Int64) throws(LogError) -> TimestampedOffset? {
        try retryingStaleFiles { () throws(LogError) in
            let (segments, start) = try views()
            for segment in segments {
                let largest = try onDisk { () throws(SystemError) in
                    try segment.largestTimestamp(environment.fileSystem)
                }
                guard largest >= timestamp else { continue }
                if let found = try segment.firstRecord(atOrAfter: timestamp, from: start) {
                    return found
                }
            }
            return nil
        }
    }

    /// The record with the largest timestamp (ListOffsets -3), the first of equals; `nil` in a log
    /// without timestamps. Reads files.
    package func offsetOfMaxTimestamp() throws(LogError) -> TimestampedOffset? {
        try retryingStaleFiles { () throws(LogError) in
            let (segments, _) = try views()
            var latest: LogSegment.View?
            for segment in segments
            where segment.maxTimestamp.timestamp > (latest?.maxTimestamp.timestamp ?? -1) {
                latest = segment
            }
            guard let latest else { return nil }
            return try latest.firstRecord(
                atOrAfter: latest.maxTimestamp.timestamp, from: .zero)
        }
    }

    private func views() throws(LogError) -> (segments: [LogSegment.View], start: Offset) {
        try withState { (state) throws(LogError) in
            (state.segments.map(\.view), state.startOffset)
        }
    }
}

extension LogSegment.View {
    /// The first record at or after `timestamp` with an offset from `start` on.
    fileprivate func firstRecord(
        atOrAfter timestamp: Int64, from start: Offset
    ) throws(LogError) -> TimestampedOffset? {
        var position = try onDisk { () throws(SystemError) in
            // Up to the entry before, every timestamp is smaller.
            guard let before = try timeIndex.lookup(timestamp &- 1) else { return 0 }
            return try offsetIndex.lookup(before.offset)?.position ?? 0
        }
        while let header = try batch(from: position, reaching: timestamp, start) {
            let batch = try records.batch(at: header.position, count: header.sizeInBytes)
            if let found = try batch.firstRecord(atOrAfter: timestamp, from: start) {
                return found
            }
            position = header.end
        }
        return nil
    }

    private func batch(from position: Int, reaching timestamp: Int64, _ start: Offset)
        throws(LogError) -> BatchHeader?
    {
        try onDisk { () throws(SystemError) in
            var found: BatchHeader?
            try records.scan(from: position) { header in
                guard header.maxTimestamp >= timestamp, header.lastOffset >= start else {
                    return true
                }
                found = header
                return false
            }
            return found
        }
    }
}

extension AnyRecordBatch {
    fileprivate func firstRecord(
        atOrAfter timestamp: Int64, from start: Offset
    ) throws(LogError) -> TimestampedOffset? {
        do throws(RecordError) {
            let record = try records().first { $0.timestamp >= timestamp && $0.offset >= start }
            return record.map {
                TimestampedOffset(
                    offset: $0.offset, timestamp: $0.timestamp, leaderEpoch: partitionLeaderEpoch)
            }
        } catch {
            throw .corruptRecords(error)
        }
    }
}
