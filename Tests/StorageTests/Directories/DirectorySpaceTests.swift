import Glibc
import KafkaModel
import KafkaRecords
import Platform
import Telemetry
import TestSupport
import Testing

@testable import Storage

struct DirectorySpaceTests {
    let lines = RecordingLogSink()
    let fixture: DirectoriesFixture
    let disk = FaultyFileSystem()

    init() throws {
        fixture = try DirectoriesFixture()
        fixture.fileSystem = disk
        disk.free.withLock { $0 = 1_000_000 }
    }

    private func space(reserve: Int64) -> DirectorySpace {
        DirectorySpace("/data", reserve: reserve, logger: Logger("storage", sink: lines))
    }

    @Test func `before the first look everything is admitted`() throws {
        try space(reserve: 1000).admit(.max)
    }

    @Test func `what would reach into the reserve is refused, with the reason`() throws {
        let space = space(reserve: 1000)
        space.note(free: 1500)
        try space.admit(500)
        #expect(throws: LogError.noRoom(directory: "/data", free: 1500, reserve: 1000)) {
            try space.admit(501)
        }
    }

    @Test func `what is appended counts before the next look`() throws {
        let space = space(reserve: 1000)
        space.note(free: 1500)
        space.note(appended: 400)
        #expect(throws: LogError.self) { try space.admit(200) }
    }

    @Test func `without a reserve the disk may be filled`() throws {
        let space = space(reserve: 0)
        space.note(free: 10)
        try space.admit(500)
        #expect(!space.isShort)
    }

    @Test func `it is said once when it begins and once when it ends`() {
        let space = space(reserve: 1000)
        for free: Int64 in [2000, 900, 800, 1100, 900, 1125, 2000] { space.note(free: free) }
        #expect(lines.lines.map(\.level) == [.error, .info])
    }

    @Test func `a little more than the reserve does not end it`() throws {
        let space = space(reserve: 1000)
        space.note(free: 900)
        space.note(free: 1100)
        #expect(throws: LogError.self) { try space.admit(1) }
        space.note(free: 1125)
        try space.admit(1)
    }

    // MARK: The directories

    @Test func `producers are refused and everybody else goes on`() async throws {
        let directories = try await fixture.loaded()
        let log = try fixture.create(directories)
        let offsets = try directories.createLog(
            TopicPartition("__consumer_offsets", 0), config: fixture.config)
        directories.setReserve(500_000)
        disk.free.withLock { $0 = 400_000 }
        _ = directories.lookAtDisks()
        let error = #expect(throws: LogError.self) { try log.fill(1) }
        if case .noRoom = error {} else { Issue.record("\(String(describing: error))") }
        #expect(log.offsets.end == 0)
        _ = try log.append(
            asLeader: try Batch.of(["a"]), leaderEpoch: 0, origin: .coordinator)
        _ = try log.append(asFollower: try Batch.of(["b"], offset: 1, leaderEpoch: 0))
        try offsets.fill(1)
        #expect(directories.onlineDirectories.count == 1)
        disk.free.withLock { $0 = 1_000_000 }
        _ = directories.lookAtDisks()
        try log.fill(1)
        #expect(log.offsets.end == 3)
    }

    @Test func `the disks are looked at more often where there is little room`() async throws {
        let directories = try await fixture.loaded()
        directories.setReserve(100)
        let usual = directories.lookAtDisks() - fixture.clock.monotonic()
        disk.free.withLock { $0 = 350 }
        let often = directories.lookAtDisks() - fixture.clock.monotonic()
        #expect(often < usual)
    }

    @Test func `new partitions go where there is room`() async throws {
        let directories = try await fixture.loaded(["d1", "d2"])
        directories.setReserve(1000)
        for (directory, free) in zip(directories.directories, [Int64(10), 10_000]) {
            directory.space.note(free: free)
        }
        for number: Int32 in 0..<3 {
            #expect(
                try fixture.create(directories, number).logDirectory == fixture.root.file("d2"))
        }
    }

    @Test func `a disk that cannot be looked at takes its directory offline`() async throws {
        let directories = try await fixture.loaded(["d1", "d2"])
        disk.freeError.withLock { $0 = EIO }
        _ = directories.lookAtDisks()
        #expect(directories.onlineDirectories.isEmpty)
    }
}
