import KafkaModel
import Platform

/// The file `partition.metadata` of a partition: the id of its topic.
/// Source: Kafka's `PartitionMetadataFile`, KIP-516, log-format 13.
struct PartitionMetadataFile: Sendable {
    static let fileName = "partition.metadata"

    let path: String
    let fileSystem: any FileSystem

    init(directory: String, fileSystem: any FileSystem) {
        path = "\(directory)/\(Self.fileName)"
        self.fileSystem = fileSystem
    }

    /// The topic id; `nil` if there is no file.
    func read() throws(LogError) -> UUID? {
        guard let text = try WholeFile.text(path, fileSystem) else { return nil }
        var values: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw malformed("line \"\(line)\"") }
            values[parts[0]] = parts[1].drop { $0 == " " }
        }
        guard values["version"] == "0" else { throw malformed("unknown version") }
        guard let id = values["topic_id"].flatMap({ UUID(String($0)) }), !id.isZero else {
            throw malformed("no topic id")
        }
        return id
    }

    /// Writes the file durably.
    func write(_ id: UUID) throws(LogError) {
        precondition(!id.isZero, "a topic id of zeros is none")
        try WholeFile.replace(
            path, with: "version: 0\ntopic_id: \(id)", durable: true, fileSystem)
    }

    private func malformed(_ reason: String) -> LogError {
        .corruptFile(path: path, reason: reason)
    }
}
