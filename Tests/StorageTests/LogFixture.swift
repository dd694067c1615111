import Bytes
import Foundation
import KafkaModel
import KafkaRecords
import Platform
import Telemetry
import TestSupport

@testable import Storage

/// A log in a temporary directory, with a clock that the test moves.
final class LogFixture {
    let directory: TemporaryDirectory
    let clock = ManualClock()
    let log = RecordingLogSink()
    var config = LogConfig()
    var fileSystem: any FileSystem = LocalFileSystem()
    var producerExpiration: Int64 = 86_400_000
    var mayHaveGaps = false
    let partition = TopicPartition("topic", 0)
    let failures = Lock<[LogError]>([])
    /// How often the log took its first dirty offset back.
    let lowered = Lock(0)
    /// Whether the log does what it has put off at once, as if its threads were fast; if not, the test
    /// calls ``PartitionLog/performDuties()``.
    var performsDuties = true
    /// How often the log asked for a thread.
    let queued = Lock(0)
    /// Whether a failure takes the log out of use, as its directory would.
    var takesLogOffline = false

    init() throws {
        directory = try TemporaryDirectory("storage")
    }

    var path: String { directory.file("topic-0") }

    var environment: LogEnvironment {
        let (failures, lowered) = (failures, lowered)
        let (queued, opened) = (queued, opened)
        let (takesLogOffline, performsDuties) = (takesLogOffline, performsDuties)
        return LogEnvironment(
            topicPartition: partition, logDirectory: directory.path, fileSystem: fileSystem,
            time: clock, random: SequenceRandom(), logger: Logger("storage", sink: log),
            producerExpiration: producerExpiration,
            onFailure: { error in
                failures.withLock { $0.append(error) }
                if takesLogOffline { opened.withLock { $0 }?.takeOffline() }
            },
            onFirstDirtyLowered: { lowered.withLock { $0 += 1 } },
            onDuty: { log in
                queued.withLock { $0 += 1 }
                while performsDuties, log.performDuties() {}
            })
    }

    /// Opens the log, as after a kill unless `clean`.
    func open(
        clean: Bool = false, recoveryPoint: Offset = .zero, startOffset: Offset = .zero
    ) throws -> PartitionLog {
        try fileSystem.createDirectory(path)
        let log = try LogRecovery(
            environment: environment, directory: path, config: config, wasCleanStop: clean,
            recoveryPoint: recoveryPoint, startOffset: startOffset,
            mayHaveGaps: mayHaveGaps || config.cleanupPolicy.contains(.compact)
        ).open()
        opened.withLock { $0 = log }
        return log
    }

    /// The log opened last.
    private let opened = Lock<PartitionLog?>(nil)

    /// Takes the files of a partition's directory as the log's own.
    func take(_ source: String) throws {
        try fileSystem.createDirectory(path)
        for name in SharedFiles.names(source) {
            let bytes = try SharedFiles.bytes("\(source)/\(name)")
            try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        }
    }

    /// The content of the log's files by name, without those that wait for their removal.
    func files() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in SharedFiles.names(path) where !name.hasSuffix(".deleted") {
            files[name] = try SharedFiles.bytes("\(path)/\(name)")
        }
        return files
    }
}

/// Random numbers that count up.
final class SequenceRandom: RandomSource {
    private let value = Lock<UInt64>(0)

    func next() -> UInt64 {
        value.withLock { value in
            value &+= 0x9E37_79B9_7F4A_7C15
            return value
        }
    }
}

/// Batches as producers send them.
enum Batch {
    /// One batch with a record for each value; the timestamp counts up from `timestamp`.
    static func of(
        _ values: [String], timestamp: Int64 = 1_600_000_000_000, producer: Int64 = -1,
        epoch: Int16 = -1, sequence: Int32 = -1, transactional: Bool = false,
        offset: Int64 = 0, leaderEpoch: Int32 = -1
    ) throws -> SharedBytes {
        var header = RecordBatchHeader()
        header.baseOffset = Offset(offset)
        header.partitionLeaderEpoch = LeaderEpoch(leaderEpoch)
        header.producerID = ProducerID(producer)
        header.producerEpoch = epoch
        header.baseSequence = sequence
        header.attributes = RecordBatchAttributes(isTransactional: transactional)
        var builder = RecordBatchBuilder(header)
        for (index, value) in values.enumerated() {
            builder.append(
                timestamp: timestamp + Int64(index), key: nil,
                value: SharedBytes(copying: Array(value.utf8)))
        }
        return try builder.finish()
    }

    static func marker(_ kind: ControlRecord.Kind, producer: Int64, epoch: Int16) throws
        -> SharedBytes
    {
        try ControlRecord(kind: kind, coordinatorEpoch: 0).makeBatch(
            timestamp: 1_600_000_000_500, producerID: ProducerID(producer), producerEpoch: epoch)
    }
}

extension PartitionLog {
    /// Appends what a producer sent in the newest version.
    @discardableResult
    func produce(_ records: SharedBytes, epoch: LeaderEpoch = 0) throws(LogError)
        -> LogAppendResult
    {
        try append(
            asLeader: records, leaderEpoch: epoch, origin: .client(produceVersion: 9))
    }

    @discardableResult
    func mark(_ kind: ControlRecord.Kind, producer: Int64, epoch: Int16 = 0) throws
        -> LogAppendResult
    {
        try append(
            asLeader: try Batch.marker(kind, producer: producer, epoch: epoch), leaderEpoch: 0,
            origin: .coordinator)
    }

    /// Every record from `offset` on, read in steps of `maxBytes`.
    func records(from offset: Offset? = nil, maxBytes: Int = 1 << 20) throws -> [Record] {
        var next = offset ?? offsets.start
        var found: [Record] = []
        while next < offsets.end {
            let request = LogReadRequest(from: next, upTo: offsets.end, maxBytes: maxBytes)
            let bytes = try read(request).records.bytes()
            var reader = RecordBatchReader(bytes)
            let before = next
            while let batch = try reader.next() {
                let kept = try batch.records().filter { $0.offset >= next }
                found += kept
                next = batch.nextOffset
            }
            if next == before { break }
        }
        return found
    }

    var values: [String] {
        get throws { try records().map { String(decoding: $0.value?.array ?? [], as: UTF8.self) } }
    }
}

extension LogSegment.View {
    /// The first batch whose last offset is at or behind `offset`, looked up as reads do.
    func firstBatch(endingAtOrAfter offset: Offset) throws -> BatchHeader? {
        try firstBatch(
            endingAtOrAfter: offset, from: try offsetIndex.lookup(offset)?.position ?? 0)
    }
}

extension Payload {
    func bytes() throws -> SharedBytes {
        switch self {
        case .bytes(let bytes): bytes
        case .region(let region): try region.contents()
        }
    }
}
