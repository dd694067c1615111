import Bytes
import ClusterControl
import ClusterMetadata
import Foundation
import KafkaModel
import KafkaProtocol
import TestSupport
import Testing

/// What brokers were told, as far as it matters in the end: for each broker the last order about each
/// partition, the versions of the requests, and who lives.
struct ToldOrders: Equatable {
    private var text: [String: String] = [:]

    /// Only what `brokers` were told.
    func of(_ brokers: [BrokerID], withoutEpochs: Bool) -> [String: String] {
        text.filter { line in brokers.contains { line.key.hasPrefix("\($0) ") } }
            .mapValues { words in
                guard withoutEpochs else { return words }
                return words.replacing(/\ (epoch|over|of) -?\d+/, with: "")
            }
    }

    mutating func note(_ request: any RequestMessage, version: Int16, to broker: BrokerID) {
        switch request {
        case let request as LeaderAndIsrRequest:
            text["\(broker) LeaderAndIsr"] = "v\(version)"
            for topic in request.topicStates {
                for state in topic.partitionStates {
                    text["\(broker) LeaderAndIsr \(topic.topicName)-\(state.partitionIndex)"] =
                        "leader \(state.leader) epoch \(state.leaderEpoch) isr \(state.isr) over "
                        + "\(state.partitionEpoch) of \(state.controllerEpoch) on \(state.replicas) "
                        + "adding \(state.addingReplicas) removing \(state.removingReplicas) "
                        + "recovery \(state.leaderRecoveryState) id \(topic.topicId)"
                }
            }
        case let request as UpdateMetadataRequest:
            text["\(broker) UpdateMetadata"] = "v\(version)"
            text["\(broker) live"] = "\(request.liveBrokers.map(\.id).sorted())"
            for topic in request.topicStates {
                for state in topic.partitionStates {
                    text["\(broker) UpdateMetadata \(topic.topicName)-\(state.partitionIndex)"] =
                        "leader \(state.leader) epoch \(state.leaderEpoch) isr \(state.isr) over "
                        + "\(state.zkVersion) of \(state.controllerEpoch) on \(state.replicas) "
                        + "offline \(state.offlineReplicas) id \(topic.topicId)"
                }
            }
        case let request as StopReplicaRequest:
            text["\(broker) StopReplica"] = "v\(version)"
            for topic in request.topicStates {
                for state in topic.partitionStates {
                    text["\(broker) StopReplica \(topic.topicName)-\(state.partitionIndex)"] =
                        "epoch \(state.leaderEpoch) delete \(state.deletePartition)"
                }
            }
        default: break
        }
    }
}

/// A request of a recorded conversation between brokers.
struct GoldenOrder {
    let from: BrokerID
    let to: BrokerID
    let version: Int16
    let request: any RequestMessage

    /// All requests of a file that a controller sends or is sent.
    static func all(_ file: String) throws -> [GoldenOrder] {
        let path = try #require(SharedFiles.golden("wire/\(file)"))
        return try SharedFiles.text(path).split(separator: "\n").compactMap { line in
            let json = try JSONParser.parse(Array(line.utf8))
            guard json["kind"]?.text == "request", let name = json["name"]?.text,
                let hex = json["hex"]?.text, let from = broker(json["from"]),
                let to = broker(json["to"]),
                let type = types[name]
            else { return nil }
            var reader = ByteReader(copying: bytes(hex))
            let header = try RequestHeader(fromFrame: &reader)
            let version = header.requestApiVersion
            return GoldenOrder(
                from: from, to: to, version: version,
                request: try type.init(from: &reader, version: version))
        }
    }

    private static let types: [String: any RequestMessage.Type] = [
        "LeaderAndIsr": LeaderAndIsrRequest.self, "UpdateMetadata": UpdateMetadataRequest.self,
        "StopReplica": StopReplicaRequest.self, "AlterPartition": AlterPartitionRequest.self,
        "ControlledShutdown": ControlledShutdownRequest.self,
    ]

    private static func broker(_ value: JSONValue?) -> BrokerID? {
        guard let text = value?.text, text.hasPrefix("broker "), let id = Int32(text.dropFirst(7))
        else { return nil }
        return BrokerID(id)
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8).compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
        return stride(from: 0, to: digits.count - 1, by: 2).map {
            digits[$0] << 4 | digits[$0 + 1]
        }
    }
}

/// What is known of a recorded cluster before a scenario, from what brokers were told until then.
struct GoldenClusterState {
    var controller: BrokerID = 0
    var epoch: ControllerEpoch = 0
    var live: [BrokerID] = []
    var topics: [String: TopicZNode] = [:]
    var states: [TopicPartition: VersionedPartitionState] = [:]

    init(before file: String) throws {
        let folder = String(file.prefix { $0 != "/" })
        let root = try #require(SharedFiles.golden("wire/\(folder)"))
        let earlier = SharedFiles.names(root).sorted().filter { "\(folder)/\($0)" < file }
        for name in earlier {
            for order in try GoldenOrder.all("\(folder)/\(name)") {
                if let request = order.request as? UpdateMetadataRequest { apply(request) }
            }
        }
    }

    private mutating func apply(_ request: UpdateMetadataRequest) {
        (controller, epoch) = (request.controllerId, request.controllerEpoch)
        live = request.liveBrokers.map(\.id).sorted()
        for topic in request.topicStates {
            for state in topic.partitionStates {
                let partition = TopicPartition(topic.topicName, state.partitionIndex)
                if state.leader == .duringDelete {
                    topics[partition.topic] = nil
                    states[partition] = nil
                    continue
                }
                let id = topic.topicId.isZero ? nil : topic.topicId
                topics[partition.topic, default: TopicZNode(topicID: id, assignments: [:])]
                    .assignments[partition.partition] = ReplicaAssignment(state.replicas)
                states[partition] = VersionedPartitionState(
                    PartitionStateZNode(
                        leader: state.leader, leaderEpoch: state.leaderEpoch,
                        controllerEpoch: state.controllerEpoch, inSyncReplicas: state.isr),
                    epoch: state.zkVersion)
            }
        }
    }

    /// - Parameter isSucceeded: whether another controller follows, instead of this one being elected
    ///   once more.
    func plant(into server: MemoryZooKeeper, isSucceeded: Bool) {
        let before = epoch.rawValue - (isSucceeded ? 0 : 1)
        server.plant("/controller_epoch", Array("\(before)".utf8), version: before)
        for (name, znode) in topics { server.plant(TopicZNode.path(name), znode.encode()) }
        for (partition, known) in states {
            server.plant(
                PartitionStateZNode.path(partition), known.state.encode(),
                version: known.epoch.rawValue)
        }
    }
}
