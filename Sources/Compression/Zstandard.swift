import Bytes
import CZstd

/// Zstandard frames (RFC 8878). Several frames one after another read as one stream.
package enum Zstandard {
    package static let defaultLevel: Int32 = 3
    package static var levels: ClosedRange<Int32> { ZSTD_minCLevel()...ZSTD_maxCLevel() }

    /// One frame. A level out of range is held to the nearest.
    package static func compress(_ input: SharedBytes, level: Int32 = defaultLevel)
        throws(CompressionError) -> SharedBytes
    {
        let bound = ZSTD_compressBound(input.count)
        guard ZSTD_isError(bound) == 0 else { throw .unsupported("zstd input size") }
        let storage = ByteStorage(capacity: bound)
        let written = ZSTD_compress(
            storage.base, bound, input.storage.base + input.offset, input.count,
            min(max(level, levels.lowerBound), levels.upperBound))
        guard ZSTD_isError(written) == 0 else { throw .libraryFailure(code: Int(written)) }
        return SharedBytes(storage, offset: 0, count: written)
    }

    /// The content of all frames, at most `limit` bytes.
    package static func decompress(_ input: SharedBytes, limit: Int)
        throws(CompressionError) -> SharedBytes
    {
        guard let context = ZSTD_createDCtx() else { throw .libraryFailure(code: 0) }
        defer { ZSTD_freeDCtx(context) }
        // `limit` also bounds what a frame may ask for as its window.
        let window = max(10, min(31, Int.bitWidth - max(limit, 1).leadingZeroBitCount))
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(max(window, 27)))
        var output = BoundedOutput(expected: expectedSize(of: input), limit: limit)
        var source = ZSTD_inBuffer(
            src: input.storage.base + input.offset, size: input.count, pos: 0)
        var hint = 1
        while source.pos < source.size || hint != 0 {
            let free = output.free
            var target = ZSTD_outBuffer(dst: free.baseAddress, size: free.count, pos: 0)
            let before = source.pos
            hint = ZSTD_decompressStream(context, &target, &source)
            guard ZSTD_isError(hint) == 0 else { throw .corrupt("zstd frame") }
            output.advance(target.pos)
            if target.pos == target.size && (hint != 0 || source.pos < source.size) {
                try output.reserve(1)
            } else if source.pos == before && target.pos == 0 && hint != 0 {
                throw .truncated
            }
        }
        return try output.finish()
    }

    /// What the first frame says about its content, if that is believable: no more memory is taken
    /// on its word alone than a good ratio explains.
    private static func expectedSize(of input: SharedBytes) -> Int {
        let size = ZSTD_getFrameContentSize(input.storage.base + input.offset, input.count)
        let unknown = UInt64.max - 1
        return size >= unknown
            ? input.count &* 4 : min(Int(clamping: size) &+ 1, input.count &* 16 &+ 65_536)
    }
}
