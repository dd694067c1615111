import Bytes
import Foundation
import KafkaModel
import KafkaRecords
import Platform
import TestSupport

@testable import Storage

extension LogFixture {
    static let limits = CleaningLimits(mapBytes: 1 << 20, loadFactor: 0.9, bufferBytes: 64 << 10)

    /// Settings of a compacted topic with small segments.
    func compact(segmentBytes: Int32 = 600) {
        config.cleanupPolicy = .compact
        config.segmentBytes = segmentBytes
        config.segmentIndexBytes = 4096
        config.indexIntervalBytes = 100
        mayHaveGaps = true
        producerExpiration = .max
        mayHaveGaps = true
    }

    /// Takes the files of a golden directory as they were before its last cleaning: `.deleted` ones are
    /// the sources, what has their names is what Kafka made of them.
    func takeSources(_ source: String) throws {
        try fileSystem.createDirectory(path)
        let names = SharedFiles.names(source)
        for name in names where !names.contains(name + ".deleted") {
            let target = name.replacingOccurrences(of: ".deleted", with: "")
            let bytes = try SharedFiles.bytes("\(source)/\(name)")
            try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(target)"))
        }
    }
}

extension PartitionLog {
    /// Cleans once, to the end.
    @discardableResult
    func clean(
        highWatermark: Offset? = nil, limits: CleaningLimits = LogFixture.limits,
        afterStep: () throws -> Void = {}
    ) throws -> CleaningResult? {
        let highWatermark = highWatermark ?? offsets.end
        guard let cleaning = try LogCleaning(self, highWatermark: highWatermark, limits: limits)
        else { return nil }
        while true {
            let progress: CleaningProgress
            do {
                progress = try cleaning.step()
            } catch {
                cleaning.abandon()
                throw error
            }
            switch progress {
            case .more: try afterStep()
            case .finished(let result): return result
            case .abandoned:
                cleaning.abandon()
                return nil
            }
        }
    }

    /// All batches with their headers.
    var batches: [AnyRecordBatch] {
        get throws {
            var found: [AnyRecordBatch] = []
            for view in inspect({ $0.segments.map(\.view) }) {
                try view.records.walk(from: 0) { (batch, _) throws(LogError) in
                    // The walk reads anew for each chunk.
                    found.append(batch)
                    return true
                }
            }
            return found
        }
    }

    var segmentBases: [Offset] { inspect { $0.segments.map(\.baseOffset) } }
}

/// Batches of keyed records.
enum KeyedBatch {
    /// `nil` values are tombstones.
    static func of(
        _ records: [(key: String?, value: String?)], timestamp: Int64 = 1_600_000_000_000,
        producer: Int64 = -1, epoch: Int16 = -1, sequence: Int32 = -1, transactional: Bool = false,
        attributes: RecordBatchAttributes? = nil
    ) throws -> SharedBytes {
        var header = RecordBatchHeader()
        header.producerID = ProducerID(producer)
        header.producerEpoch = epoch
        header.baseSequence = sequence
        header.attributes = attributes ?? RecordBatchAttributes(isTransactional: transactional)
        var builder = RecordBatchBuilder(header)
        for (index, record) in records.enumerated() {
            builder.append(
                timestamp: timestamp + Int64(index),
                key: record.key.map { SharedBytes(copying: Array($0.utf8)) },
                value: record.value.map { SharedBytes(copying: Array($0.utf8)) },
                headers: [RecordHeader(key: "h", value: nil)])
        }
        return try builder.finish()
    }
}
