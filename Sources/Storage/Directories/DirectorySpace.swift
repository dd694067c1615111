import KafkaModel
import Platform
import Synchronization
import Telemetry

/// The room on a log directory's disk, and the reserve of it that producers may not use.
///
/// The disk is looked at from time to time; in between, what is appended here is taken off. So an
/// append asks without a system call, and producers are refused while there is still room for what
/// must go on: offsets and transactions, followers, the files that deletion and compaction write.
final class DirectorySpace: Sendable {
    /// Until the first look.
    private static let unknown = Int64.max

    private let path: String
    private let logger: Logger
    /// Bytes free at the last look, less those appended since.
    private let free = Atomic<Int64>(unknown)
    private let reserve: Atomic<Int64>
    private let refuses = Atomic<Bool>(false)

    /// `reserve` in bytes; 0: producers may fill the disk.
    init(_ path: String, reserve: Int64, logger: Logger) {
        self.path = path
        self.logger = logger
        self.reserve = Atomic(reserve)
    }

    /// Bytes free as far as known; `nil` before the first look. Any thread.
    var freeBytes: Int64? {
        let bytes = free.load(ordering: .relaxed)
        return bytes == Self.unknown ? nil : bytes
    }

    /// Whether producers are refused.
    var isShort: Bool { refuses.load(ordering: .relaxed) }

    /// `needletail.log.dir.reserve.bytes`; obeyed from the next look on.
    func setReserve(_ bytes: Int64) { reserve.store(bytes, ordering: .relaxed) }

    /// Refuses a producer's `count` bytes if they would reach into the reserve, until a look at the
    /// disk finds more room. Any thread.
    func admit(_ count: Int) throws(LogError) {
        guard let bytes = freeBytes else { return }
        let limit = reserve.load(ordering: .relaxed)
        guard isShort || (limit > 0 && bytes - Int64(count) < limit) else { return }
        begin(bytes, limit)
        throw .noRoom(directory: path, free: max(bytes, 0), reserve: limit)
    }

    /// `count` bytes were appended by anybody. Any thread.
    func note(appended count: Int) {
        guard freeBytes != nil else { return }
        free.wrappingSubtract(Int64(count), ordering: .relaxed)
    }

    /// The disk was looked at and has `bytes` free.
    func note(free bytes: Int64) {
        free.store(bytes, ordering: .relaxed)
        let limit = reserve.load(ordering: .relaxed)
        if limit > 0, bytes < limit {
            begin(bytes, limit)
        } else if bytes >= limit + limit / 8 {
            // Somewhat more than the reserve, so that it does not begin and end all the time.
            end(bytes)
        }
    }

    /// Whether the disk is to be looked at more often than usual: others may use it up between two
    /// looks.
    var isNearlyShort: Bool {
        guard let bytes = freeBytes else { return false }
        return bytes / 4 < reserve.load(ordering: .relaxed)
    }

    private func begin(_ bytes: Int64, _ limit: Int64) {
        guard !refuses.exchange(true, ordering: .relaxed) else { return }
        logger.error(
            "log directory \(path) has \(max(bytes, 0)) bytes free, and \(limit) are kept in reserve "
                + "(\(Self.setting)): records of producers are refused until there is more room")
    }

    private func end(_ bytes: Int64) {
        guard refuses.exchange(false, ordering: .relaxed) else { return }
        logger.info(
            "log directory \(path) has \(bytes) bytes free: records of producers are taken again")
    }

    static let setting = "needletail.log.dir.reserve.bytes"
}

extension LogDirectories {
    /// The usual time between two looks at the disks, and that of disks with little room.
    private static let lookInterval = Duration.milliseconds(1000)
    private static let nearLookInterval = Duration.milliseconds(100)

    /// Looks at the room on the disks. Blocks. Returns when to call again.
    package func lookAtDisks() -> MonotonicTime {
        var interval = Self.lookInterval
        for directory in directories where directory.isOnline {
            do throws(SystemError) {
                directory.space.note(free: try world.fileSystem.freeSpace(directory.path))
                if directory.space.isNearlyShort { interval = Self.nearLookInterval }
            } catch {
                fail(directory, LogError.storage(error))
            }
        }
        return world.time.monotonic() + interval
    }

    /// `needletail.log.dir.reserve.bytes`.
    package func setReserve(_ bytes: Int64) {
        for directory in directories { directory.space.setReserve(bytes) }
    }

    func exportSpace() {
        for directory in directories {
            let labels = [MetricLabel("logDirectory", directory.path)]
            let space = directory.space
            world.metrics.gauge(
                "needletail_log_directory_free_bytes",
                help: "Bytes free on the disk of the log directory; -1 while not known",
                labels: labels
            ) { Double(space.freeBytes ?? -1) }
            world.metrics.gauge(
                "needletail_log_directory_refuses_producers",
                help: "1 while records are refused because the disk has less than the reserve",
                labels: labels
            ) { space.isShort ? 1 : 0 }
        }
    }
}
