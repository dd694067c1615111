import Foundation
import KafkaModel
import KafkaRecords
import Platform
import Simulation
import TestSupport
import Testing

@testable import Storage

/// A broker stopped at every operation of the disk that a cleaning makes.
struct CompactionCrashTests {
    private static let isLong = ProcessInfo.processInfo.environment["NEEDLETAIL_LONG_TESTS"] == "1"

    private struct Moment: Sendable {
        var operation: DiskOperation
        var image: DiskImage
    }

    /// Large segments are merged, small ones replaced one by one.
    @Test(arguments: [(UInt64(1), Int32(400)), (3, 3000)])
    func `a crash at any operation leaves the old segments or the new one`(
        seed: UInt64, segmentBytes: Int32
    ) throws {
        let fixture = try LogFixture()
        let disk = SimulatedDisk(DiskImage(), time: fixture.clock)
        fixture.fileSystem = disk
        fixture.compact(segmentBytes: 400)
        let log = try fixture.open()
        var producers = RandomKeyedLog(seed: seed)
        try producers.fill(log, batches: 14)
        try producers.settle(log)
        try log.flush()
        try synchronizeParents(of: fixture.path, disk)
        fixture.config.segmentBytes = segmentBytes
        log.update(fixture.config)
        let expected = try LogContent(log, upTo: log.offsets.end)
        let end = log.offsets.end

        let moments = Lock<[Moment]>([])
        disk.onOperation { operation, image in
            guard operation.changesTheDisk else { return }
            moments.withLock { $0.append(Moment(operation: operation, image: image)) }
        }
        let result = try #require(try log.clean())
        disk.onOperation(nil)
        #expect(result.segmentsBefore > result.segmentsAfter || segmentBytes == 400)

        for moment in moments.withLock({ $0 }) {
            for image in crashes(of: moment) {
                let after = SimulatedDisk(image, time: fixture.clock)
                fixture.fileSystem = after
                let recovered = try fixture.open(recoveryPoint: end)
                #expect(recovered.offsets.end == end, "\(moment.operation)")
                let content = try LogContent(recovered, upTo: end)
                #expect(content.state == expected.state, "\(moment.operation)")
                let names = try after.list(fixture.path).map(\.name)
                let leftOver = names.filter { $0.hasSuffix(".swap") || $0.hasSuffix(".cleaned") }
                #expect(leftOver == [], "\(moment.operation)")
                // And it can be cleaned again, to the end.
                _ = try #require(try recovered.clean())
                #expect(try LogContent(recovered, upTo: end).state == expected.state)
            }
        }
        #expect(fixture.failures.withLock { $0 } == [])
    }

    /// What the broker of a real disk finds durable: the way to its directories.
    private func synchronizeParents(of path: String, _ disk: SimulatedDisk) throws {
        var path = path[...]
        while let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            path = path[..<slash]
            try disk.synchronizeDirectory(String(path))
        }
        try disk.synchronizeDirectory("/")
    }

    private func crashes(of moment: Moment) -> [DiskImage] {
        var random = SeededRandom(seed: UInt64(moment.operation.number))
        var images = [moment.image.afterKill(using: &random)]
        images.append(moment.image.afterKill(during: moment.operation, using: &random))
        for _ in 0..<(Self.isLong ? 20 : 1) {
            images.append(moment.image.afterPowerLoss(using: &random))
        }
        return images
    }
}
