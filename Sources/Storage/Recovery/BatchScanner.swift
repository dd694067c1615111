import Bytes
import Compression
import KafkaModel
import KafkaRecords
import Platform

/// Reads the batches of a record file from front to back, verifying the checksum of each or only its
/// frame.
///
/// The file is read into one buffer of fixed size that is used over and over; a batch that is larger
/// is checksummed piece by piece, so that memory does not depend on what a damaged size field says.
/// Nothing is allocated for a batch.
struct BatchScanner: ~Copyable {
    /// Large enough that system calls do not count, small enough to stay in a processor's cache.
    static let bufferSize = 256 << 10
    /// Read at once where only headers are looked at: large batches are stepped over.
    private static let headerChunk = 16 << 10

    private let file: any File
    private let verifiesChecksums: Bool
    /// Bytes of the file that may hold batches.
    private let end: Int
    private let buffer: UnsafeMutableRawBufferPointer
    /// Where the buffer's first byte stands in the file, and how many bytes of it are filled.
    private var start: Int
    private var filled = 0
    /// Where the next batch begins.
    private(set) var position: Int

    init(_ records: FileRecords, from position: Int, verifiesChecksums: Bool = true) {
        file = records.file
        end = records.size
        self.verifiesChecksums = verifiesChecksums
        self.position = position
        start = position
        let size = min(
            verifiesChecksums ? Self.bufferSize : Self.headerChunk, max(end - position, 64))
        buffer = .allocate(byteCount: size, alignment: 16)
    }

    deinit {
        buffer.deallocate()
    }

    /// The next batch that is right; `nil` at the end, or where the bytes are no such batch. Then
    /// ``position`` is where the good part ends.
    mutating func next() throws(SystemError) -> ScannedBatch? {
        guard end - position >= BatchPrefix.size else { return nil }
        try fill(min(RecordBatch.headerSize, end - position))
        let available = start + filled - position
        guard available >= BatchPrefix.size,
            let batch = ScannedBatch(header(available), position: position),
            batch.sizeInBytes <= end - position
        else { return nil }
        if verifiesChecksums, try checksum(of: batch) != batch.storedChecksum { return nil }
        position += batch.sizeInBytes
        return batch
    }

    /// ``next()`` with the log's errors.
    mutating func nextOnDisk() throws(LogError) -> ScannedBatch? {
        do throws(SystemError) {
            return try next()
        } catch {
            throw LogError(error)
        }
    }

    private func header(_ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: buffer[(position - start)..<(position - start + count)])
    }

    /// Makes the buffer hold the `count` bytes at `position`, if the file has them.
    private mutating func fill(_ count: Int) throws(SystemError) {
        guard position < start || position + count > start + filled else { return }
        try read(at: position)
    }

    private mutating func read(at offset: Int) throws(SystemError) {
        start = offset
        filled = 0
        let wanted = min(buffer.count, end - offset)
        filled = try file.read(
            into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: Int64(offset))
    }

    /// `nil` if the file ends before the batch does.
    private mutating func checksum(of batch: ScannedBatch) throws(SystemError) -> UInt32? {
        var sum: UInt32 = 0
        var at = batch.position + batch.checksummedFrom
        let batchEnd = batch.position + batch.sizeInBytes
        // Small batches wholly; of large ones what is in the buffer first.
        if batch.sizeInBytes <= buffer.count, batchEnd > start + filled {
            try read(at: batch.position)
        }
        while at < batchEnd {
            if at >= start + filled { try read(at: at) }
            let count = min(batchEnd, start + filled) - at
            guard count > 0 else { return nil }
            let part = UnsafeRawBufferPointer(
                rebasing: buffer[(at - start)..<(at - start + count)])
            sum =
                batch.magic == RecordBatch.magic
                ? CRC32C.checksum(part, continuing: sum)
                : Checksum32.checksum(part, continuing: sum)
            at += count
        }
        return sum
    }
}

/// What recovery needs of a batch; read from its header.
struct ScannedBatch {
    let position: Int
    let sizeInBytes: Int
    let magic: Int8
    /// Of magic 0 and 1 the offset of the (last) message.
    let baseOffset: Offset
    let lastOffset: Offset
    /// Milliseconds; -1 if there is none.
    let maxTimestamp: Int64
    /// ``LeaderEpoch/none`` in magic 0 and 1.
    let leaderEpoch: LeaderEpoch
    let attributes: RecordBatchAttributes
    let producerID: ProducerID
    let producerEpoch: Int16
    let baseSequence: Int32
    fileprivate let storedChecksum: UInt32

    /// Position of the first byte that the checksum covers, from the batch's begin.
    fileprivate var checksummedFrom: Int { magic == RecordBatch.magic ? 21 : 16 }

    var nextOffset: Offset { lastOffset + 1 }
    var hasProducerID: Bool { producerID > ProducerID.none }

    /// Reads a header; `nil` if the bytes are not those of a batch.
    init?(_ bytes: UnsafeRawBufferPointer, position: Int) {
        func field<I: FixedWidthInteger>(_ type: I.Type, _ at: Int) -> I {
            I(bigEndian: bytes.loadUnaligned(fromByteOffset: at, as: I.self))
        }
        let size = field(Int32.self, 8)
        magic = field(Int8.self, 16)
        guard size >= BatchPrefix.minimumSizeField, (0...2).contains(magic) else { return nil }
        self.position = position
        sizeInBytes = BatchPrefix.overhead + Int(size)
        baseOffset = Offset(field(Int64.self, 0))
        guard magic == RecordBatch.magic else {
            // Behind the magic come attributes, in magic 1 a timestamp, and two lengths.
            guard bytes.count >= 26, sizeInBytes >= (magic == 0 ? 26 : 34) else { return nil }
            lastOffset = baseOffset
            maxTimestamp = magic == 0 ? -1 : field(Int64.self, 18)
            leaderEpoch = .none
            attributes = RecordBatchAttributes(rawValue: 0)
            producerID = .none
            producerEpoch = -1
            baseSequence = -1
            storedChecksum = field(UInt32.self, 12)
            return
        }
        guard bytes.count >= RecordBatch.headerSize, sizeInBytes >= RecordBatch.headerSize else {
            return nil
        }
        lastOffset = baseOffset + Int64(field(Int32.self, 23))
        maxTimestamp = field(Int64.self, 35)
        leaderEpoch = LeaderEpoch(field(Int32.self, 12))
        attributes = RecordBatchAttributes(rawValue: field(Int16.self, 21))
        producerID = ProducerID(field(Int64.self, 43))
        producerEpoch = field(Int16.self, 51)
        baseSequence = field(Int32.self, 53)
        storedChecksum = field(UInt32.self, 17)
    }
}

extension ScannedBatch {
    /// What the producers' state needs to know; `nil` for a control batch that cannot be read.
    /// `records` is the file in which the batch was found.
    func producerBatch(in records: FileRecords) throws(LogError) -> ProducerBatch? {
        guard attributes.isControl else { return ProducerBatch(self) }
        guard sizeInBytes <= Self.controlBatchLimit else { return nil }
        let file = records.file
        let bytes = try onDisk { () throws(SystemError) in
            try file.read(sizeInBytes, at: Int64(position))
        }
        guard let batch = try? RecordBatch(bytes) else { return nil }
        return try? ProducerBatch(batch)
    }

    /// A control batch has one record of a few bytes; this leaves room for later versions of it.
    private static let controlBatchLimit = 64 << 10
}

extension ProducerBatch {
    /// Of a batch that is no control batch.
    fileprivate init(_ batch: ScannedBatch) {
        let delta = Int32(truncatingIfNeeded: batch.lastOffset - batch.baseOffset)
        self.init(
            producerID: batch.producerID, epoch: batch.producerEpoch,
            firstSequence: batch.baseSequence,
            lastSequence: batch.baseSequence < 0
                ? -1 : RecordBatch.sequence(batch.baseSequence, plus: delta),
            firstOffset: batch.baseOffset, lastOffset: batch.lastOffset,
            timestamp: batch.maxTimestamp, isTransactional: batch.attributes.isTransactional,
            isControl: batch.attributes.isControl, marker: nil)
    }
}
