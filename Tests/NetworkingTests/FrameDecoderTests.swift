import Bytes
import Networking
import TestSupport
import Testing

@Suite struct FrameDecoderTests {
    private func feed(
        _ decoder: inout FrameDecoder, _ bytes: some Collection<UInt8>, rests: Bool
    ) throws -> [[UInt8]] {
        var frames: [[UInt8]] = []
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let space = decoder.space()
            let part = rest.prefix(space.count)
            space.copyBytes(from: part)
            rest = rest.dropFirst(part.count)
            decoder.filled(part.count)
            while let frame = try decoder.next() { frames.append(frame.array) }
            if rests { try decoder.rest() }
        }
        return frames
    }

    @Test(arguments: [true, false])
    func framesAreCutWhereverTheStreamIsBroken(_ rests: Bool) throws {
        let contents: [[UInt8]] = [[], [1], Array(0..<50), [], [9, 8, 7]]
        let stream = contents.flatMap { RawClient.frame($0) }
        for cut in 0...stream.count {
            var decoder = FrameDecoder(maximumSize: 100, memory: ReceiveMemory())
            var frames = try feed(&decoder, stream[..<cut], rests: rests)
            frames += try feed(&decoder, stream[cut...], rests: rests)
            #expect(frames == contents, "cut at \(cut)")
        }
    }

    @Test func framesAreCutFromSingleBytes() throws {
        let contents: [[UInt8]] = [[1, 2, 3], [], Array(repeating: 5, count: 300)]
        var decoder = FrameDecoder(maximumSize: 300, memory: ReceiveMemory())
        var frames: [[UInt8]] = []
        for byte in contents.flatMap({ RawClient.frame($0) }) {
            frames += try feed(&decoder, [byte], rests: true)
        }
        #expect(frames == contents)
    }

    @Test(arguments: [1, 1000, 100_000, 131_072, 1_000_000, 5_000_000], [true, false])
    func largeFramesComeWholeInAnySteps(_ size: Int, _ rests: Bool) throws {
        var random = SeededRandom(seed: UInt64(size))
        let contents = [random.bytes(size), random.bytes(77), random.bytes(size / 2)]
        var decoder = FrameDecoder(maximumSize: size + 77, memory: ReceiveMemory())
        var stream = contents.flatMap { RawClient.frame($0) }[...]
        var frames: [[UInt8]] = []
        while !stream.isEmpty {
            let step = Int.random(in: 1...max(2, size / 3), using: &random)
            frames += try feed(&decoder, stream.prefix(step), rests: rests)
            stream = stream.dropFirst(step)
        }
        #expect(frames == contents)
    }

    @Test func framesKeepTheirBytesWhileOthersAreReceived() throws {
        let memory = ReceiveMemory()
        var decoder = FrameDecoder(maximumSize: 100_000, memory: memory)
        var kept: [SharedBytes] = []
        for number in 0..<100 {
            let content = [UInt8](repeating: UInt8(number), count: 30_000)
            let stream = RawClient.frame(content)
            var rest = stream[...]
            while !rest.isEmpty {
                let space = decoder.space()
                let part = rest.prefix(space.count)
                space.copyBytes(from: part)
                rest = rest.dropFirst(part.count)
                decoder.filled(part.count)
                while let frame = try decoder.next() { kept.append(frame) }
            }
            if number % 3 == 0 { try decoder.rest() }
        }
        for (number, frame) in kept.enumerated() {
            #expect(frame.array.allSatisfy { $0 == UInt8(number) }, "frame \(number)")
        }
        #expect(kept.count == 100)
    }

    @Test(arguments: [
        (Int32(-1), FrameError.negativeLength(-1)), (101, .tooLarge(101, limit: 100)),
        (.min, .negativeLength(Int(Int32.min))), (.max, .tooLarge(Int(Int32.max), limit: 100)),
    ])
    func lengthsOutOfRangeAreRefused(_ length: Int32, _ error: FrameError) throws {
        var decoder = FrameDecoder(maximumSize: 100, memory: ReceiveMemory())
        let header = withUnsafeBytes(of: length.bigEndian) { Array($0) }
        #expect(throws: error) { _ = try feed(&decoder, header, rests: false) }
    }
}
