import Bytes
import KafkaModel
import KafkaRecords

/// A batch as a producer sends it, to be appended again and again: the log patches base offset and
/// leader epoch in place, and ``renewed()`` takes that back.
struct ProducedBatch {
    private let bytes: SharedBytes
    private let head: [UInt8]
    let recordCount: Int

    /// About `size` bytes of records of 1,000 bytes with keys that count up from `firstKey`.
    init(size: Int, firstKey: Int = 0, timestamp: Int64) throws {
        var builder = RecordBatchBuilder(RecordBatchHeader(), capacity: size)
        let value = SharedBytes(copying: [UInt8](repeating: UInt8(ascii: "v"), count: 980))
        var key = firstKey
        repeat {
            builder.append(
                timestamp: timestamp, key: SharedBytes(copying: Array("key-\(key)".utf8)),
                value: value)
            key += 1
        } while builder.uncompressedSize + 1_000 < size
        recordCount = key - firstKey
        bytes = try builder.finish()
        head = Array(bytes.array.prefix(16))
    }

    var count: Int { bytes.count }

    /// The batch with base offset and leader epoch as the producer had set them.
    func renewed() -> SharedBytes {
        bytes.withUnsafeMutableBytes { target in
            head.withUnsafeBytes { target.copyMemory(from: $0) }
        }
        return bytes
    }
}
