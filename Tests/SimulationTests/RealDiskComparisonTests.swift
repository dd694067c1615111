import Bytes
import Platform
import Simulation
import TestSupport
import Testing

/// The simulated disk and the real one, asked the same in the same order.
struct RealDiskComparisonTests {
    @Test(arguments: 0..<40)
    func `random operations give the results and errors of the real disk`(seed: UInt64) throws {
        let directory = try TemporaryDirectory("disk")
        let simulated = SimulatedDisk(time: ManualClock())
        try simulated.createDirectory(directory.path)
        var sides = [
            DiskUser(LocalFileSystem(), root: directory.path),
            DiskUser(simulated, root: directory.path),
        ]
        var random = SeededRandom(seed: seed)
        for step in 0..<150 {
            let call = DiskCall.random(using: &random)
            let real = sides[0].perform(call)
            let found = sides[1].perform(call)
            #expect(real == found, "seed \(seed), step \(step): \(call)")
            if real != found { return }
        }
        #expect(try sides[0].tree() == sides[1].tree())
    }
}

/// One thing that can be asked of a disk. Paths are relative; files are those opened before.
private enum DiskCall {
    case open(String, FileOpenMode)
    case createDirectory(String)
    case list(String)
    case attributes(String)
    case rename(String, String)
    case remove(String)
    case removeTree(String)
    case synchronizeDirectory(String)
    case lock(String)
    case unlock(Int)
    case read(Int, count: Int, at: Int64)
    case write(Int, [UInt8], at: Int64)
    case truncate(Int, Int64)
    case size(Int)
    case synchronize(Int)
    case reserve(Int, Int64)
    case setModificationTime(Int, Int64)
    case close(Int)

    /// Few names, so that they meet.
    private static func path(using random: inout SeededRandom) -> String {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in
            ["a", "b", "c"].randomElement(using: &random) ?? "a"
        }.joined(separator: "/")
    }

    static func random(using random: inout SeededRandom) -> DiskCall {
        let path = path(using: &random)
        let file = Int.random(in: 0..<6, using: &random)
        let position = Int64.random(in: -1...40, using: &random)
        switch Int.random(in: 0..<25, using: &random) {
        case 0..<5:
            let modes: [FileOpenMode] = [.readOnly, .existing, .new, .createIfMissing]
            return .open(path, modes.randomElement(using: &random) ?? .new)
        case 5, 6: return .createDirectory(path)
        case 7: return .list(path)
        case 8: return .attributes(path)
        case 9, 10: return .rename(path, Self.path(using: &random))
        case 11: return .remove(path)
        case 12: return .removeTree(path)
        case 13: return .synchronizeDirectory(path)
        case 14: return .lock(path)
        case 15: return .unlock(file)
        case 16: return .read(file, count: Int.random(in: 0...50, using: &random), at: position)
        case 17, 18, 19:
            return .write(file, random.bytes(Int.random(in: 0...20, using: &random)), at: position)
        case 20: return .truncate(file, position)
        case 21: return .size(file)
        case 22: return .synchronize(file)
        case 23:
            return Bool.random(using: &random)
                ? .reserve(file, position) : .setModificationTime(file, position * 100)
        default: return .close(file)
        }
    }
}

/// A disk with the files and locks that were opened on it.
private struct DiskUser {
    private let disk: any FileSystem
    private let root: String
    private var files: [any File] = []
    private var locks: [any FileLock] = []

    init(_ disk: any FileSystem, root: String) {
        self.disk = disk
        self.root = root
    }

    /// The answer as text; of an error its call, path and number.
    mutating func perform(_ call: DiskCall) -> String {
        do throws(SystemError) {
            return try answer(call)
        } catch {
            return "\(error.call) \(error.subject) \(error.number)"
        }
    }

    private mutating func answer(_ call: DiskCall) throws(SystemError) -> String {
        switch call {
        case .open(let path, let mode):
            // Linux lets a directory be opened for reading.
            if mode == .readOnly, isDirectory(path) { return "skipped" }
            if files.count == 6 { files.removeFirst() }
            files.append(try disk.open("\(root)/\(path)", mode))
        case .createDirectory(let path): try disk.createDirectory("\(root)/\(path)")
        case .list(let path):
            let entries = try disk.list("\(root)/\(path)")
            return "\(entries.map { "\($0.name) \($0.isDirectory)" }.sorted())"
        case .attributes(let path):
            guard let found = try disk.attributes("\(root)/\(path)") else { return "none" }
            return found.isDirectory ? "directory" : "\(found.size)"
        case .rename(let path, let target):
            try disk.rename("\(root)/\(path)", to: "\(root)/\(target)")
        case .remove(let path): try disk.remove("\(root)/\(path)")
        case .removeTree(let path): try disk.removeTree("\(root)/\(path)")
        case .synchronizeDirectory(let path): try disk.synchronizeDirectory("\(root)/\(path)")
        case .lock(let path): locks.append(try disk.lock("\(root)/\(path)"))
        case .unlock(let index): if locks.indices.contains(index) { locks.remove(at: index) }
        default: return try answerOfFile(call)
        }
        return "done"
    }

    private func answerOfFile(_ call: DiskCall) throws(SystemError) -> String {
        switch call {
        case .read(let index, let count, let position):
            guard files.indices.contains(index) else { break }
            // `read(_:at:)` would take the count of a failed read for granted.
            let storage = ByteStorage(capacity: count)
            let target = UnsafeMutableRawBufferPointer(start: storage.base, count: count)
            let got = try files[index].read(into: target, at: position)
            return "\(SharedBytes(storage, offset: 0, count: got).array)"
        case .write(let index, let bytes, let position):
            guard files.indices.contains(index) else { break }
            try SharedBytes(copying: bytes).withUnsafeBytes { (raw) throws(SystemError) in
                try files[index].write(raw, at: position)
            }
        case .truncate(let index, let size):
            if files.indices.contains(index) { try files[index].truncate(to: size) }
        case .size(let index):
            if files.indices.contains(index) { return "\(try files[index].size())" }
        case .synchronize(let index):
            if files.indices.contains(index) { try files[index].synchronize() }
        case .reserve(let index, let size):
            if files.indices.contains(index) { files[index].reserve(size) }
        case .setModificationTime(let index, let time):
            guard files.indices.contains(index) else { break }
            try files[index].setModificationTime(time)
            let seen = try disk.attributes(files[index].path)
            return seen.map { $0.isDirectory ? "directory" : "\($0.size)" } ?? "gone"
        case .close(let index): if files.indices.contains(index) { files[index].close() }
        default: break
        }
        return "done"
    }

    private func isDirectory(_ path: String) -> Bool {
        ((try? disk.attributes("\(root)/\(path)")) ?? nil)?.isDirectory ?? false
    }

    /// Every path with its content.
    func tree(_ path: String = "") throws -> [String] {
        var found: [String] = []
        for entry in try disk.list(root + path).sorted(by: { $0.name < $1.name }) {
            let name = "\(path)/\(entry.name)"
            if entry.isDirectory {
                found += [name] + (try tree(name))
            } else {
                let file = try disk.open(root + name, .readOnly)
                found.append("\(name) \(try file.read(1 << 16, at: 0).array)")
            }
        }
        return found
    }
}
