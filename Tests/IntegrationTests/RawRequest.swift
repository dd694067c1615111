import Bytes
import KafkaModel
import TestSupport

/// Kafka requests as bytes, right ones and wrong ones.
enum RawRequest {
    /// A request with a header of the older kind: API, version, correlation id, client id "raw".
    static func frame(_ key: APIKey, _ version: Int16, _ body: [UInt8] = []) -> [UInt8] {
        frame(key.rawValue, version, body)
    }

    static func frame(_ key: Int16, _ version: Int16, _ body: [UInt8] = []) -> [UInt8] {
        let content =
            bigEndian(key) + bigEndian(version) + bigEndian(Int32(77)) + string("raw") + body
        return bigEndian(Int32(content.count)) + content
    }

    static let apiVersions = frame(.apiVersions, 0)

    static func string(_ text: String) -> [UInt8] {
        bigEndian(Int16(text.utf8.count)) + Array(text.utf8)
    }

    static func bytes(_ bytes: [UInt8]) -> [UInt8] { bigEndian(Int32(bytes.count)) + bytes }

    /// Produce, version 3, of `records` to partition 0 with acks=all.
    static func produce(_ records: [UInt8], to topic: String) -> [UInt8] {
        frame(.produce, 3, produceBody(records, to: topic))
    }

    /// What versions 3 to 8 have in common.
    static func produceBody(_ records: [UInt8], to topic: String) -> [UInt8] {
        let target = string(topic) + bigEndian(Int32(1)) + bigEndian(Int32(0)) + bytes(records)
        let noTransaction = bigEndian(Int16(-1))
        return noTransaction + bigEndian(Int16(-1)) + bigEndian(Int32(5000))
            + bigEndian(Int32(1)) + target
    }

    /// The error code in the answer to ``produce(_:to:)``.
    static func produceError(_ answer: [UInt8], topic: String) -> Int16? {
        // Correlation id, one topic, its name, one partition, its number, then the code.
        let place = 4 + 4 + 2 + topic.utf8.count + 4 + 4
        guard answer.count >= place + 2 else { return nil }
        return Int16(answer[place]) << 8 | Int16(answer[place + 1])
    }

    /// A batch of one record with the value "value".
    static func batch(_ change: (inout [UInt8]) -> Void = { _ in }, fixingCRC: Bool = true)
        -> [UInt8]
    {
        let record: [UInt8] = [22, 0, 0, 0, 1, 10] + Array("value".utf8) + [0]
        var batch = bigEndian(Int64(0))
        batch += bigEndian(Int32(49 + record.count))
        batch += bigEndian(Int32(-1)) + [2] + bigEndian(UInt32(0))
        batch += bigEndian(Int16(0)) + bigEndian(Int32(0))
        batch += bigEndian(Int64(1_700_000_000_000)) + bigEndian(Int64(1_700_000_000_000))
        batch += bigEndian(Int64(-1)) + bigEndian(Int16(-1)) + bigEndian(Int32(-1))
        batch += bigEndian(Int32(1)) + record
        change(&batch)
        if fixingCRC {
            let checksum = batch[21...].withUnsafeBytes { CRC32C.checksum($0) }
            batch.replaceSubrange(17..<21, with: bigEndian(checksum))
        }
        return batch
    }
}
