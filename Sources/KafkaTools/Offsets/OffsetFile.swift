import ClusterMetadata
import KafkaModel

/// The file of `delete-records`: `{"partitions":[{"topic":…,"partition":…,"offset":…}],"version":1}`.
enum OffsetFile {
    static func parse(_ content: [UInt8]) throws(CommandFailure) -> [TopicPartition: Offset] {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONParser.parse(content)
        } catch {
            throw CommandFailure("The input string is not a valid JSON")
        }
        if let version = json["version"], version != .integer(1) {
            throw CommandFailure("Not supported version field value \(text(version))")
        }
        guard case .array(let elements) = json["partitions"] else {
            throw CommandFailure("Missing partitions field")
        }
        var offsets: [TopicPartition: Offset] = [:]
        var repeated: Set<TopicPartition> = []
        for element in elements {
            let (partition, offset) = try line(element)
            if offsets.updateValue(offset, forKey: partition) != nil { repeated.insert(partition) }
        }
        guard repeated.isEmpty else {
            let list = repeated.sorted().map(\.description).joined(separator: ",")
            throw CommandFailure(
                "Offset json file contains duplicate topic partitions: \(list)")
        }
        return offsets
    }

    private static func line(
        _ element: JSONValue
    ) throws(CommandFailure) -> (TopicPartition, Offset) {
        guard case .string(let topic) = try field("topic", of: element) else {
            throw CommandFailure("The field `topic` is not a text")
        }
        guard case .integer(let number) = try field("partition", of: element),
            let partition = Int32(exactly: number)
        else { throw CommandFailure("The field `partition` is not a number of type INT") }
        guard case .integer(let offset) = try field("offset", of: element) else {
            throw CommandFailure("The field `offset` is not a number of type LONG")
        }
        return (TopicPartition(topic, partition), Offset(offset))
    }

    private static func field(
        _ name: String, of element: JSONValue
    ) throws(CommandFailure) -> JSONValue {
        guard let value = element[name] else {
            throw CommandFailure("No such field exists: `\(name)`")
        }
        return value
    }

    private static func text(_ value: JSONValue) -> String {
        String(decoding: value.encoded(), as: UTF8.self)
    }
}
