import Bytes
import CoordinatorRuntime
import KafkaModel
import KafkaRecords
import Platform

/// A log in memory that fails, or keeps callers waiting, when a test wants it to.
final class ListLog: CoordinatorLog {
    private struct State {
        var batches: [TopicPartition: [RecordBatch]] = [:]
        var failure: ErrorCode?
        var isHolding = false
        var held: [@Sendable () -> Void] = []
    }

    private let state = Lock(State())

    /// Appends fail with this code from now on; `nil`: they succeed.
    func fail(with code: ErrorCode?) { state.withLock { $0.failure = code } }

    /// Appends are not acknowledged until ``release()``.
    func hold() { state.withLock { $0.isHolding = true } }

    func release() {
        let held = state.withLock { state in
            defer { state.held = [] }
            state.isHolding = false
            return state.held
        }
        for completion in held { completion() }
    }

    /// All batches of all partitions of the topic of offsets, by partition.
    var batches: [RecordBatch] {
        state.withLock { state in
            state.batches.sorted { $0.key < $1.key }.flatMap(\.value)
        }
    }

    /// All records, by partition.
    var records: [Record] {
        batches.flatMap { batch in
            var records: [Record] = []
            var reader = try? RecordReader(batch)
            while let record = try? reader?.next() { records.append(record) }
            return records
        }
    }

    func append(
        _ batch: SharedBytes, to partition: TopicPartition, acks: Acknowledgements,
        timeout: Duration,
        completion: @escaping @Sendable (Result<Offset, CoordinatorLogError>) -> Void
    ) {
        let isHeld = state.withLock { state in
            let result = Self.append(batch, to: partition, &state)
            guard state.isHolding && acks != .none else {
                state.held.append { completion(result) }
                return false
            }
            state.held.append { completion(result) }
            return true
        }
        if !isHeld { releaseLast() }
    }

    private func releaseLast() {
        let last = state.withLock { $0.held.popLast() }
        last?()
    }

    private static func append(
        _ bytes: SharedBytes, to partition: TopicPartition, _ state: inout State
    ) -> Result<Offset, CoordinatorLogError> {
        if let failure = state.failure { return .failure(CoordinatorLogError(failure)) }
        guard let batch = try? RecordBatch(bytes) else {
            return .failure(CoordinatorLogError(.corruptMessage))
        }
        let base = state.batches[partition]?.last?.nextOffset ?? 0
        batch.assign(baseOffset: base, leaderEpoch: 0)
        state.batches[partition, default: []].append(batch)
        return .success(base)
    }

    func bounds(of partition: TopicPartition) throws(CoordinatorLogError) -> Range<Offset> {
        let end = state.withLock { $0.batches[partition]?.last?.nextOffset ?? 0 }
        return 0..<end
    }

    func read(_ partition: TopicPartition, from offset: Offset, maximumBytes: Int)
        throws(CoordinatorLogError) -> SharedBytes
    {
        let batches = state.withLock { $0.batches[partition] ?? [] }
        var writer = ByteWriter()
        for batch in batches where batch.nextOffset > offset {
            if writer.count > 0 && writer.count + batch.sizeInBytes > maximumBytes { break }
            writer.bytes(batch.bytes)
        }
        return writer.finish()
    }
}
