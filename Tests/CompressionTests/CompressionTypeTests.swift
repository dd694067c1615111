import Bytes
import Compression
import TestSupport
import Testing

private let codecs: [CompressionType] = [.gzip, .snappy, .lz4, .zstd]

/// Texts that compress well, noise that does not, and lengths around the block sizes.
private func samples() -> [SharedBytes] {
    var random = SeededRandom(seed: 7)
    let noise = (0..<200_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let text = Array(String(repeating: "a swift flies low over the river; ", count: 9000).utf8)
    var samples: [SharedBytes] = []
    for length in [0, 1, 13, 1000, 32_768, 65_536, 65_537, 200_000] {
        samples.append(SharedBytes(copying: noise.prefix(length)))
        samples.append(SharedBytes(copying: text.prefix(length)))
    }
    return samples
}

@Suite struct CompressionTypeTests {
    @Test(arguments: codecs)
    func contentComesBackAsItWas(codec: CompressionType) throws {
        for sample in samples() where !(sample.isEmpty && codec == .snappy) {
            let compressed = try codec.compress(sample)
            #expect(try codec.decompress(compressed, limit: sample.count) == sample)
        }
    }

    @Test(arguments: codecs)
    func outputBeyondTheLimitIsRefused(codec: CompressionType) throws {
        let content = SharedBytes(copying: [UInt8](repeating: 7, count: 300_000))
        let compressed = try codec.compress(content)
        #expect(throws: CompressionError.outputLimitExceeded(limit: 299_999)) {
            try codec.decompress(compressed, limit: 299_999)
        }
    }

    @Test(arguments: codecs)
    func everyTruncationIsAnError(codec: CompressionType) throws {
        let compressed = try codec.compress(SharedBytes(copying: Array("needletail tail".utf8)))
        for length in 0..<compressed.count {
            // A snappy stream may end behind any chunk, also behind none.
            if codec == .snappy && length == 16 { continue }
            #expect(throws: CompressionError.self, "\(codec) cut to \(length)") {
                try codec.decompress(compressed.slice(from: 0, count: length), limit: 1000)
            }
        }
    }

    @Test(arguments: codecs)
    func flippedBytesNeverTrap(codec: CompressionType) throws {
        let text = Array(String(repeating: "so low over the river ", count: 60).utf8)
        let compressed = try codec.compress(SharedBytes(copying: text)).array
        for position in compressed.indices {
            for flip: UInt8 in [0x01, 0x80, 0xFF] {
                var damaged = compressed
                damaged[position] ^= flip
                let result = try? codec.decompress(SharedBytes(copying: damaged), limit: 100_000)
                #expect((result?.count ?? 0) <= 100_000)
            }
        }
    }

    @Test(arguments: [-1, 1, 6, 9] as [Int32])
    func gzipLevelsAreReadable(level: Int32) throws {
        let sample = samples()[7]
        let compressed = try Gzip.compress(sample, level: level)
        #expect(try Gzip.decompress(compressed, limit: sample.count) == sample)
    }

    @Test(arguments: [1, 9, 12, 17] as [Int32])
    func lz4LevelsAreReadable(level: Int32) throws {
        let sample = samples()[15]
        let compressed = try LZ4Frame.compress(sample, level: level)
        #expect(try LZ4Frame.decompress(compressed, limit: sample.count) == sample)
    }

    @Test func severalGzipMembersReadAsOne() throws {
        let one = try Gzip.compress(SharedBytes(copying: Array("left ".utf8))).array
        let two = try Gzip.compress(SharedBytes(copying: Array("right".utf8))).array
        let joined = SharedBytes(copying: one + two)
        #expect(try Gzip.decompress(joined, limit: 100).array == Array("left right".utf8))
        let trailing = SharedBytes(copying: one + [1, 2, 3])
        #expect(try Gzip.decompress(trailing, limit: 100).array == Array("left ".utf8))
    }

    @Test func severalZstdFramesReadAsOne() throws {
        let one = try Zstandard.compress(SharedBytes(copying: Array("left ".utf8))).array
        let two = try Zstandard.compress(SharedBytes(copying: Array("right".utf8))).array
        let joined = SharedBytes(copying: one + two)
        #expect(try Zstandard.decompress(joined, limit: 100).array == Array("left right".utf8))
    }

    @Test func aRawSnappyBlockIsRead() throws {
        // Length 5, then a literal of 5 bytes.
        let block = SharedBytes(copying: [5, 0x10] + Array("hello".utf8))
        #expect(try Snappy.decompress(block, limit: 5).array == Array("hello".utf8))
    }

    @Test func theLZ4HeaderIsCheckedExceptForMagic0() throws {
        let content = SharedBytes(copying: Array("hello hello hello".utf8))
        let old = try LZ4Frame.compress(content, isForMagic0: true)
        #expect(throws: CompressionError.corrupt("lz4 header checksum")) {
            try LZ4Frame.decompress(old, limit: 100)
        }
        #expect(
            try LZ4Frame.decompress(old, limit: 100, ignoresHeaderChecksum: true) == content)
    }

    @Test func dependentLZ4BlocksAreRefused() throws {
        var frame = try LZ4Frame.compress(SharedBytes(copying: [1, 2, 3])).array
        frame[4] = 0x40
        #expect(throws: CompressionError.unsupported("lz4 linked blocks")) {
            try LZ4Frame.decompress(
                SharedBytes(copying: frame), limit: 100, ignoresHeaderChecksum: true)
        }
    }

    @Test func namesOfTheTopicSettingAreKnown() {
        #expect(CompressionType(name: "uncompressed") == CompressionType.none)
        #expect(CompressionType(name: "lz4") == .lz4)
        #expect(CompressionType(name: "producer") == nil)
    }
}
