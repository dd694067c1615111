import Glibc
import KafkaModel
import Platform

/// What a check tells as it goes on.
package enum VerificationEvent: Sendable {
    case finding(Finding)
    case partition(PartitionVerdict)
}

/// The end of a check.
package struct VerificationSummary: Equatable, Sendable {
    package var partitions = 0
    package var segments = 0
    /// Of all record files.
    package var bytes: Int64 = 0
    package var damaged = 0
    package var notes = 0
    /// Partitions of which a start would change something.
    package var changing = 0
}

/// Why directories cannot be checked.
package enum VerificationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A broker has the directory.
    case inUse(directory: String)
    case notThere(directory: String)
    case unreadable(directory: String, reason: String)

    package var description: String {
        switch self {
        case .inUse(let directory):
            "\(directory) is in use by a broker, which changes its files while they are read"
        case .notThere(let directory): "\(directory) is no directory"
        case .unreadable(let directory, let reason): "\(directory): \(reason)"
        }
    }
}

/// Checks every invariant of log directories, or of single partitions' directories, and says what the
/// start of a broker would do to them. Nothing is ever changed. Blocks.
///
/// Records are read from front to end, one segment at a time; memory is bounded by the largest batch,
/// the largest snapshot and what recovery would write.
package struct LogVerification {
    private let fileSystem: any FileSystem
    private let time: any TimeSource

    package init(fileSystem: any FileSystem, time: any TimeSource) {
        self.fileSystem = fileSystem
        self.time = time
    }

    /// Checks `directories`, which are taken for those of one broker.
    ///
    /// While it reads it holds the lock of each, so that no broker starts there; one that a broker has
    /// is refused unless `evenIfInUse`, and then what is found near the ends of logs means little.
    package func run(
        _ directories: [String], evenIfInUse: Bool, tell: (VerificationEvent) -> Void
    ) throws(VerificationError) -> VerificationSummary {
        try withoutActuallyEscaping(tell) { (tell) throws(VerificationError) in
            let findings = FindingLog { tell(.finding($0)) }
            var locks: [String: any FileLock] = [:]
            defer { for lock in locks.values { lock.release() } }
            var places: [LogPlace] = []
            for directory in directories {
                let place = try place(directory, findings)
                if locks[place.logDirectory] == nil {
                    locks[place.logDirectory] = try lock(place, evenIfInUse, findings)
                }
                places.append(place)
            }
            LogPlace.tellDisagreement(places, findings)
            var summary = VerificationSummary()
            for place in places { try check(place, findings, tell, &summary) }
            summary.damaged = findings.damaged
            summary.notes = findings.notes
            return summary
        }
    }

    private func place(
        _ directory: String, _ findings: FindingLog
    ) throws(VerificationError) -> LogPlace {
        var path = directory
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        do throws(SystemError) {
            guard try fileSystem.attributes(path)?.isDirectory == true else {
                throw SystemError("open", path, number: ENOTDIR)
            }
        } catch {
            throw .notThere(directory: path)
        }
        do throws(LogError) {
            return try LogPlace(path, fileSystem, findings)
        } catch {
            throw .unreadable(directory: path, reason: "\(error)")
        }
    }

    /// Takes the lock of a log directory, if there is one: none is created.
    private func lock(
        _ place: LogPlace, _ evenIfInUse: Bool, _ findings: FindingLog
    ) throws(VerificationError) -> (any FileLock)? {
        let path = "\(place.logDirectory)/\(LogDirectory.lockFileName)"
        do throws(SystemError) {
            guard try fileSystem.attributes(path) != nil else { return nil }
            return try fileSystem.lock(path)
        } catch {
            // Where the lock cannot even be opened, it says nothing.
            guard error.number == EWOULDBLOCK else { return nil }
            guard evenIfInUse else { throw .inUse(directory: place.logDirectory) }
            findings.add(
                .note, path,
                "a broker is at work: what is told of the ends of logs may already be untrue")
            return nil
        }
    }

    private func check(
        _ place: LogPlace, _ findings: FindingLog, _ tell: (VerificationEvent) -> Void,
        _ summary: inout VerificationSummary
    ) throws(VerificationError) {
        for (name, partition) in place.partitions {
            let directory = place.path(name)
            let check = PartitionCheck(
                partition: partition, directory: directory, stop: place.stop(partition),
                fileSystem: fileSystem, time: time, findings: findings)
            do throws(LogError) {
                let verdict = try check.run()
                summary.partitions += 1
                summary.segments += verdict.segments
                summary.bytes += verdict.bytes
                if !verdict.prediction.isNothing { summary.changing += 1 }
                findings.endFiles(in: directory)
                tell(.partition(verdict))
            } catch {
                findings.add(.damage, directory, "cannot be read: \(error)")
                findings.endFiles(in: directory)
            }
        }
    }
}
