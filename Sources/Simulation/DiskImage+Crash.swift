/// What a crash leaves of a disk. Pure: an image and random numbers give another image.
extension DiskImage {
    /// The process was killed: whatever was written is there, durable or not, since the page cache
    /// survives. Open files and locks are gone.
    ///
    /// `operation` was under way: of a write, the first bytes up to a random place are there. Of
    /// everything else nothing; that all of it was done is what the image before the next operation
    /// shows.
    package func afterKill(
        during operation: DiskOperation? = nil, using random: inout some RandomNumberGenerator
    ) -> DiskImage {
        var image = self
        if let write = operation?.write, write.bytes.count > 1 {
            let kept = Int.random(in: 1..<write.bytes.count, using: &random)
            image.changeFile(write.node) { file in
                file.content.change(
                    .write(
                        position: Int(write.position), bytes: Array(write.bytes.prefix(kept))))
            }
        }
        image.closeEverything()
        return image
    }

    /// The power failed: only what was synced is certain. Of everything else the random numbers
    /// decide how much is there: names put, replaced or removed since the directory's last sync, in
    /// their order; the data and size of files since their last sync, sector by sector.
    package func afterPowerLoss(using random: inout some RandomNumberGenerator) -> DiskImage {
        var image = self
        image.loseNames(using: &random)
        for id in image.nodes.keys.sorted() {
            image.changeFile(id) { $0.content.losePower(using: &random) }
        }
        image.closeEverything()
        return image
    }

    /// Each directory keeps its oldest changes up to one of them. If a rename ties two directories
    /// together, all share one journal.
    private mutating func loseNames(using random: inout some RandomNumberGenerator) {
        let sizes = Dictionary(grouping: nameChanges, by: \.group).mapValues {
            Set($0.map(\.directory)).count
        }
        let isShared = sizes.values.contains { $0 > 1 }
        let journals =
            isShared ? [nil] : Set(nameChanges.map(\.directory)).sorted().map(Optional.some)
        for journal in journals {
            let changes = nameChanges.filter { journal == nil || $0.directory == journal }
            let groups = Set(changes.map(\.group)).sorted()
            let kept = Set(groups.prefix(Int.random(in: 0...groups.count, using: &random)))
            for change in changes where kept.contains(change.group) { makeDurable(change) }
        }
        nameChanges = []
        for id in nodes.keys { changeDirectory(id) { $0.names = $0.durableNames } }
    }

    private mutating func closeEverything() {
        for id in nodes.keys {
            changeFile(id) { file in
                file.handles = 0
                file.isLocked = false
                file.reserved = 0
            }
        }
        removeUnreachable()
    }
}
