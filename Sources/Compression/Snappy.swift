import Bytes
import CSnappy

/// Snappy in the framing of the xerial library, which Kafka's Java clients use.
///
/// | width | meaning |
/// |---|---|
/// | 8 | `82 53 4E 41 50 50 59 00` |
/// | 4 | version, 1 |
/// | 4 | lowest compatible version, 1 |
/// | … | chunks: length of the block (4 bytes), raw snappy block |
///
/// A stream without that header is one raw block: some clients write that.
package enum Snappy {
    private static let magic: UInt64 = 0x8253_4E41_5050_5900
    private static let headerSize = 16
    private static let currentVersion: Int32 = 1
    /// Uncompressed bytes of a chunk: the library's default block size.
    private static let chunkSize = 32 * 1024

    /// A framed stream.
    package static func compress(_ input: SharedBytes) throws(CompressionError) -> SharedBytes {
        let largestChunk = snappy_max_compressed_length(chunkSize)
        let chunks = (input.count + chunkSize - 1) / chunkSize
        let (worst, overflow) = chunks.multipliedReportingOverflow(by: largestChunk + 4)
        guard !overflow, worst <= Int(Int32.max) else {
            throw .unsupported("snappy input over 2 GiB")
        }
        let storage = ByteStorage(capacity: headerSize + worst)
        let output = SharedBytes(storage, offset: 0, count: storage.capacity)
        output.store(bigEndian: magic, at: 0)
        output.store(bigEndian: currentVersion, at: 8)
        output.store(bigEndian: currentVersion, at: 12)
        var position = headerSize
        var from = 0
        while from < input.count {
            let length = min(chunkSize, input.count - from)
            var written = largestChunk
            let status = snappy_compress(
                input.charPointer + from, length,
                (storage.base + position + 4).assumingMemoryBound(to: CChar.self), &written)
            guard status == SNAPPY_OK else { throw .libraryFailure(code: Int(status.rawValue)) }
            output.store(bigEndian: Int32(truncatingIfNeeded: written), at: position)
            position += 4 + written
            from += length
        }
        return output.slice(from: 0, count: position)
    }

    /// The content of a framed stream or of one raw block, at most `limit` bytes.
    package static func decompress(_ input: SharedBytes, limit: Int)
        throws(CompressionError) -> SharedBytes
    {
        guard !input.isEmpty else { throw .truncated }
        var output = BoundedOutput(expected: input.count &* 3, limit: limit)
        guard input.count >= headerSize, input.bigEndian(UInt64.self, at: 0) == magic else {
            try decompressBlock(input, into: &output)
            return try output.finish()
        }
        guard input.bigEndian(Int32.self, at: 12) >= currentVersion else {
            throw .unsupported("snappy framing version")
        }
        var position = headerSize
        while position < input.count {
            guard input.count - position >= 4 else { throw .truncated }
            let length = Int(input.bigEndian(Int32.self, at: position))
            if length < 0 {
                position = try skippedHeader(of: input, at: position)
                continue
            }
            position += 4
            guard length <= input.count - position else { throw .truncated }
            try decompressBlock(input.slice(from: position, count: length), into: &output)
            position += length
        }
        return try output.finish()
    }

    /// Streams may be concatenated: a header where a chunk is expected begins the next.
    private static func skippedHeader(of input: SharedBytes, at position: Int)
        throws(CompressionError) -> Int
    {
        guard input.count - position >= headerSize else { throw .truncated }
        guard input.bigEndian(UInt64.self, at: position) == magic else {
            throw .corrupt("snappy chunk length")
        }
        return position + headerSize
    }

    private static func decompressBlock(
        _ block: SharedBytes, into output: inout BoundedOutput
    ) throws(CompressionError) {
        var length = 0
        guard snappy_uncompressed_length(block.charPointer, block.count, &length) == SNAPPY_OK
        else { throw .corrupt("snappy block") }
        guard length >= 0 else { throw .outputLimitExceeded(limit: output.limit) }
        try output.reserve(length)
        var written = output.free.count
        let target = output.free.baseAddress?.assumingMemoryBound(to: CChar.self)
        guard snappy_uncompress(block.charPointer, block.count, target, &written) == SNAPPY_OK
        else { throw .corrupt("snappy block") }
        output.advance(written)
    }
}

extension SharedBytes {
    fileprivate var charPointer: UnsafePointer<CChar> {
        UnsafeRawPointer(storage.base + offset).assumingMemoryBound(to: CChar.self)
    }
}
