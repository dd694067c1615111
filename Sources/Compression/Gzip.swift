import Bytes
import CZlib

/// Gzip streams (RFC 1952). Several members one after another read as one stream, as Java reads
/// them; bytes behind the last member that do not begin another are ignored.
package enum Gzip {
    /// Levels of zlib: -1 is its default, 1 the fastest, 9 the smallest output.
    package static let levels: ClosedRange<Int32> = -1...9

    private static let windowBitsWithGzipHeader: Int32 = 15 + 16

    /// One gzip member. A level outside ``levels`` counts as the default.
    package static func compress(_ input: SharedBytes, level: Int32 = -1)
        throws(CompressionError) -> SharedBytes
    {
        var stream = z_stream()
        let opened = deflateInit2_(
            &stream, levels.contains(level) ? level : -1, Z_DEFLATED, windowBitsWithGzipHeader, 8,
            Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard opened == Z_OK else { throw .libraryFailure(code: Int(opened)) }
        defer { deflateEnd(&stream) }
        let bound = Int(deflateBound(&stream, UInt(input.count)))
        let storage = ByteStorage(capacity: bound)
        stream.next_in = input.bytePointer
        stream.avail_in = UInt32(truncatingIfNeeded: input.count)
        stream.next_out = storage.base.assumingMemoryBound(to: UInt8.self)
        stream.avail_out = UInt32(truncatingIfNeeded: bound)
        guard input.count <= Int(Int32.max), bound <= Int(UInt32.max) else {
            throw .unsupported("gzip input over 2 GiB")
        }
        let result = deflate(&stream, Z_FINISH)
        guard result == Z_STREAM_END else { throw .libraryFailure(code: Int(result)) }
        return SharedBytes(storage, offset: 0, count: Int(stream.total_out))
    }

    /// The content of all members, at most `limit` bytes.
    package static func decompress(_ input: SharedBytes, limit: Int)
        throws(CompressionError) -> SharedBytes
    {
        guard input.count <= Int(Int32.max) else { throw .unsupported("gzip input over 2 GiB") }
        var stream = z_stream()
        stream.next_in = input.bytePointer
        stream.avail_in = UInt32(truncatingIfNeeded: input.count)
        let opened = inflateInit2_(
            &stream, windowBitsWithGzipHeader, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard opened == Z_OK else { throw .libraryFailure(code: Int(opened)) }
        defer { inflateEnd(&stream) }
        var output = BoundedOutput(expected: input.count &* 4, limit: limit)
        try inflateMember(&stream, into: &output)
        while stream.avail_in > 0 {
            let remaining = input.slice(
                from: input.count - Int(stream.avail_in), count: Int(stream.avail_in))
            guard remaining.beginsGzipMember, inflateReset(&stream) == Z_OK else { break }
            try inflateMember(&stream, into: &output)
        }
        return try output.finish()
    }

    private static func inflateMember(
        _ stream: inout z_stream, into output: inout BoundedOutput
    ) throws(CompressionError) {
        while true {
            if output.free.isEmpty { try output.reserve(1) }
            let free = output.free
            stream.next_out = free.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.avail_out = UInt32(clamping: free.count)
            let offered = Int(stream.avail_out)
            let result = inflate(&stream, Z_NO_FLUSH)
            output.advance(offered - Int(stream.avail_out))
            switch result {
            case Z_STREAM_END: return
            case Z_OK:
                if stream.avail_in == 0 && stream.avail_out > 0 { throw .truncated }
            case Z_BUF_ERROR where stream.avail_out > 0: throw .truncated
            case Z_BUF_ERROR: continue
            case Z_DATA_ERROR, Z_NEED_DICT: throw .corrupt("gzip")
            default: throw .libraryFailure(code: Int(result))
            }
        }
    }
}

extension SharedBytes {
    /// zlib takes its input as a mutable pointer but does not write to it.
    fileprivate var bytePointer: UnsafeMutablePointer<UInt8> {
        (storage.base + offset).assumingMemoryBound(to: UInt8.self)
    }

    fileprivate var beginsGzipMember: Bool {
        count >= 3 && bigEndian(UInt16.self, at: 0) == 0x1F8B && bigEndian(UInt8.self, at: 2) == 8
    }
}
