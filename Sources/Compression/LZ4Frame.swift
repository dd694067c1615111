import Bytes
import CLZ4

/// One LZ4 frame, as Kafka's own reader and writer understand it.
///
/// | width | meaning |
/// |---|---|
/// | 4 | `04 22 4D 18` |
/// | 1 | flags: version 01, blocks independent, block checksums, content size, content checksum |
/// | 1 | largest block: 4 = 64 KiB, 5 = 256 KiB, 6 = 1 MiB, 7 = 4 MiB |
/// | 8 | content size, if flagged; ignored |
/// | 1 | header checksum: bits 8–15 of xxHash32 of the descriptor |
/// | … | blocks: length (little endian, highest bit = stored), bytes, checksum if flagged |
/// | 4 | zero: the end; a content checksum may follow and is not verified |
///
/// Blocks that depend on earlier ones are refused. Whatever follows the first frame is ignored.
/// Messages of magic 0 carry a header checksum that was made over the magic number as well, because
/// the first clients did; their readers ignore it.
package enum LZ4Frame {
    /// Levels: 9 stands for the fast compressor (Kafka's default), the others for the slower one
    /// with that strength.
    package static let levels: ClosedRange<Int32> = 1...17
    package static let defaultLevel: Int32 = 9

    private static let magic: UInt32 = 0x184D_2204
    private static let blockSize = 64 * 1024
    private static let headerSize = 7
    private static let storedFlag: UInt32 = 0x8000_0000

    /// A frame of independent blocks of 64 KiB without checksums.
    ///
    /// - Parameter isForMagic0: writes the header checksum that magic 0 is known for.
    package static func compress(
        _ input: SharedBytes, level: Int32 = defaultLevel, isForMagic0: Bool = false
    ) throws(CompressionError) -> SharedBytes {
        guard input.count <= Int(Int32.max) / 2 else { throw .unsupported("lz4 input over 1 GiB") }
        let blocks = (input.count + blockSize - 1) / blockSize
        let bound = Int(LZ4_compressBound(Int32(blockSize)))
        let storage = ByteStorage(capacity: headerSize + blocks * (bound + 4) + 4)
        let output = SharedBytes(storage, offset: 0, count: storage.capacity)
        output.store(bigEndian: magic.byteSwapped, at: 0)
        output.store(bigEndian: UInt16(0x6040), at: 4)
        let checked =
            isForMagic0
            ? output.slice(from: 0, count: 6) : output.slice(from: 4, count: 2)
        output.store(bigEndian: headerChecksum(of: checked), at: 6)
        var position = headerSize
        var from = 0
        while from < input.count {
            let length = min(blockSize, input.count - from)
            position += try writeBlock(
                input.slice(from: from, count: length), level: level, to: output, at: position)
            from += length
        }
        output.store(bigEndian: UInt32(0), at: position)
        return output.slice(from: 0, count: position + 4)
    }

    /// Writes length and block; answers how many bytes that took.
    private static func writeBlock(
        _ block: SharedBytes, level: Int32, to output: SharedBytes, at position: Int
    ) throws(CompressionError) -> Int {
        let capacity = Int32(truncatingIfNeeded: output.count - position - 4)
        let source = (block.storage.base + block.offset).assumingMemoryBound(to: CChar.self)
        let target =
            (output.storage.base + output.offset + position + 4)
            .assumingMemoryBound(to: CChar.self)
        let size = Int32(truncatingIfNeeded: block.count)
        let written =
            level == defaultLevel || !levels.contains(level)
            ? LZ4_compress_default(source, target, size, capacity)
            : LZ4_compress_HC(source, target, size, capacity, min(level, LZ4HC_CLEVEL_MAX))
        guard written > 0 else { throw .libraryFailure(code: Int(written)) }
        guard written < size else {
            output.store(
                bigEndian: (UInt32(bitPattern: size) | storedFlag).byteSwapped, at: position)
            block.withUnsafeBytes {
                UnsafeMutableRawPointer(target).copyMemory(
                    from: UnsafeRawPointer(source), byteCount: $0.count)
            }
            return 4 + block.count
        }
        output.store(bigEndian: UInt32(bitPattern: written).byteSwapped, at: position)
        return 4 + Int(written)
    }

    /// The content of the frame, at most `limit` bytes.
    ///
    /// - Parameter ignoresHeaderChecksum: for messages of magic 0.
    package static func decompress(
        _ input: SharedBytes, limit: Int, ignoresHeaderChecksum: Bool = false
    ) throws(CompressionError) -> SharedBytes {
        var reader = ByteReader(input)
        var output = BoundedOutput(expected: input.count &* 3, limit: limit)
        do {
            let frame = try readHeader(
                &reader, of: input, ignoresHeaderChecksum: ignoresHeaderChecksum)
            while try readBlock(&reader, frame, into: &output) {}
        } catch let error as CompressionError {
            throw error
        } catch {
            throw .truncated
        }
        return try output.finish()
    }

    private struct Descriptor {
        let largestBlock: Int
        let hasBlockChecksums: Bool
        let hasContentChecksum: Bool
    }

    private static func readHeader(
        _ reader: inout ByteReader, of input: SharedBytes, ignoresHeaderChecksum: Bool
    ) throws -> Descriptor {
        guard try reader.uint32().byteSwapped == magic else {
            throw CompressionError.corrupt("lz4 magic")
        }
        let flags = try reader.uint8()
        let sizes = try reader.uint8()
        guard flags >> 6 == 1 else { throw CompressionError.unsupported("lz4 version") }
        guard flags & 0x03 == 0, sizes & 0x8F == 0 else {
            throw CompressionError.unsupported("lz4 reserved bits")
        }
        guard flags & 0x20 != 0 else { throw CompressionError.unsupported("lz4 linked blocks") }
        guard sizes >> 4 >= 4 else { throw CompressionError.unsupported("lz4 block size") }
        if flags & 0x08 != 0 { try reader.skip(8) }
        let checked = input.slice(from: 4, count: reader.position - 4)
        let checksum = try reader.uint8()
        guard ignoresHeaderChecksum || checksum == headerChecksum(of: checked) else {
            throw CompressionError.corrupt("lz4 header checksum")
        }
        return Descriptor(
            largestBlock: 1 << (8 + 2 * Int(sizes >> 4)), hasBlockChecksums: flags & 0x10 != 0,
            hasContentChecksum: flags & 0x04 != 0)
    }

    /// Reads one block; false at the end mark.
    private static func readBlock(
        _ reader: inout ByteReader, _ frame: Descriptor, into output: inout BoundedOutput
    ) throws -> Bool {
        let field = try reader.uint32().byteSwapped
        let length = Int(field & ~storedFlag)
        guard length > 0 else {
            if frame.hasContentChecksum { try reader.skip(4) }
            return false
        }
        guard length <= frame.largestBlock else {
            throw CompressionError.corrupt("lz4 block length")
        }
        let block = try reader.bytes(length)
        if frame.hasBlockChecksums {
            guard try reader.uint32().byteSwapped == XXHash32.of(block) else {
                throw CompressionError.corrupt("lz4 block checksum")
            }
        }
        if field & storedFlag != 0 {
            try block.withUnsafeBytes { (bytes) throws(CompressionError) in
                try output.append(bytes)
            }
        } else {
            try decompressBlock(block, largest: frame.largestBlock, into: &output)
        }
        return true
    }

    private static func decompressBlock(
        _ block: SharedBytes, largest: Int, into output: inout BoundedOutput
    ) throws(CompressionError) {
        // The decoded length is not written anywhere: offer the largest, or what the limit leaves.
        let offered = min(largest, output.limit - output.count + 1)
        try output.reserve(offered)
        let source = (block.storage.base + block.offset).assumingMemoryBound(to: CChar.self)
        let target = output.free.baseAddress?.assumingMemoryBound(to: CChar.self)
        let written = LZ4_decompress_safe(
            source, target, Int32(truncatingIfNeeded: block.count),
            Int32(truncatingIfNeeded: offered))
        guard written >= 0 else {
            throw offered < largest
                ? .outputLimitExceeded(limit: output.limit) : .corrupt("lz4 block")
        }
        output.advance(Int(written))
    }

    private static func headerChecksum(of descriptor: SharedBytes) -> UInt8 {
        UInt8(truncatingIfNeeded: XXHash32.of(descriptor) >> 8)
    }
}
