import Bytes
import ClusterMetadata
import Configuration
import CoordinatorRuntime
import GroupCoordination
import KafkaModel
import ZooKeeperClient

extension FuzzTarget {
    /// What is read from ZooKeeper, from settings and from internal topics.
    static let clusterTargets = [
        FuzzTarget("znode") { input in
            var input = FuzzInput(input)
            let again = znodes[input.number(below: znodes.count)]
            guard let once = again(input.remaining().array) else { return }
            guard let twice = again(once) else {
                preconditionFailure(
                    "cannot be read again: \(String(decoding: once, as: UTF8.self))")
            }
            requireEqual(once, twice, "a znode")
        },
        FuzzTarget("json") { input in
            guard let value = try? JSONParser.parse(input.array) else { return }
            requireEqual(try? JSONParser.parse(value.encoded()), value, "a document")
        },
        FuzzTarget("connect-string") { input in
            let text = String(decoding: input.array, as: UTF8.self)
            guard let value = try? ConnectString(text) else { return }
            requireEqual(try? ConnectString(value.description), value, "a connect string")
        },
        FuzzTarget("config-path") { input in
            let text = String(decoding: input.array, as: UTF8.self)
            guard let entity = ConfigEntity(path: text) else { return }
            requireEqual(ConfigEntity(path: entity.path), entity, "an entity")
        },
        FuzzTarget("properties") { input in
            let file = PropertiesFile(String(decoding: input.array, as: UTF8.self))
            precondition(file.values.count <= file.entries.count)
        },
        FuzzTarget("group-record") { input in
            var input = FuzzInput(input)
            if let key = try? GroupRecordKey(input.piece()), let bytes = try? key.bytes {
                requireEqual(try? GroupRecordKey(bytes), key, "a key")
            }
            let value = input.remaining()
            _ = try? GroupRecords.offset(from: value)
            guard let group = try? GroupRecords.group(from: value),
                let record = try? GroupRecords.group(group, id: "group"), let bytes = record.value
            else { return }
            precondition((try? GroupRecords.group(from: bytes)) != nil, "a group is not read again")
        },
    ]

    /// Each kind: reads bytes and gives those that would be written; `nil` if they cannot be read.
    private static let znodes: [@Sendable ([UInt8]) -> [UInt8]?] = [
        { (try? BrokerZNode(decoding: $0))?.encode() },
        { (try? ClusterIDZNode(decoding: $0))?.encode() },
        { (try? ConfigChangeZNode(decoding: $0))?.encode() },
        { (try? ConfigZNode(decoding: $0))?.encode() },
        { (try? ControllerEpochZNode.decode($0)).map { ControllerEpochZNode.encode($0) } },
        { (try? ControllerZNode(decoding: $0))?.encode() },
        { (try? FeatureZNode(decoding: $0))?.encode() },
        { (try? LogDirEventZNode(decoding: $0))?.encode() },
        { (try? PartitionListZNode(decoding: $0))?.encode() },
        { (try? PartitionStateZNode(decoding: $0))?.encode() },
        { (try? ProducerIDBlockZNode(decoding: $0))?.encode() },
        { (try? ReassignPartitionsZNode(decoding: $0))?.encode() },
        { (try? TopicZNode(decoding: $0))?.encode() },
    ]
}
