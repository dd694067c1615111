import KafkaModel

/// What `--create` and `--alter` say about a topic.
struct NewTopicOptions: Equatable {
    var name: String
    var partitions: Int32?
    var replicationFactor: Int32?
    /// The brokers of each partition in order; empty without `--replica-assignment`.
    var assignment: [[BrokerID]] = []
    var configs: [ConfigSetting] = []
    var configsToDelete: [String] = []

    init(_ options: Options) throws(CommandFailure) {
        name = try options.value("topic") ?? ""
        partitions = try options.number("partitions")
        replicationFactor = try options.number("replication-factor")
        if let text = try options.value("replica-assignment") {
            assignment = try parseReplicaAssignment(text)
        }
        configs = try parseTopicConfigs(options.all("config"))
        configsToDelete = options.all("delete-config").map(\.trimmed)
    }
}

/// Reads `1:2,2:3`: the brokers of partition 0, of partition 1, and so on.
func parseReplicaAssignment(_ text: String) throws(CommandFailure) -> [[BrokerID]] {
    var assignment: [[BrokerID]] = []
    for (index, group) in text.split(separator: ",", omittingEmptySubsequences: false).enumerated()
    {
        var brokers: [BrokerID] = []
        for word in group.split(separator: ":", omittingEmptySubsequences: false) {
            let word = String(word).trimmed
            guard let id = Int32(word) else {
                throw CommandFailure("For input string: \"\(word)\"")
            }
            brokers.append(BrokerID(id))
        }
        let repeated = Set(brokers.filter { id in brokers.count { $0 == id } > 1 }).sorted()
        if !repeated.isEmpty {
            throw CommandFailure(
                "Partition replica lists may not contain duplicate entries: "
                    + repeated.map(\.description).joined(separator: ","))
        }
        if let first = assignment.first, first.count != brokers.count {
            let list = brokers.map(\.description).joined(separator: ", ")
            throw CommandFailure("Partition \(index) has different replication factor: [\(list)]")
        }
        assignment.append(brokers)
    }
    return assignment
}

/// Reads the values of `--config`.
func parseTopicConfigs(_ values: [String]) throws(CommandFailure) -> [ConfigSetting] {
    var settings: [ConfigSetting] = []
    for value in values {
        let parts = value.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else {
            throw CommandFailure(
                "requirement failed: Invalid topic config: all configs to be added must be in the "
                    + "format \"key=val\".")
        }
        let setting = ConfigSetting(String(parts[0]).trimmed, String(parts[1]).trimmed)
        settings.removeAll { $0.name == setting.name }
        settings.append(setting)
    }
    return settings
}
