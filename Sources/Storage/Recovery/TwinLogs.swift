import KafkaModel
import Platform
import Telemetry

/// Two log directories that hold the same partition, found at a start.
///
/// | what tells | which counts | what becomes of the other |
/// |---|---|---|
/// | ``MoveMarker`` in one | that one: a move was not finished | removed |
/// | ``NewLogMarker`` in one | that one: the other's directory was offline when it was made | set aside under a name that ends in `-stray`, for the administrator |
/// | one has no segment | the other: it was being made when the broker died | removed |
///
/// Anything else is for the administrator to decide, and the broker does not start, as Kafka's.
extension LogDirectories {
    private enum Supersession {
        case moved, madeAnew, neverUsed
    }

    /// Puts one of two logs out of the way, and returns its place. Throws if nothing tells which.
    func settleTwins(
        of partition: TopicPartition, _ first: FutureLogs.Place, _ second: FutureLogs.Place
    ) throws(LogDirectoriesError) -> FutureLogs.Place {
        let (isFirst, isSecond) = (
            supersession(of: first, by: second), supersession(of: second, by: first)
        )
        switch (isFirst, isSecond) {
        case (let reason?, nil): return putAway(first, for: second, of: partition, reason)
        case (nil, let reason?): return putAway(second, for: first, of: partition, reason)
        case (_?, _?): break
        case (nil, nil):
            switch (isEmpty(first), isEmpty(second)) {
            case (true, false): return putAway(first, for: second, of: partition, .neverUsed)
            case (_, true): return putAway(second, for: first, of: partition, .neverUsed)
            case (false, false): break
            }
        }
        throw .duplicateLog(partition, first: first.logDirectory, second: second.logDirectory)
    }

    private func supersession(of place: FutureLogs.Place, by other: FutureLogs.Place)
        -> Supersession?
    {
        let directory = "\(other.logDirectory)/\(other.name)"
        let moved = MoveMarker(directory: directory, world.fileSystem)
        if (try? moved.read()) == place.logDirectory { return .moved }
        let made = NewLogMarker(directory: directory, world.fileSystem)
        let absent = try? made.read()
        return absent?.contains(place.logDirectory) == true ? .madeAnew : nil
    }

    private func isEmpty(_ place: FutureLogs.Place) -> Bool {
        let files = try? world.fileSystem.list("\(place.logDirectory)/\(place.name)")
        return files?.contains { LogFileNames.parse($0.name) != nil } == false
    }

    private func putAway(
        _ lost: FutureLogs.Place, for kept: FutureLogs.Place, of partition: TopicPartition,
        _ reason: Supersession
    ) -> FutureLogs.Place {
        let directory = "\(kept.logDirectory)/\(kept.name)"
        switch reason {
        case .moved:
            world.logger.info(
                "\(partition) was being moved from \(lost.logDirectory) to \(kept.logDirectory): "
                    + "the move is finished")
            if drop(lost, of: partition) {
                try? MoveMarker(directory: directory, world.fileSystem).remove()
            }
        case .madeAnew:
            if setAside(lost, for: kept, of: partition) {
                try? NewLogMarker(directory: directory, world.fileSystem).remove()
            }
        case .neverUsed:
            world.logger.info("\(partition) in \(lost.logDirectory) was never used: it goes")
            drop(lost, of: partition)
        }
        return lost
    }

    /// Nothing refers to it any more, but it is not ours to throw away. `false` if the directory has
    /// failed; what it holds is out of use with it.
    private func setAside(
        _ old: FutureLogs.Place, for new: FutureLogs.Place, of partition: TopicPartition
    ) -> Bool {
        guard let directory = directories.first(where: { $0.path == old.logDirectory }) else {
            return false
        }
        let name = LogFileNames.specialDirectoryName(partition, LogFileNames.straySuffix) {
            world.random.next()
        }
        let (from, to) = ("\(old.logDirectory)/\(old.name)", "\(old.logDirectory)/\(name)")
        do throws(LogError) {
            try onDisk { () throws(SystemError) in
                try world.fileSystem.rename(from, to: to)
                try world.fileSystem.synchronizeDirectory(directory.path)
            }
            try directory.forget(partition)
        } catch {
            fail(directory, error)
            return false
        }
        world.logger.warn(
            "\(partition) in \(old.logDirectory) is out of date: the controller had it made anew in "
                + "\(new.logDirectory) while \(old.logDirectory) was offline. It was renamed to "
                + "\(to), and nothing uses it: remove it when you do not need it")
        return true
    }
}
