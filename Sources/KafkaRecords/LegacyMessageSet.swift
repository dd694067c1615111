import Bytes
import Compression
import KafkaModel

/// Reads and writes message sets of magic 0 and 1.
///
/// A compressed set is one wrapper message whose value is the compressed set. In magic 0 the inner
/// offsets are absolute; in magic 1 they count from 0 and the wrapper has the offset of the last.
/// Source: Kafka's `AbstractLegacyRecordBatch`, log-format 3.
package enum LegacyMessageSet {
    /// The records of `message` with absolute offsets: itself, or what it wraps.
    package static func records(
        of message: LegacyMessage,
        decompressionLimit: Int = RecordReader.decompressionLimit
    ) throws(RecordError) -> [Record] {
        try messages(of: message, decompressionLimit: decompressionLimit).map(\.record)
    }

    /// ``records(of:decompressionLimit:)``, each with the message that holds it: `message` or one
    /// inside.
    package static func messages(
        of message: LegacyMessage,
        decompressionLimit: Int = RecordReader.decompressionLimit
    ) throws(RecordError) -> [(message: LegacyMessage, record: Record)] {
        guard message.isCompressed else { return [(message, try record(of: message))] }
        let messages = try innerMessages(of: message, decompressionLimit: decompressionLimit)
        let shift = try offsetShift(of: message, last: messages.last)
        var records: [(message: LegacyMessage, record: Record)] = []
        records.reserveCapacity(messages.count)
        for inner in messages {
            guard !inner.isCompressed else {
                throw .invalidRecord("a compressed message inside a compressed message")
            }
            var record = try record(of: inner)
            record.offset += shift
            if message.timestampType == .logAppendTime { record.timestamp = message.timestamp }
            records.append((inner, record))
        }
        return records
    }

    /// The first offset of `message`; unpacks a wrapper.
    package static func firstOffset(of message: LegacyMessage) throws(RecordError) -> Offset {
        try records(of: message).first?.offset ?? message.offset
    }

    /// The messages inside the wrapper, with their offsets as written.
    static func innerMessages(of wrapper: LegacyMessage, decompressionLimit: Int)
        throws(RecordError) -> [LegacyMessage]
    {
        guard let value = try wrapper.value() else {
            throw .invalidRecord("a compressed message with a null value")
        }
        var reader = RecordBatchReader(
            try decompress(value, of: wrapper, limit: decompressionLimit))
        var messages: [LegacyMessage] = []
        while let batch = try reader.next() {
            guard case .legacy(let inner) = batch else {
                throw .invalidRecord("a magic 2 batch inside a message")
            }
            messages.append(inner)
        }
        guard !messages.isEmpty else { throw .invalidRecord("a wrapper without messages") }
        return messages
    }

    private static func decompress(_ value: SharedBytes, of wrapper: LegacyMessage, limit: Int)
        throws(RecordError) -> SharedBytes
    {
        guard let codec = wrapper.compression else {
            throw .unknownCodec(wrapper.attributes & 0x07)
        }
        guard codec != .zstd else { throw .invalidRecord("zstd in a message of magic 0 or 1") }
        do {
            if codec == .lz4 {
                return try LZ4Frame.decompress(
                    value, limit: limit, ignoresHeaderChecksum: wrapper.magic == 0)
            }
            return try codec.decompress(value, limit: limit)
        } catch {
            throw .undecompressible(error)
        }
    }

    /// What to add to the inner offsets. A magic 1 wrapper with offset 0 comes from a client that
    /// did not set it: the inner offsets then stand as they are.
    private static func offsetShift(of wrapper: LegacyMessage, last: LegacyMessage?)
        throws(RecordError) -> Int64
    {
        guard wrapper.magic == 1, wrapper.offset != 0, let last else { return 0 }
        guard last.offset >= 0, wrapper.offset >= last.offset else {
            throw .invalidRecord("wrapper offset below its last message")
        }
        return wrapper.offset - last.offset
    }

    private static func record(of message: LegacyMessage) throws(RecordError) -> Record {
        Record(
            offset: message.offset, timestamp: message.timestamp, key: try message.key(),
            value: try message.value())
    }
}

/// Writing, for down-conversion and for tests of old clients.
extension LegacyMessageSet {
    /// `records` as a set of magic 0 or 1: one message each, or one wrapper if `compression` says
    /// so. Headers are dropped. `records` must not be empty if compressed.
    ///
    /// - Parameter logAppendTime: set with the timestamp type of magic 1 where the leader's clock
    ///   counts.
    package static func encode(
        _ records: [Record], magic: Int8, compression: CompressionType = .none,
        level: Int32? = nil, logAppendTime: Int64? = nil
    ) throws(CompressionError) -> SharedBytes {
        precondition(magic == 0 || magic == 1, "not a magic of message sets")
        let typeBit: UInt8 = magic == 1 && logAppendTime != nil ? 0x08 : 0
        var writer = ByteWriter(capacity: 256)
        let isWrapped = compression != .none && !records.isEmpty
        for record in records {
            var message = record
            if isWrapped && magic == 1 {
                message.offset = Offset(record.offset - records[0].offset)
            }
            if let logAppendTime { message.timestamp = logAppendTime }
            write(message, magic: magic, attributes: typeBit, to: &writer)
        }
        guard isWrapped, let last = records.last else { return writer.finish() }
        let value = try compress(writer.finish(), compression, level: level, magic: magic)
        let timestamp = logAppendTime ?? records.map(\.timestamp).max() ?? -1
        let wrapper = Record(offset: last.offset, timestamp: timestamp, key: nil, value: value)
        var output = ByteWriter(capacity: 64 + value.count)
        write(wrapper, magic: magic, attributes: compression.rawValue | typeBit, to: &output)
        return output.finish()
    }

    private static func compress(
        _ bytes: SharedBytes, _ codec: CompressionType, level: Int32?, magic: Int8
    ) throws(CompressionError) -> SharedBytes {
        guard codec != .zstd else { throw .unsupported("zstd in a message of magic 0 or 1") }
        guard codec == .lz4, magic == 0 else { return try codec.compress(bytes, level: level) }
        return try LZ4Frame.compress(
            bytes, level: level ?? LZ4Frame.defaultLevel, isForMagic0: true)
    }

    private static func write(
        _ record: Record, magic: Int8, attributes: UInt8, to writer: inout ByteWriter
    ) {
        let fixed = magic == 0 ? 14 : 22
        let size = fixed + (record.key?.count ?? 0) + (record.value?.count ?? 0)
        var message = ByteWriter(capacity: BatchPrefix.overhead + size)
        message.int64(record.offset.rawValue)
        message.int32(Int32(truncatingIfNeeded: size))
        message.uint32(0)
        message.int8(magic)
        message.uint8(attributes)
        if magic == 1 { message.int64(record.timestamp) }
        for field in [record.key, record.value] {
            message.int32(Int32(truncatingIfNeeded: field?.count ?? -1))
            if let field { message.bytes(field) }
        }
        let bytes = message.finish()
        bytes.store(
            bigEndian: Checksum32.of(bytes.slice(from: 16, count: bytes.count - 16)), at: 12)
        writer.bytes(bytes)
    }
}
