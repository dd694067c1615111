import KafkaModel
import Platform

/// The file `leader-epoch-checkpoint` of a partition: a line `epoch startOffset` for each epoch.
struct LeaderEpochCheckpoint: Sendable {
    static let fileName = "leader-epoch-checkpoint"

    private let file: CheckpointFile

    init(directory: String, fileSystem: any FileSystem) {
        file = CheckpointFile(path: "\(directory)/\(Self.fileName)", fileSystem: fileSystem)
    }

    /// The epochs; none if there is no file.
    func read() throws(LogError) -> LeaderEpochCache {
        var entries: [LeaderEpochCache.Entry] = []
        for fields in try file.read(fieldCount: 2) ?? [] {
            guard let epoch = Int32(fields[0]), let offset = Int64(fields[1]), epoch >= 0,
                offset >= 0
            else { throw file.malformed("line \"\(fields.joined(separator: " "))\"") }
            entries.append(.init(epoch: LeaderEpoch(epoch), startOffset: Offset(offset)))
        }
        return LeaderEpochCache(entries)
    }

    func write(_ cache: LeaderEpochCache, durable: Bool) throws(LogError) {
        try file.write(
            cache.entries.map { "\($0.epoch) \($0.startOffset)" }, durable: durable)
    }
}
