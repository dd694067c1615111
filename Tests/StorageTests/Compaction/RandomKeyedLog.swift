import Bytes
import Compression
import KafkaModel
import KafkaRecords
import TestSupport

@testable import Storage

/// Fills logs as many producers at once would: plain, idempotent and transactional batches of keyed
/// records and tombstones, in every codec.
struct RandomKeyedLog {
    private var random: SeededRandom
    private var sequences: [Int64: Int32] = [:]
    private var open: [Int64: Bool] = [:]
    private var number = 0
    var keys = 12

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    mutating func fill(_ log: PartitionLog, batches: Int) throws {
        for _ in 0..<batches {
            number += 1
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<4: try log.produce(batch())
            case 4..<6: try produce(log, 1, isTransactional: false)
            default: try transact(log, Int64.random(in: 2...4, using: &random))
            }
        }
    }

    /// Ends every open transaction, so that all is stable.
    mutating func settle(_ log: PartitionLog) throws {
        for producer in open.keys.sorted() { try end(log, producer) }
    }

    private mutating func transact(_ log: PartitionLog, _ producer: Int64) throws {
        if open[producer] == true, Int.random(in: 0..<3, using: &random) == 0 {
            try end(log, producer)
        } else {
            try produce(log, producer, isTransactional: true)
            open[producer] = true
        }
    }

    private mutating func end(_ log: PartitionLog, _ producer: Int64) throws {
        try log.mark(Bool.random(using: &random) ? .commit : .abort, producer: producer)
        open[producer] = nil
    }

    private mutating func produce(_ log: PartitionLog, _ producer: Int64, isTransactional: Bool)
        throws
    {
        let sequence = sequences[producer, default: 0]
        let bytes = try batch(producer, sequence: sequence, isTransactional: isTransactional)
        let result = try log.produce(bytes)
        let count = Int32(result.lastOffset - result.firstOffset) + 1
        sequences[producer] = sequence + count
    }

    private mutating func batch(
        _ producer: Int64 = -1, sequence: Int32 = -1, isTransactional: Bool = false
    ) throws -> SharedBytes {
        let count = Int.random(in: 1...5, using: &random)
        let records = (0..<count).map { index in
            let key = "key \(Int.random(in: 0..<keys, using: &random))"
            let isTombstone = Int.random(in: 0..<5, using: &random) == 0
            let length = Int.random(in: 0..<30, using: &random)
            let value = "\(number).\(index)" + String(repeating: "v", count: length)
            return (key: String?.some(key), value: isTombstone ? nil : value)
        }
        let codec = CompressionType.allCases.randomElement(using: &random) ?? .none
        let timestamp = 1_600_000_000_000 + Int64.random(in: 0...100_000, using: &random)
        return try KeyedBatch.of(
            records, timestamp: timestamp, producer: producer, epoch: producer < 0 ? -1 : 0,
            sequence: sequence,
            attributes: RecordBatchAttributes(
                compression: Bool.random(using: &random) ? .none : codec,
                isTransactional: isTransactional))
    }
}

/// What a consumer makes of a log.
struct LogContent: Equatable {
    /// Every record but those of control batches, aborted ones among them.
    var records: [Record] = []
    /// Those that a read-committed consumer gets.
    var committed: [Record] = []
    /// The last committed value of each key; none for keys that were deleted.
    var state: [String: String] {
        var state: [String: String] = [:]
        for record in committed {
            guard let key = record.key else { continue }
            state[text(key)] = record.value.map { text($0) }
        }
        return state
    }

    private func text(_ bytes: SharedBytes) -> String {
        String(decoding: bytes.array, as: UTF8.self)
    }

    /// Reads to `upTo`, with the answers that a broker gives.
    init(_ log: PartitionLog, upTo: Offset) throws {
        var next = log.offsets.start
        while next < upTo {
            var request = LogReadRequest(from: next, upTo: upTo, maxBytes: 2000)
            request.includesAbortedTransactions = true
            let result = try log.read(request)
            var reader = RecordBatchReader(try result.records.bytes())
            var aborted = result.abortedTransactions.sorted { $0.firstOffset < $1.firstOffset }
            var active: Set<ProducerID> = []
            let before = next
            while let batch = try reader.next()?.current {
                while let first = aborted.first, first.firstOffset <= batch.lastOffset {
                    active.insert(first.producerID)
                    aborted.removeFirst()
                }
                next = batch.nextOffset
                if batch.isControl {
                    if try ControlRecord(batch)?.kind == .abort { active.remove(batch.producerID) }
                    continue
                }
                let found = try batch.records().filter { $0.offset >= before }
                records += found
                let isHidden = batch.isTransactional && active.contains(batch.producerID)
                if !isHidden { committed += found }
            }
            if next == before { break }
        }
    }
}
