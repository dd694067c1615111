import ClusterMetadata
import KafkaModel
import ZooKeeperClient

/// What happens in a recorded scenario, seen from its controller.
enum GoldenEvent {
    /// The recorder did something, such as running a tool.
    case action(String)
    /// Somebody else wrote: a client's broker, a tool, another broker.
    case external(GoldenWrite)
    /// A broker registered.
    case come(BrokerID, [GoldenWrite])
    /// A broker's session is over.
    case gone(BrokerID)
    /// A leader wants other in-sync replicas, and the controller writes them.
    case isrChange(TopicPartition, PartitionStateZNode, PartitionEpoch, text: String)
    /// The controller wrote.
    case written(String)
}

/// One operation that was carried out.
struct GoldenWrite {
    var operation: ZooKeeperOperation
    /// As ``MemoryZooKeeper/writes`` tells it.
    var text: String
}

extension GoldenScenario {
    /// The controller before the scenario.
    var controller: BrokerID? {
        guard let text = before("/controller") else { return nil }
        return (try? ControllerZNode(decoding: Array(text.utf8)))?.brokerID
    }

    /// The registrations before the scenario.
    var brokers: [(id: BrokerID, registration: [UInt8])] {
        nodesBefore.compactMap { path, data in
            guard path.hasPrefix("/brokers/ids/"), let id = Int32(path.dropFirst(13)) else {
                return nil
            }
            return (BrokerID(id), Array((data ?? "").utf8))
        }
    }

    /// What the brokers of the scenario speak, as far as it stays the same.
    var protocolVersion: InterBrokerProtocolVersion {
        let header = lines.first { $0["kind"]?.text == "scenario" }
        switch (header?["ibp"]?.text, header?["kafka"]?.text) {
        case ("default", "2.8.2"): return .v2_8_IV1
        case ("default", _), (nil, _): return .default
        case (let text, _): return InterBrokerProtocolVersion(text ?? "") ?? .default
        }
    }

    private var nodesBefore: [(path: String, data: String?)] {
        lines.compactMap { line in
            guard line["kind"]?.text == "znode", line["when"]?.text == "before",
                let path = line["path"]?.text
            else { return nil }
            return (path, line["data"]?.text)
        }
    }

    private func before(_ path: String) -> String? {
        nodesBefore.first { $0.path == path }?.data
    }

    /// Everything that concerns the controller, in the recorded order.
    func events() -> [GoldenEvent] {
        var reader = reader()
        return lines.flatMap { reader.read($0) }
    }

    func reader() -> GoldenEventReader {
        GoldenEventReader(
            states: Dictionary(
                nodesBefore.compactMap { path, data in
                    PartitionStateZNode.partition(path).flatMap { partition in
                        (try? PartitionStateZNode(decoding: Array((data ?? "").utf8)))
                            .map { (partition, $0) }
                    }
                }, uniquingKeysWith: { $1 }))
    }

    /// How many writes Kafka's controller made under its guard.
    var controllerWrites: Int {
        lines.count { line in
            let first = line["ops"]?.elements?.first
            return line["op"]?.text == "multi" && first?["op"]?.text == "check"
                && first?["path"]?.text == "/controller_epoch"
        }
    }
}

/// Sorts the lines of a scenario.
struct GoldenEventReader {
    /// The last known state of each partition.
    var states: [TopicPartition: PartitionStateZNode]

    mutating func read(_ line: JSONValue) -> [GoldenEvent] {
        switch line["kind"]?.text {
        case "action": return [.action(line["text"]?.text ?? "")]
        case "watchEvent": return gone(line)
        case "op" where line["err"]?.text == "OK": return operation(line)
        default: return []
        }
    }

    private func gone(_ line: JSONValue) -> [GoldenEvent] {
        guard line["type"]?.text == "NodeDeleted", let path = line["path"]?.text,
            path.hasPrefix("/brokers/ids/"), let id = Int32(path.dropFirst(13))
        else { return [] }
        return [.gone(BrokerID(id))]
    }

    private mutating func operation(_ line: JSONValue) -> [GoldenEvent] {
        guard line["op"]?.text == "multi" else { return external([line], line["result"]?.text) }
        let operations = line["ops"]?.elements ?? []
        let failed = (line["results"]?.elements ?? []).contains {
            $0["err"] != nil && $0["err"]?.text != "OK"
        }
        if failed { return [] }
        guard let first = operations.first else { return [] }
        if first["op"]?.text == "check", first["path"]?.text == "/controller_epoch" {
            return operations.dropFirst().flatMap { guarded($0) }
        }
        return external(operations, nil)
    }

    private mutating func guarded(_ operation: JSONValue) -> [GoldenEvent] {
        guard let text = GoldenScenario.text(operation), let path = operation["path"]?.text else {
            return []
        }
        guard let partition = PartitionStateZNode.partition(path),
            let state = try? PartitionStateZNode(
                decoding: Array((operation["data"]?.text ?? "").utf8))
        else { return [.written(text)] }
        let known = states.updateValue(state, forKey: partition)
        let version = PartitionEpoch(Int32(operation["version"]?.number ?? 0))
        let isOfLeader = known?.leaderEpoch == state.leaderEpoch && known?.leader == state.leader
        return isOfLeader
            ? [.isrChange(partition, state, version, text: text)] : [.written(text)]
    }

    /// - Parameter result: the path that a sequential node got.
    private mutating func external(_ operations: [JSONValue], _ result: String?) -> [GoldenEvent] {
        let writes = operations.compactMap { write($0, result) }
        for write in writes {
            guard case .set(let path, let data, _) = write.operation,
                let partition = PartitionStateZNode.partition(path)
            else { continue }
            states[partition] = try? PartitionStateZNode(decoding: data)
        }
        if case .create(let path, _, .ephemeral, _) = writes.first?.operation {
            guard path.hasPrefix("/brokers/ids/"), let id = Int32(path.dropFirst(13)) else {
                return []
            }
            return [.come(BrokerID(id), writes)]
        }
        return writes.map { .external($0) }
    }

    private func write(_ operation: JSONValue, _ result: String?) -> GoldenWrite? {
        guard let path = result ?? operation["path"]?.text, Self.concernsController(path) else {
            return nil
        }
        let data = operation["data"]?.text.map { Array($0.utf8) }
        let version = Int32(operation["version"]?.number ?? -1)
        let body = operation["data"]?.text ?? "null"
        switch operation["op"]?.text {
        case "create":
            let isEphemeral = operation["mode"]?.text == "EPHEMERAL"
            return GoldenWrite(
                operation: .create(
                    path: path, data: data, mode: isEphemeral ? .ephemeral : .persistent,
                    acl: .openUnsafe),
                text: "create \(path) \(body)\(isEphemeral ? " ephemeral" : "")")
        case "setData":
            return GoldenWrite(
                operation: .set(path: path, data: data, version: version),
                text: "set \(path) \(body) over \(version)")
        case "delete":
            return GoldenWrite(
                operation: .delete(path: path, version: -1), text: "delete \(path)")
        default: return nil
        }
    }

    private static func concernsController(_ path: String) -> Bool {
        let places = [
            "/brokers/topics/", "/brokers/ids/", "/admin/", "/config/topics/",
            "/isr_change_notification/", "/log_dir_event_notification/",
        ]
        return places.contains { path.hasPrefix($0) }
    }
}
