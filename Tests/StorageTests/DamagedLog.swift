import Foundation
import TestSupport
import Testing

extension LogFixture {
    /// Cuts, changes, extends or removes one file whose name does not begin with `except`.
    func damageFile(_ random: inout SeededRandom, except: String? = nil) throws {
        let names = SharedFiles.names(path).filter { name in
            except.map { !name.hasPrefix($0) } ?? true
        }
        let name = try #require(names.randomElement(using: &random))
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        var bytes = try SharedFiles.bytes(url.path)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
        case 1 where !bytes.isEmpty:
            bytes[Int.random(in: bytes.indices, using: &random)] ^=
                1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes += random.bytes(Int.random(in: 1...200, using: &random))
        case 3: bytes += [UInt8](repeating: 0, count: 200)
        default:
            // A record file does not vanish in a crash, and without it a gap may be a compaction's.
            if !name.hasSuffix(".log") { try FileManager.default.removeItem(at: url) }
            return
        }
        try Data(bytes).write(to: url)
    }
}
