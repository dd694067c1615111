/// The bytes of a file on a ``SimulatedDisk``: those in the page cache and those that are durable.
///
/// Between the two stand the changes that no sync has covered yet, in their order. After a sync that
/// failed, the kernel takes the dirty pages for clean: the changes never become durable, while reads
/// still show them. Source: PostgreSQL's "fsyncgate" of 2018.
struct FileContent: Sendable {
    /// What reads see.
    private(set) var cached: [UInt8] = []
    /// What is certain to be there after a power loss.
    private(set) var durable: [UInt8] = []
    /// Changes to `durable` that a power loss may undo in whole or in part.
    private(set) var pending: [Change] = []
    /// Whether a failed sync has dropped changes, so that even a later sync leaves them out.
    private var hasDropped = false

    enum Change: Sendable {
        case write(position: Int, bytes: [UInt8])
        case truncate(size: Int)

        func apply(to bytes: inout [UInt8]) {
            switch self {
            case .truncate(let size): FileContent.resize(&bytes, to: size)
            case .write(let position, let written):
                let end = position + written.count
                if bytes.count < end { FileContent.resize(&bytes, to: end) }
                bytes.replaceSubrange(position..<end, with: written)
            }
        }
    }

    /// Beyond this many the oldest changes are written back, as a kernel does by itself sooner or
    /// later: it bounds the memory of a file that is never synced.
    private static let mostPending = 1024

    static func resize(_ bytes: inout [UInt8], to size: Int) {
        if bytes.count > size {
            bytes.removeLast(bytes.count - size)
        } else {
            bytes += [UInt8](repeating: 0, count: size - bytes.count)
        }
    }

    mutating func change(_ change: Change) {
        change.apply(to: &cached)
        if pending.count == Self.mostPending { synchronize() }
        pending.append(change)
    }

    /// Makes the pending changes durable.
    mutating func synchronize() {
        if hasDropped {
            for change in pending { change.apply(to: &durable) }
        } else {
            durable = cached
        }
        pending = []
    }

    /// A sync that failed.
    mutating func dropPending() {
        hasDropped = hasDropped || !pending.isEmpty
        pending = []
    }

    /// What a power loss leaves becomes all there is.
    mutating func losePower(using random: inout some RandomNumberGenerator) {
        durable = afterPowerLoss(using: &random)
        cached = durable
        pending = []
        hasDropped = false
    }

    // MARK: Power loss

    /// What a disk writes as one piece.
    static let sectorSize = 512

    /// How much of the pending changes reached the disk.
    private enum Fate: CaseIterable {
        /// Nothing, not even the size.
        case lost
        case kept
        /// The changes up to one of them.
        case upToAMoment
        /// The size, but no data: zeros.
        case sizeOnly
        /// The size, and the sectors of the front.
        case front
        /// The size of one moment, and every sector as of a moment of its own.
        case scattered
    }

    /// The durable bytes with as much of the pending changes as the disk happened to write.
    ///
    /// Changes of the size happen in their order; the data of a write may reach the disk earlier or
    /// later than they do, sector by sector. What was cut off never comes back behind a size that was
    /// durable after the cut.
    private func afterPowerLoss(using random: inout some RandomNumberGenerator) -> [UInt8] {
        guard let fate = Fate.allCases.randomElement(using: &random), !pending.isEmpty else {
            return durable
        }
        let count = pending.count
        let moment = Int.random(in: 0...count, using: &random)
        let sectors = (max(durable.count, longest) + Self.sectorSize - 1) / Self.sectorSize
        let border = Int.random(in: 0...max(sectors, 1), using: &random)
        let sizeMoment =
            switch fate {
            case .lost: 0
            case .upToAMoment, .scattered: moment
            case .kept, .sizeOnly, .front: count
            }
        let sectorMoments = (0..<sectors).map { sector in
            switch fate {
            case .lost, .sizeOnly: 0
            case .kept: count
            case .upToAMoment: moment
            case .front: sector < border ? count : 0
            case .scattered: Int.random(in: 0...count, using: &random)
            }
        }
        return replay(sizeMoment: sizeMoment, sectorMoments)
    }

    /// The durable bytes after the changes of size up to `sizeMoment` and, in each sector, the writes
    /// up to its moment.
    private func replay(sizeMoment: Int, _ sectorMoments: [Int]) -> [UInt8] {
        var bytes = durable
        var size = durable.count
        for (index, change) in pending.enumerated() {
            switch change {
            case .truncate(let newSize):
                // The writes behind went to blocks that nothing leads to.
                guard index < sizeMoment else { return trimmed(bytes, size) }
                size = newSize
                Self.resize(&bytes, to: newSize)
            case .write(let position, let written):
                if index < sizeMoment { size = max(size, position + written.count) }
                let first = position / Self.sectorSize
                let last = (position + written.count - 1) / Self.sectorSize
                guard !written.isEmpty else { continue }
                for sector in first...last where index < sectorMoments[sector] {
                    let from = max(position, sector * Self.sectorSize)
                    let to = min(position + written.count, (sector + 1) * Self.sectorSize)
                    if bytes.count < to { Self.resize(&bytes, to: to) }
                    bytes.replaceSubrange(
                        from..<to, with: written[(from - position)..<(to - position)])
                }
            }
        }
        return trimmed(bytes, size)
    }

    private func trimmed(_ bytes: [UInt8], _ size: Int) -> [UInt8] {
        var bytes = bytes
        Self.resize(&bytes, to: size)
        return bytes
    }

    /// The largest size that the file had since the last sync.
    private var longest: Int {
        pending.reduce(durable.count) { size, change in
            switch change {
            case .truncate(let newSize): max(size, newSize)
            case .write(let position, let bytes): max(size, position + bytes.count)
            }
        }
    }
}
