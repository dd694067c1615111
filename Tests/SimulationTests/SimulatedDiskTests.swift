import Bytes
import Glibc
import Platform
import Simulation
import TestSupport
import Testing

struct SimulatedDiskTests {
    let disk = SimulatedDisk(time: ManualClock(wall: 1000))

    private func write(_ text: String, to path: String, at position: Int64 = 0) throws {
        try disk.open(path, .createIfMissing).put(text, at: position)
    }

    /// What `count` power losses leave at `path`: each outcome once; `nil` where the file is gone.
    private func outcomes(_ path: String, count: UInt64 = 200) -> Set<String?> {
        let image = disk.image
        return Set(
            (0..<count).map { seed in
                var random = SeededRandom(seed: seed)
                return image.afterPowerLoss(using: &random).text(path)
            })
    }

    // MARK: Durability

    @Test func `what was synced with its name survives a power loss`() throws {
        let file = try disk.open("/a", .new)
        try file.put("kept")
        try file.synchronize()
        try disk.synchronizeDirectory("/")
        #expect(outcomes("/a") == ["kept"])
    }

    @Test func `a name without a sync of its directory may be lost`() throws {
        let file = try disk.open("/a", .new)
        try file.put("data")
        try file.synchronize()
        #expect(outcomes("/a") == [nil, "data"])
    }

    @Test func `data without a sync may be lost, kept or zeros, and the size may have grown`()
        throws
    {
        try disk.open("/a", .new).synchronize()
        try disk.synchronizeDirectory("/")
        try write("data", to: "/a")
        #expect(outcomes("/a") == ["", "data", "\0\0\0\0"])
    }

    @Test func `sectors are written each by itself`() throws {
        let sector = String(repeating: "x", count: 512)
        let hole = String(repeating: "\0", count: 512)
        _ = try disk.open("/a", .new)
        try disk.synchronizeDirectory("/")
        try write(sector + sector + sector, to: "/a")
        let found = outcomes("/a", count: 2000)
        #expect(found.contains(sector + hole + hole))
        #expect(found.contains(hole + sector + hole))
        #expect(found.contains(sector + sector + sector))
    }

    @Test func `an overwritten sector has one of its versions`() throws {
        let file = try disk.open("/a", .new)
        try file.put("one")
        try file.synchronize()
        try disk.synchronizeDirectory("/")
        try file.put("two")
        try file.put("six")
        #expect(outcomes("/a") == ["one", "two", "six"])
    }

    @Test func `what was cut off does not come back behind a durable size`() throws {
        let file = try disk.open("/a", .new)
        try file.put("secret")
        try disk.synchronizeDirectory("/")
        try file.truncate(to: 0)
        try file.synchronize()
        try file.put("xx", at: 4)
        #expect(outcomes("/a") == ["", "\0\0\0\0xx", "\0\0\0\0\0\0"])
    }

    @Test func `a cut without a sync may be undone`() throws {
        let file = try disk.open("/a", .new)
        try file.put("secret")
        try file.synchronize()
        try disk.synchronizeDirectory("/")
        try file.truncate(to: 2)
        #expect(outcomes("/a") == ["se", "secret"])
    }

    @Test func `an atomic replacement leaves the old content or the new one`() throws {
        let old = try disk.open("/a", .new)
        try old.put("old")
        try old.synchronize()
        try disk.synchronizeDirectory("/")
        let new = try disk.open("/a.tmp", .new)
        try new.put("new")
        try new.synchronize()
        try disk.rename("/a.tmp", to: "/a")
        #expect(outcomes("/a") == ["old", "new"])
        try disk.synchronizeDirectory("/")
        #expect(outcomes("/a") == ["new"])
    }

    @Test func `a replacement whose data was not synced may leave an empty file`() throws {
        try write("old", to: "/a")
        try write("new", to: "/b")
        try disk.synchronizeDirectory("/")
        try disk.rename("/b", to: "/a")
        try disk.synchronizeDirectory("/")
        #expect(outcomes("/a") == ["", "new", "\0\0\0"])
    }

    @Test func `a removal without a sync may be undone`() throws {
        let file = try disk.open("/a", .new)
        try file.put("data")
        try file.synchronize()
        try disk.synchronizeDirectory("/")
        try disk.remove("/a")
        #expect(outcomes("/a") == [nil, "data"])
    }

    @Test func `the names of a directory change in their order`() throws {
        for name in ["/a", "/b", "/c"] { _ = try disk.open(name, .new) }
        let image = disk.image
        for seed: UInt64 in 0..<100 {
            var random = SeededRandom(seed: seed)
            let names = image.afterPowerLoss(using: &random).files.keys.sorted()
            #expect([[], ["/a"], ["/a", "/b"], ["/a", "/b", "/c"]].contains(names))
        }
    }

    @Test func `a rename between directories is never done on one side only`() throws {
        try disk.createDirectory("/from")
        try disk.createDirectory("/to")
        try write("", to: "/from/a")
        for path in ["/", "/from"] { try disk.synchronizeDirectory(path) }
        try disk.rename("/from/a", to: "/to/a")
        let image = disk.image
        for seed: UInt64 in 0..<50 {
            var random = SeededRandom(seed: seed)
            let names = image.afterPowerLoss(using: &random).files.keys.sorted()
            #expect([["/from/a"], ["/to/a"]].contains(names))
        }
    }

    @Test func `a directory that was not synced into its parent takes its files with it`() throws {
        try disk.createDirectory("/d")
        let file = try disk.open("/d/a", .new)
        try file.put("x")
        try file.synchronize()
        try disk.synchronizeDirectory("/d")
        #expect(outcomes("/d/a") == [nil, "x"])
    }

    @Test func `the same seed loses the same`() throws {
        for number in 0..<20 { try write("data \(number)", to: "/\(number)") }
        var first = SeededRandom(seed: 7)
        var second = SeededRandom(seed: 7)
        let image = disk.image
        #expect(
            image.afterPowerLoss(using: &first).files == image.afterPowerLoss(using: &second).files)
    }

    // MARK: Kills

    @Test func `a kill keeps the page cache and cuts the write under way`() throws {
        try write("kept", to: "/a")
        let crashed = Lock<[String?]>([])
        disk.onOperation { operation, image in
            guard operation.write != nil else { return }
            var random = SeededRandom(seed: 1)
            let after = image.afterKill(during: operation, using: &random)
            crashed.withLock { $0.append(after.text("/a")) }
        }
        try write("abcdefgh", to: "/a", at: 4)
        let text = try #require(crashed.withLock { $0 }.first ?? nil)
        #expect("keptabcdefgh".hasPrefix(text) && text.utf8.count > 4 && text.utf8.count < 12)
    }

    @Test func `what a kill left is still to be synced`() throws {
        _ = try disk.open("/a", .new)
        try disk.synchronizeDirectory("/")
        try write("data", to: "/a")
        var random = SeededRandom(seed: 0)
        let next = SimulatedDisk(disk.image.afterKill(using: &random), time: ManualClock())
        #expect(next.image.text("/a") == "data")
        let image = next.image
        let left = (UInt64(0)..<50).map { seed -> String? in
            var random = SeededRandom(seed: seed)
            return image.afterPowerLoss(using: &random).text("/a")
        }
        #expect(left.contains(""))
    }

    @Test func `locks end with the process`() throws {
        let lock = try disk.lock("/.lock")
        var random = SeededRandom(seed: 0)
        let next = SimulatedDisk(disk.image.afterKill(using: &random), time: ManualClock())
        _ = try next.lock("/.lock")
        withExtendedLifetime(lock) {}
    }

    // MARK: Errors

    @Test func `operations are numbered without gaps`() throws {
        let seen = Lock<[Int]>([])
        disk.onOperation { operation, _ in seen.withLock { $0.append(operation.number) } }
        try write("a", to: "/a")
        try disk.rename("/a", to: "/b")
        try disk.synchronizeDirectory("/")
        #expect(seen.withLock { $0 } == [0, 1, 2, 3])
        #expect(disk.operationCount == 4)
    }

    @Test func `a failing write leaves half of its bytes`() throws {
        let file = try disk.open("/a", .new)
        disk.fail { $0.write == nil ? nil : EIO }
        #expect(throws: SystemError("write", "/a", number: EIO)) { try file.put("12345678") }
        #expect(disk.image.text("/a") == "1234")
    }

    @Test func `data of a failed sync never becomes durable, not even by a later sync`() throws {
        let file = try disk.open("/a", .new)
        try disk.synchronizeDirectory("/")
        try file.put("lost")
        disk.fail { $0.kind == .synchronize ? EIO : nil }
        #expect(throws: SystemError("fdatasync", "/a", number: EIO)) { try file.synchronize() }
        disk.fail(nil)
        try file.put("kept", at: 4)
        try file.synchronize()
        #expect(disk.image.text("/a") == "lostkept")
        #expect(outcomes("/a") == ["\0\0\0\0kept"])
    }

    @Test func `a full disk takes what fits`() throws {
        let small = SimulatedDisk(time: ManualClock(), capacity: 6)
        let file = try small.open("/a", .new)
        #expect(throws: SystemError("write", "/a", number: ENOSPC)) { try file.put("12345678") }
        #expect(try file.size() == 6)
        #expect(try small.freeSpace("/") == 0)
        try file.truncate(to: 0)
        #expect(try small.freeSpace("/") == 6)
    }

    @Test func `reserved space is taken without growing the file`() throws {
        let small = SimulatedDisk(time: ManualClock(), capacity: 100)
        let file = try small.open("/a", .new)
        file.reserve(60)
        #expect(try file.size() == 0)
        #expect(try small.freeSpace("/") == 40)
        try file.put("x")
        #expect(try small.freeSpace("/") == 40)
    }
}

extension File {
    func put(_ text: String, at position: Int64 = 0) throws(SystemError) {
        try SharedBytes(copying: Array(text.utf8)).withUnsafeBytes { (bytes) throws(SystemError) in
            try write(bytes, at: position)
        }
    }
}

extension DiskImage {
    func text(_ path: String) -> String? {
        files[path].map { String(decoding: $0, as: UTF8.self) }
    }
}
