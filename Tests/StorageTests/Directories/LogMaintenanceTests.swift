import Glibc
import Platform
import TestSupport
import Testing

@testable import Storage

struct LogMaintenanceTests {
    @Test func `a removal that cannot be made durable takes the directory offline`() async throws {
        let fixture = try DirectoriesFixture()
        let disk = FaultyFileSystem()
        fixture.fileSystem = disk
        let directories = try await fixture.loaded(["d1", "d2"])
        let deleted = try fixture.create(directories)
        let directory = try #require(directories.directory(of: deleted))
        try directories.deleteLog(deleted.topicPartition)
        fixture.clock.advance(by: .seconds(60))
        disk.faults.withLock {
            $0.directorySyncError = EIO
            $0.suffix = directory.path
        }
        _ = directories.performMaintenance { _ in nil }
        #expect(!directory.isOnline)
        #expect(directories.directories.count(where: \.isOnline) == 1)
    }
}
