import Bytes
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct LocalFileSystemTests {
    let directory: TemporaryDirectory
    let files = LocalFileSystem()

    init() throws {
        directory = try TemporaryDirectory("files")
    }

    private func write(_ text: String, to name: String) throws -> any File {
        let file = try files.open(directory.file(name), .createIfMissing)
        var text = text
        try text.withUTF8 { try file.write(UnsafeRawBufferPointer($0), at: 0) }
        return file
    }

    @Test func bytesWrittenAreReadAtTheirPosition() throws {
        let file = try write("needletail", to: "a")
        #expect(try file.read(4, at: 6).array == Array("tail".utf8))
        #expect(try file.size() == 10)
    }

    @Test func aReadBehindTheEndIsShort() throws {
        let file = try write("abc", to: "a")
        #expect(try file.read(10, at: 1).array == Array("bc".utf8))
        #expect(try file.read(10, at: 7).count == 0)
    }

    @Test(arguments: [(FileOpenMode.readOnly, ENOENT), (.existing, ENOENT)])
    func openingAMissingFileFails(_ mode: FileOpenMode, _ number: Int32) {
        #expect(throws: SystemError("open", directory.file("no"), number: number)) {
            _ = try files.open(directory.file("no"), mode)
        }
    }

    @Test func aNewFileMustNotExist() throws {
        _ = try write("", to: "a")
        #expect(throws: SystemError("open", directory.file("a"), number: EEXIST)) {
            _ = try files.open(directory.file("a"), .new)
        }
    }

    @Test func truncationCutsAndReservationDoesNotGrow() throws {
        let file = try write("0123456789", to: "a")
        try file.truncate(to: 4)
        file.reserve(1 << 20)
        #expect(try file.size() == 4)
    }

    @Test func aClosedFileRefusesEveryCall() throws {
        let file = try write("x", to: "a")
        file.close()
        file.close()
        #expect(file.descriptor == nil)
        #expect(throws: SystemError("read", directory.file("a"), number: EBADF)) {
            _ = try file.read(1, at: 0)
        }
    }

    @Test(arguments: [Int64(0), 1_234_567_890_123, -1])
    func modificationTimesAreKept(_ milliseconds: Int64) throws {
        let file = try write("x", to: "a")
        try file.setModificationTime(milliseconds)
        #expect(try files.attributes(directory.file("a"))?.modificationTime == milliseconds)
    }

    @Test func directoriesAreCreatedWithTheirParents() throws {
        let deep = directory.file("a/b/c")
        try files.createDirectory(deep)
        try files.createDirectory(deep)
        #expect(try files.attributes(deep)?.isDirectory == true)
    }

    @Test func aFileInTheWayOfADirectoryIsAnError() throws {
        _ = try write("x", to: "a")
        #expect(throws: SystemError("mkdir", directory.file("a"), number: EEXIST)) {
            try files.createDirectory(directory.file("a"))
        }
    }

    @Test func aListingNamesFilesAndDirectories() throws {
        _ = try write("x", to: "file")
        try files.createDirectory(directory.file("folder"))
        let entries = try files.list(directory.path).sorted { $0.name < $1.name }
        #expect(
            entries == [
                DirectoryEntry(name: "file", isDirectory: false),
                DirectoryEntry(name: "folder", isDirectory: true),
            ])
    }

    @Test func removingWhatIsMissingIsNoError() throws {
        try files.remove(directory.file("no"))
        try files.removeTree(directory.file("no"))
    }

    @Test func aTreeIsRemovedWithoutFollowingLinks() throws {
        _ = try write("kept", to: "outside")
        try files.createDirectory(directory.file("tree/inner"))
        #expect(symlink(directory.file("outside"), directory.file("tree/inner/link")) == 0)
        try files.removeTree(directory.file("tree"))
        #expect(try files.attributes(directory.file("tree")) == nil)
        #expect(try files.attributes(directory.file("outside"))?.size == 4)
    }

    @Test func renamingReplacesTheTarget() throws {
        _ = try write("new", to: "a")
        _ = try write("old text", to: "b")
        try files.rename(directory.file("a"), to: directory.file("b"))
        try files.synchronizeDirectory(directory.path)
        #expect(try files.attributes(directory.file("b"))?.size == 3)
        #expect(try files.attributes(directory.file("a")) == nil)
    }

    @Test func aLockIsHeldUntilReleased() throws {
        let lock = try files.lock(directory.file(".lock"))
        #expect(throws: SystemError("flock", directory.file(".lock"), number: EWOULDBLOCK)) {
            _ = try files.lock(directory.file(".lock"))
        }
        lock.release()
        try files.lock(directory.file(".lock")).release()
    }

    /// Kafka's brokers lock their directories so.
    @Test func aLockOfPOSIXIsSeen() throws {
        let path = directory.file(".lock")
        let descriptor = open(path, O_RDWR | O_CREAT, 0o644)
        defer { close(descriptor) }
        var whole = flock()
        whole.l_type = Int16(F_WRLCK)
        #expect(withUnsafeMutablePointer(to: &whole) { fcntl(descriptor, F_SETLK, $0) } == 0)
        #expect(throws: SystemError("flock", path, number: EWOULDBLOCK)) {
            _ = try files.lock(path)
        }
    }

    @Test func freeSpaceIsKnown() throws {
        let free = try files.freeSpace(directory.path)
        #expect(free > 0)
        #expect(try files.totalSpace(directory.path) >= free)
    }
}
