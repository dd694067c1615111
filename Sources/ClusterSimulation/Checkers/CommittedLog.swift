import Bytes
import KafkaModel
import KafkaRecords
import Replication
import Simulation
import Storage

/// What one partition has committed: everything that any leader's high watermark has passed. It can
/// only grow, whatever happens to the brokers.
struct CommittedLog {
    struct Batch: Equatable, CustomStringConvertible {
        var base: Offset
        var next: Offset
        var epoch: LeaderEpoch
        var producerID: ProducerID
        var sequence: Int32
        var digest: UInt64

        var description: String {
            "offsets \(base)..<\(next) of epoch \(epoch) by producer \(producerID) "
                + "from \(sequence)"
        }
    }

    private(set) var batches: [Batch] = []
    private var sequences: [ProducerID: Int32] = [:]
    /// How far the leader of each epoch has brought it.
    private var ends: [LeaderEpoch: Offset] = [:]

    var end: Offset { batches.last?.next ?? .zero }

    /// What leaders before `epoch` have committed: the least that its leader must have. One that hears
    /// of its election late, when others lead already, need not have what they have committed.
    func end(before epoch: LeaderEpoch) -> Offset {
        ends.filter { $0.key < epoch }.map(\.value).max() ?? .zero
    }

    /// Adds what the leader of epoch `reign` has committed; returns what is wrong with it, `nil` if
    /// nothing is.
    mutating func append(_ batch: Batch, by reign: LeaderEpoch) -> String? {
        if batch.base != end { return "\(batch) does not follow \(end)" }
        if let last = batches.last, batch.epoch < last.epoch {
            return "\(batch) follows epoch \(last.epoch)"
        }
        batches.append(batch)
        ends[reign] = batch.next
        // Coordinators number what they write without being producers.
        guard batch.producerID != .none, batch.sequence >= 0 else { return nil }
        let expected = sequences[batch.producerID, default: 0]
        sequences[batch.producerID] = batch.sequence + Int32(batch.next - batch.base)
        return batch.sequence == expected ? nil : "\(batch) should begin with \(expected)"
    }

    /// Gives up what `log`, whose leader was elected uncleanly, does not have. Returns whether that is
    /// anything.
    mutating func cut(to log: PartitionLog) -> Bool {
        let theirs = Self.read(log, from: log.offsets.start, upTo: log.offsets.end)
        let common = zip(batches, theirs).prefix { $0 == $1 }.count
        guard common < batches.count else { return false }
        batches.removeSubrange(common...)
        ends = ends.mapValues { min($0, end) }
        return true
    }

    /// The batch that holds `offset`.
    func batch(at offset: Offset) -> Batch? {
        var (low, high) = (0, batches.count)
        while low < high {
            let middle = (low + high) / 2
            if batches[middle].next <= offset { low = middle + 1 } else { high = middle }
        }
        return low < batches.count && batches[low].base <= offset ? batches[low] : nil
    }

    /// The batches of a replica's log in a range of offsets. Empty if the log cannot be read now.
    static func read(_ log: PartitionLog, from start: Offset, upTo end: Offset) -> [Batch] {
        var batches: [Batch] = []
        var next = start
        while next < end {
            guard let bytes = bytes(of: log, from: next, upTo: end) else { break }
            var reader = RecordBatchReader(bytes)
            while let batch = try? reader.next(), next < end {
                let found = Batch(batch)
                // A read begins with the whole batch that holds the first offset.
                if found.next > next { batches.append(found) }
                next = max(next, found.next)
            }
        }
        return batches
    }

    /// Some batches of a replica's log, beginning with the one that holds `start`. `nil` if there is
    /// none, or the log cannot be read now.
    static func bytes(of log: PartitionLog, from start: Offset, upTo end: Offset) -> SharedBytes? {
        let request = LogReadRequest(from: start, upTo: end, maxBytes: 1 << 20)
        guard let result = try? log.read(request) else { return nil }
        let loaded: SharedBytes? =
            switch result.records {
            case .bytes(let bytes): bytes
            case .region(let region): try? region.contents()
            }
        return loaded.flatMap { $0.count > 0 ? $0 : nil }
    }
}

extension CommittedLog.Batch {
    init(_ batch: AnyRecordBatch) {
        base = batch.baseOffset
        next = batch.nextOffset
        epoch = batch.partitionLeaderEpoch
        producerID = .none
        sequence = -1
        if case .batch(let current) = batch {
            producerID = current.producerID
            sequence = current.baseSequence
        }
        var digest = TraceDigest()
        for byte in batch.bytes.array { digest.add(UInt64(byte)) }
        self.digest = digest.value
    }
}
