import Bytes
import KafkaModel
import Platform
import Telemetry

/// What opening a partition's log would do to its directory now.
///
/// Found by really opening it, over a ``ShadowFileSystem``: the decisions are those of ``LogRecovery``
/// and not a copy of them.
package struct StartPrediction: Equatable, Sendable {
    /// Segments that are read, the first perhaps not from its front.
    package struct Recovery: Equatable, Sendable {
        package var from: Offset
        package var segments: Int
        package var bytes: Int64
    }

    /// The end of the log moves forward to `offset`.
    package struct Cut: Equatable, Sendable {
        package var offset: Offset
        /// Bytes lost in the segment in which the log then ends.
        package var bytes: Int64
        package var laterSegments: Int
        package var laterBytes: Int64
    }

    /// Why the log could not be opened, so that its log directory would go offline.
    package var failure: String?
    package var recovery: Recovery?
    package var cut: Cut?
    /// The log begins anew at its start offset: all records lie before it.
    package var beginsAnew = false
    /// Names of `.swap` files that take the place of what they replace.
    package var adopted: [String] = []
    /// Names of files that vanish, apart from those of segments cut off.
    package var removed: [String] = []
    /// Names of files that get another content or come into being.
    package var rewritten: [String] = []
    package var startOffset = Offset.zero
    package var endOffset = Offset.zero

    package var isNothing: Bool {
        failure == nil && recovery == nil && cut == nil && !beginsAnew && adopted.isEmpty
            && removed.isEmpty && rewritten.isEmpty
    }
}

/// What is known of a partition's last stop: the checkpoints and the marker of its log directory.
struct StopState: Equatable, Sendable {
    var wasCleanStop = false
    var recoveryPoint = Offset.zero
    var startOffset = Offset.zero
    /// `nil` without a checkpoint for the partition.
    var highWatermark: Offset?
    /// Where the next compaction begins; `nil` without a checkpoint.
    var cleanedUpTo: Offset?
    /// Whether compaction may have left offsets without records.
    var mayHaveGaps = false
}

/// Opens logs over a shadow of the disk.
struct StartRehearsal {
    let fileSystem: any FileSystem
    let time: any TimeSource
    var config = LogConfig()

    /// The files of `directory` by name, with their sizes.
    typealias Listing = [String: Int64]

    func predict(
        _ partition: TopicPartition, in directory: String, _ stop: StopState
    ) throws(LogError) -> StartPrediction {
        let shadow = ShadowFileSystem(over: fileSystem, now: time.wallMilliseconds())
        return try predict(partition, in: directory, stop, shadow)
    }

    /// Afterwards `shadow` holds what the directory would hold.
    func predict(
        _ partition: TopicPartition, in directory: String, _ stop: StopState,
        _ shadow: ShadowFileSystem
    ) throws(LogError) -> StartPrediction {
        let before = try listing(directory, fileSystem)
        var prediction = StartPrediction()
        let environment = LogEnvironment(
            topicPartition: partition, logDirectory: directory, fileSystem: shadow, time: time,
            random: NoRandom(), logger: Logger("verify", level: .error, sink: NullLogSink()),
            // What a snapshot has is not to vanish because of the hour of the check.
            producerExpiration: .max)
        var recovery = LogRecovery(
            environment: environment, directory: directory, config: config,
            wasCleanStop: stop.wasCleanStop, recoveryPoint: stop.recoveryPoint,
            startOffset: stop.startOffset)
        recovery.mayHaveGaps = stop.mayHaveGaps
        let reading = Lock<StartPrediction.Recovery?>(nil)
        recovery.onReading = { from, bytes in
            reading.withLock { reading in
                var sum = reading ?? StartPrediction.Recovery(from: from, segments: 0, bytes: 0)
                sum.segments += 1
                sum.bytes += Int64(bytes)
                reading = sum
            }
        }
        do throws(LogError) {
            let log = try recovery.open()
            prediction.recovery = reading.withLock { $0 }
            prediction.startOffset = log.offsets.start
            prediction.endOffset = log.offsets.end
        } catch {
            prediction.failure = "\(error)"
            return prediction
        }
        let after = try listing(directory, shadow)
        compare(before, after, &prediction)
        prediction.rewritten = try rewritten(directory, before, after, shadow)
        return prediction
    }

    private func listing(_ directory: String, _ fileSystem: any FileSystem)
        throws(LogError) -> Listing
    {
        var sizes: Listing = [:]
        try onDisk { () throws(SystemError) in
            for entry in try fileSystem.list(directory) where !entry.isDirectory {
                sizes[entry.name] = try fileSystem.attributes("\(directory)/\(entry.name)")?.size
            }
        }
        return sizes
    }

    private func compare(_ before: Listing, _ after: Listing, _ prediction: inout StartPrediction) {
        let adopted = before.keys.filter {
            $0.hasSuffix(LogFileNames.swap)
                && after[String($0.dropLast(LogFileNames.swap.count))] != nil
        }
        let replacements = Set(adopted.map { $0.dropLast(LogFileNames.swap.count) })
        let records = before.filter {
            $0.key.hasSuffix(LogFileNames.records) && !replacements.contains($0.key[...])
        }
        // What is cut off waits for its removal; what was replaced is gone at once.
        let dropped = records.filter {
            after[$0.key] == nil && after[$0.key + LogFileNames.deleted] != nil
        }
        prediction.beginsAnew = !records.isEmpty && dropped.count == records.count
        let shorter = records.filter { (after[$0.key] ?? $0.value) < $0.value }
        if !prediction.beginsAnew, !dropped.isEmpty || !shorter.isEmpty {
            prediction.cut = StartPrediction.Cut(
                offset: prediction.endOffset,
                bytes: shorter.reduce(0) { $0 + $1.value - (after[$1.key] ?? 0) },
                laterSegments: dropped.count, laterBytes: dropped.values.reduce(0, +))
        }
        let droppedBases = Set(dropped.keys.map { $0.prefix(20) })
        prediction.adopted = adopted.sorted()
        prediction.removed = before.keys.filter {
            after[$0] == nil && !droppedBases.contains($0.prefix(20)) && !adopted.contains($0)
        }.sorted()
    }

    /// The files that are new or differ, without records and without what only got another name.
    private func rewritten(
        _ directory: String, _ before: Listing, _ after: Listing, _ shadow: ShadowFileSystem
    ) throws(LogError) -> [String] {
        var names: [String] = []
        for (name, size) in after {
            guard LogFileNames.parse(name)?.state.isEmpty ?? true,
                !name.hasSuffix(LogFileNames.records)
            else { continue }
            let path = "\(directory)/\(name)"
            let isSame = try onDisk { () throws(SystemError) in
                guard before[name] == size else { return false }
                return try Self.isSame(
                    try fileSystem.open(path, .readOnly), try shadow.open(path, .readOnly))
            }
            if !isSame { names.append(name) }
        }
        return names.sorted()
    }

    private static func isSame(_ left: any File, _ right: any File) throws(SystemError) -> Bool {
        /// Bytes compared at once.
        let chunk = 1 << 16
        var position: Int64 = 0
        while true {
            let ours = try left.read(chunk, at: position)
            guard try right.read(chunk, at: position) == ours else { return false }
            guard !ours.isEmpty else { return true }
            position += Int64(ours.count)
        }
    }
}

/// Nothing that chance decides matters for what a start does to the files.
private struct NoRandom: RandomSource {
    func next() -> UInt64 { 0 }
}
