import ClusterMetadata
import KafkaModel
import Platform

/// The file of the election tools: `{"partitions":[{"topic":…,"partition":…}]}`.
enum ElectionFile {
    /// - Parameter missing: what is said of a file without partitions.
    static func read(_ path: String, _ context: ToolContext, missing: String)
        throws(CommandFailure) -> [TopicPartition]
    {
        let content: [UInt8]
        do throws(SystemError) {
            content = try context.readFile(path)
        } catch {
            throw CommandFailure("Unable to read file \(path)")
        }
        guard let json = try? JSONParser.parse(content) else {
            throw CommandFailure("Replica election data is not JSON")
        }
        guard case .array(let elements) = json["partitions"] else { throw CommandFailure(missing) }
        var partitions: [TopicPartition] = []
        for element in elements {
            guard case .string(let topic) = element["topic"],
                case .integer(let number) = element["partition"],
                let partition = Int32(exactly: number)
            else { throw CommandFailure("An entry has no topic or partition") }
            partitions.append(TopicPartition(topic, partition))
        }
        let repeated = repetitions(partitions)
        guard repeated.isEmpty else {
            throw CommandFailure(
                "Replica election data contains duplicate partitions: "
                    + repeated.map(\.description).joined(separator: ","))
        }
        return partitions
    }
}
