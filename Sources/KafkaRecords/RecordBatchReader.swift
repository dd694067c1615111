import Bytes
import KafkaModel

/// Walks the batches of a buffer without copying: of a produce request, a fetch answer, a part of a
/// segment. Messages of magic 0 and 1 come one by one.
package struct RecordBatchReader: Sendable {
    private let bytes: SharedBytes
    /// Bytes of complete batches passed so far.
    package private(set) var position = 0

    package init(_ bytes: SharedBytes) {
        self.bytes = bytes
    }

    /// Bytes not passed yet. After the end: the incomplete batch that a limit has cut off.
    package var remaining: Int { bytes.count - position }

    /// The next complete batch; `nil` at the end or where the last batch is incomplete.
    ///
    /// Throws where framing is lost. The position then stays before the bad bytes. Neither checksum
    /// nor records are looked at.
    package mutating func next() throws(RecordError) -> AnyRecordBatch? {
        let rest = bytes.slice(from: position, count: remaining)
        guard let prefix = try BatchPrefix(rest), prefix.sizeInBytes <= rest.count else {
            return nil
        }
        let batch = try AnyRecordBatch(rest.slice(from: 0, count: prefix.sizeInBytes))
        position += prefix.sizeInBytes
        return batch
    }

    /// The bytes of all complete batches in front; stops before bytes that are no batch.
    package static func validBytes(of bytes: SharedBytes) -> SharedBytes {
        var reader = RecordBatchReader(bytes)
        while (try? reader.next()) != nil {}
        return bytes.slice(from: 0, count: reader.position)
    }
}
