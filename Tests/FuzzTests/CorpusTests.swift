import Bytes
import Foundation
import FuzzTargets
import TestSupport
import Testing

/// What the fuzzer found worth keeping, and changes of it, in every test run.
struct CorpusTests {
    private static let folder = "\(SharedFiles.repositoryRoot)/Tests/FuzzCorpus"
    /// `NEEDLETAIL_LONG_TESTS=1` tries a hundred times as many.
    private static let isLong =
        ProcessInfo.processInfo.environment["NEEDLETAIL_LONG_TESTS"] == "1"

    private static func corpus(_ target: FuzzTarget) throws -> [[UInt8]] {
        try SharedFiles.names("\(folder)/\(target)").map {
            try SharedFiles.bytes("\(folder)/\(target)/\($0)")
        }
    }

    @Test(arguments: FuzzTarget.all)
    func `the corpus passes`(target: FuzzTarget) throws {
        let corpus = try Self.corpus(target)
        #expect(!corpus.isEmpty)
        for bytes in corpus { target.run(SharedBytes(copying: bytes)) }
    }

    @Test(arguments: FuzzTarget.all)
    func `changes of the corpus pass`(target: FuzzTarget) throws {
        let corpus = try Self.corpus(target) + [[]]
        var random = SeededRandom(seed: 1)
        for _ in 0..<(Self.isLong ? 30_000 : 300) {
            let bytes = Self.changed(corpus, &random)
            target.run(SharedBytes(copying: bytes.prefix(target.longest)))
        }
    }

    /// One of the files with a few bytes changed, cut out, put in, or taken from another.
    private static func changed(_ corpus: [[UInt8]], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = corpus.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let at = Int.random(in: 0...bytes.count, using: &random)
            let count = min(Int.random(in: 1...16, using: &random), bytes.count - at)
            switch Int.random(in: 0..<6, using: &random) {
            case 0 where at < bytes.count:
                bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1 where at < bytes.count:
                bytes[at] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
            case 2: bytes.removeSubrange(at..<(at + count))
            case 3: bytes.insert(contentsOf: random.bytes(count), at: at)
            case 4:
                bytes.replaceSubrange(
                    at..<(at + count), with: [UInt8](repeating: 0xFF, count: count))
            default:
                let other = corpus.randomElement(using: &random) ?? []
                bytes = Array(bytes.prefix(at)) + other.dropFirst(at)
            }
        }
        return bytes
    }

    @Test func `the canary fails, so that a target can`() async {
        await #expect(processExitsWith: .failure) {
            FuzzTarget.canary.run(SharedBytes(copying: Array("NEEDLE".utf8)))
        }
    }

    @Test func `names are distinct, and every folder of the corpus has its target`() {
        let names = FuzzTarget.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(SharedFiles.names(Self.folder).filter { FuzzTarget.named($0) == nil } == [])
    }
}
