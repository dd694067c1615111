import Foundation
import TestSupport
import Testing

@testable import ClusterMetadata

/// The content of every znode that Kafka wrote while it was recorded.
private struct GoldenZNode: Hashable {
    var path: String
    var data: [UInt8]
    /// Whether Kafka 3.9.0 wrote it, with any protocol version.
    var isCurrent: Bool
}

@Suite(.enabled(if: SharedFiles.golden("znodes") != nil, "no golden files beside the repository"))
struct GoldenZNodeTests {
    @Test func allThatKafkaWroteCanBeReadAndIsWrittenAlike() throws {
        var checked = 0
        for node in try Self.all() where try check(node) { checked += 1 }
        #expect(checked > 500)
    }

    /// `false` for nodes that are no part of the metadata handled here.
    private func check(_ node: GoldenZNode) throws -> Bool {
        guard let again = try Self.reencoded(node) else { return false }
        // What was put in by hand has spaces.
        let isByKafka = !String(decoding: node.data, as: UTF8.self).contains("\": ")
        if node.isCurrent, isByKafka {
            #expect(
                String(decoding: again, as: UTF8.self)
                    == String(decoding: node.data, as: UTF8.self), "\(node.path)")
        }
        return true
    }

    private static func reencoded(_ node: GoldenZNode) throws -> [UInt8]? {
        let path = node.path.replacingOccurrences(of: "/ch/root", with: "")
        let data = node.data
        switch path {
        case ClusterIDZNode.path: return try ClusterIDZNode(decoding: data).encode()
        case ControllerZNode.path: return try ControllerZNode(decoding: data).encode()
        case ControllerEpochZNode.path:
            return ControllerEpochZNode.encode(try ControllerEpochZNode.decode(data))
        case FeatureZNode.path: return try FeatureZNode(decoding: data).encode()
        case ProducerIDBlockZNode.path: return try ProducerIDBlockZNode(decoding: data).encode()
        case ReassignPartitionsZNode.path where data.first == UInt8(ascii: "{") && data.count > 9:
            return try ReassignPartitionsZNode(decoding: data).encode()
        case PartitionListZNode.preferredElectionPath:
            return try PartitionListZNode(decoding: data).encode()
        default: break
        }
        if path.hasPrefix(MetadataPath.brokerIDs + "/") {
            return try BrokerZNode(decoding: data).encode()
        }
        if path.hasPrefix(MetadataPath.topics + "/") {
            return path.hasSuffix("/state")
                ? try PartitionStateZNode(decoding: data).encode()
                : try TopicZNode(decoding: data).encode()
        }
        if path.hasPrefix(MetadataPath.configChanges + "/") {
            return try ConfigChangeZNode(decoding: data).encode()
        }
        if path.hasPrefix("/config/") { return try ConfigZNode(decoding: data).encode() }
        if path.hasPrefix(MetadataPath.isrChanges + "/") {
            return try PartitionListZNode(decoding: data).encode()
        }
        if path.hasPrefix(MetadataPath.logDirEvents + "/") {
            return try LogDirEventZNode(decoding: data).encode()
        }
        return nil
    }

    private static func all() throws -> [GoldenZNode] {
        let folder = try #require(SharedFiles.golden("znodes"))
        var nodes: Set<GoldenZNode> = []
        for name in SharedFiles.names(folder) where name.hasSuffix(".jsonl") {
            let isCurrent = !name.hasPrefix("2.8.2")
            for line in try SharedFiles.text("\(folder)/\(name)").split(separator: "\n") {
                let json = try JSONParser.parse([UInt8](line.utf8))
                collect(json, isCurrent, &nodes)
                for operation in (json["ops"].flatMap(array)) ?? [] {
                    collect(operation, isCurrent, &nodes)
                }
            }
        }
        return nodes.sorted { ($0.path, $0.data.count) < ($1.path, $1.data.count) }
    }

    private static func array(_ value: JSONValue) -> [JSONValue]? {
        if case .array(let elements) = value { return elements }
        return nil
    }

    private static func collect(
        _ json: JSONValue, _ isCurrent: Bool, _ nodes: inout Set<GoldenZNode>
    ) {
        guard case .string(let path) = json["path"], case .string(let data) = json["data"],
            !data.isEmpty
        else { return }
        nodes.insert(GoldenZNode(path: path, data: [UInt8](data.utf8), isCurrent: isCurrent))
    }
}
