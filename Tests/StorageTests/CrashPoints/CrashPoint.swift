import Platform
import Scheduling
import Simulation
import TestSupport

@testable import Storage

/// A moment at which a broker may die: before one operation of its disk, or half way through it.
struct CrashPoint: Sendable {
    /// `nil`: when everything is done.
    var operation: DiskOperation?
    var image: DiskImage
    var ledger: CrashLedger
    /// Whether a kill would leave anything else than at the point before.
    var isNewToKills = true

    var number: String { operation.map { "\($0.number)" } ?? "end" }

    /// Every operation of `body` on the world's disk that changes something, and the end.
    static func all(
        _ world: CrashWorld, _ body: (CrashWorld) async throws -> Void
    ) async rethrows -> [CrashPoint] {
        let points = Lock<[CrashPoint]>([])
        let ledger = world.ledger
        world.disk.onOperation { operation, image in
            guard operation.changesTheDisk else { return }
            let promised = ledger.withLock { $0 }
            points.withLock {
                $0.append(CrashPoint(operation: operation, image: image, ledger: promised))
            }
        }
        try await body(world)
        world.disk.onOperation(nil)
        let end = CrashPoint(
            operation: nil, image: world.disk.image, ledger: ledger.withLock { $0 })
        var all = points.withLock { $0 } + [end]
        for index in all.indices.dropFirst() {
            all[index].isNewToKills = all[index - 1].operation?.changesThePageCache ?? true
        }
        return all
    }
}

/// A way to die, and how to name it so that it can be tried alone.
struct Crash: Sendable, CustomStringConvertible {
    enum Kind: Sendable, Equatable {
        /// Before the operation.
        case kill
        /// In the middle of a write.
        case cut
        case powerLoss(seed: UInt64)
    }

    var point: CrashPoint
    var kind: Kind

    /// The crashes to try at a point, with `seeds` power losses.
    static func all(_ point: CrashPoint, seeds: Range<UInt64>) -> [Crash] {
        var kinds: [Kind] = point.isNewToKills ? [.kill] : []
        if point.operation?.write != nil { kinds.append(.cut) }
        kinds += seeds.map { .powerLoss(seed: $0) }
        return kinds.map { Crash(point: point, kind: $0) }
    }

    /// What the next start finds.
    var image: DiskImage {
        let number = UInt64(point.operation?.number ?? 0)
        switch kind {
        case .kill:
            var random = SeededRandom(seed: number)
            return point.image.afterKill(using: &random)
        case .cut:
            var random = SeededRandom(seed: number)
            return point.image.afterKill(during: point.operation, using: &random)
        case .powerLoss(let seed):
            // Another fate at each point.
            var random = SeededRandom(seed: seed &* 1_000_003 &+ number)
            return point.image.afterPowerLoss(using: &random)
        }
    }

    var verdict: CrashVerdict {
        CrashVerdict(
            crash: kind == .kill || kind == .cut ? .kill : .powerLoss, ledger: point.ledger)
    }

    /// Such as `17/kill` or `17/power:3`.
    var description: String {
        switch kind {
        case .kill: "\(point.number)/kill"
        case .cut: "\(point.number)/cut"
        case .powerLoss(let seed): "\(point.number)/power:\(seed)"
        }
    }
}
