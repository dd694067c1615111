import ClusterMetadata
import KafkaModel

/// Partitions and the brokers that they are on or shall go to, as the files of
/// `reassign-partitions` hold them.
struct ReassignmentFile: Equatable {
    struct Entry: Equatable {
        var partition: TopicPartition
        var replicas: [BrokerID]
        /// One for each replica; `any` where it does not matter.
        var directories: [String]

        init(_ partition: TopicPartition, _ replicas: [BrokerID], directories: [String]? = nil) {
            self.partition = partition
            self.replicas = replicas
            self.directories = directories ?? replicas.map { _ in "any" }
        }
    }

    var entries: [Entry]

    init(_ replicas: [TopicPartition: [BrokerID]]) {
        entries = replicas.sorted { $0.key < $1.key }.map { Entry($0.key, $0.value) }
    }

    /// The target of each partition, the last one where a partition stands twice.
    var targets: [TopicPartition: [BrokerID]] {
        Dictionary(entries.map { ($0.partition, $0.replicas) }, uniquingKeysWith: { $1 })
    }

    /// In the one order of keys that Kafka's tool prints.
    var text: String {
        let partitions = entries.map { entry in
            JSONValue.object([
                .init("topic", .string(entry.partition.topic)),
                .init("partition", JSONValue(entry.partition.partition)),
                .init("replicas", .array(entry.replicas.map { JSONValue($0.rawValue) })),
                .init("log_dirs", .array(entry.directories.map { .string($0) })),
            ])
        }
        let json = JSONValue.object([
            .init("version", .integer(1)), .init("partitions", .array(partitions)),
        ])
        return String(decoding: json.encoded(), as: UTF8.self)
    }
}

// Reading.
extension ReassignmentFile {
    /// `{"version":1,"partitions":[{"topic":…,"partition":…,"replicas":[…],"log_dirs":[…]}]}`
    init(parsing content: [UInt8]) throws(CommandFailure) {
        entries = []
        for element in try Self.list("partitions", in: content) {
            guard case .string(let topic) = element["topic"],
                case .integer(let number) = element["partition"],
                let partition = Int32(exactly: number),
                let replicas = Self.brokers(element["replicas"])
            else {
                throw .reassignment("An entry has no topic, partition or replicas")
            }
            let entry = Entry(
                TopicPartition(topic, partition), replicas,
                directories: Self.texts(element["log_dirs"]))
            guard entry.directories.count == replicas.count else {
                throw .reassignment(
                    "Size of replicas list \(Self.list(replicas)) is different from size of log "
                        + "dirs list [\(entry.directories.joined(separator: ", "))] for partition "
                        + "\(entry.partition)")
            }
            entries.append(entry)
        }
    }

    /// `{"version":1,"topics":[{"topic":…}]}`
    static func topics(in content: [UInt8]) throws(CommandFailure) -> [String] {
        var topics: [String] = []
        for element in try list("topics", in: content) {
            guard case .string(let topic) = element["topic"] else {
                throw .reassignment("An entry has no topic")
            }
            topics.append(topic)
        }
        let repeated = repetitions(topics)
        guard repeated.isEmpty else {
            throw .reassignment(
                "List of topics to reassign contains duplicate entries: "
                    + repeated.joined(separator: ", "))
        }
        return topics
    }

    private static func list(_ key: String, in content: [UInt8])
        throws(CommandFailure) -> [JSONValue]
    {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONParser.parse(content)
        } catch {
            throw .reassignment("The file is not JSON: \(error)")
        }
        if let version = json["version"], version != .integer(1) {
            let text = String(decoding: version.encoded(), as: UTF8.self)
            throw .reassignment("Not supported version field value \(text)")
        }
        guard case .array(let elements) = json[key] else { return [] }
        return elements
    }

    private static func brokers(_ value: JSONValue?) -> [BrokerID]? {
        guard case .array(let elements) = value else { return nil }
        var ids: [BrokerID] = []
        for element in elements {
            guard case .integer(let number) = element, let id = Int32(exactly: number) else {
                return nil
            }
            ids.append(BrokerID(id))
        }
        return ids
    }

    private static func texts(_ value: JSONValue?) -> [String]? {
        guard case .array(let elements) = value else { return nil }
        return elements.map { element in
            if case .string(let text) = element { return text }
            return String(decoding: element.encoded(), as: UTF8.self)
        }
    }

    private static func list(_ ids: [BrokerID]) -> String {
        "[" + ids.map(\.description).joined(separator: ", ") + "]"
    }
}

// Checks.
extension ReassignmentFile {
    /// Throws for what no cluster could carry out.
    func check() throws(CommandFailure) {
        if entries.isEmpty {
            throw .reassignment("Partition reassignment list cannot be empty")
        }
        if entries.contains(where: \.replicas.isEmpty) {
            throw .reassignment("Partition replica list cannot be empty")
        }
        let repeated = repetitions(entries.map(\.partition))
        if !repeated.isEmpty {
            throw .reassignment(
                "Partition reassignment contains duplicate topic partitions: "
                    + repeated.map(\.description).joined(separator: ","))
        }
        let faults = entries.compactMap { entry -> String? in
            let twice = repetitions(entry.replicas).map(\.description)
            return twice.isEmpty
                ? nil
                : "\(entry.partition) contains multiple entries for "
                    + twice.joined(separator: ",")
        }
        if !faults.isEmpty {
            throw .reassignment(
                "Partition replica lists may not contain duplicate entries: "
                    + faults.joined(separator: ". "))
        }
        let relative = entries.flatMap(\.directories).filter { $0 != "any" && !$0.hasPrefix("/") }
        if let directory = relative.first {
            throw .reassignment("Log directory \(directory) is not an absolute path")
        }
    }
}

/// Those that stand more than once, each once, in their order.
func repetitions<Item: Hashable>(_ items: [Item]) -> [Item] {
    var counts: [Item: Int] = [:]
    return items.filter { item in
        counts[item, default: 0] += 1
        return counts[item] == 2
    }
}

extension CommandFailure {
    /// A failure as `reassign-partitions` prints it: on standard output.
    static func reassignment(_ message: String) -> CommandFailure {
        CommandFailure("", output: "Error: \(message)\n")
    }

    /// One that Kafka's tool expects, and prints without further words.
    static func terse(_ message: String) -> CommandFailure {
        CommandFailure("", output: message + "\n")
    }

    /// One whose cause Kafka's tool prints in a stack of calls.
    static func reassignment(_ message: String, because code: ErrorCode) -> CommandFailure {
        CommandFailure("", output: "Error: \(message)\n\(AdminFailure(code).exceptionText)\n")
    }

    /// What a broker says, with the exception that Kafka's tool names.
    static func reassignment(_ failure: AdminFailure) -> CommandFailure {
        CommandFailure(
            failure.detail.isEmpty ? "" : "ERROR \(failure.detail)",
            output: "Error: \(failure.exceptionText)\n")
    }
}
