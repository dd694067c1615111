import ClusterMetadata
import KafkaModel
import TestSupport
import Testing

@testable import ClusterControl

@Suite struct ReplicaPlacementTests {
    private static let golden = SharedFiles.golden("partitioning/assign-replicas.jsonl")

    private static func vectors() throws -> [JSONValue] {
        let path = try #require(golden)
        return try SharedFiles.text(path).split(separator: "\n").map {
            try JSONParser.parse([UInt8]($0.utf8))
        }
    }

    @Test(.enabled(if: golden != nil, "no golden files beside the repository"))
    func placesAsKafkaDoes() throws {
        let vectors = try Self.vectors().filter { $0["partitions"] != nil }
        #expect(vectors.count > 80)
        for vector in vectors { try check(vector) }
    }

    private func check(_ vector: JSONValue) throws {
        let brokers = (vector["brokers"]?.elements ?? []).map { broker in
            PlacementBroker(
                id: BrokerID(Int32(broker["id"]?.number ?? -1)), rack: broker["rack"]?.text)
        }
        let result = Result { () throws(PlacementError) in
            try ReplicaPlacement.assign(
                brokers, partitionCount: vector["partitions"]?.number ?? 0,
                replicationFactor: vector["replication_factor"]?.number ?? 0,
                startIndex: vector["fixed_start_index"]?.number ?? 0,
                startPartition: vector["start_partition_id"]?.number ?? 0)
        }
        guard let expected = vector["result"]?.members else {
            #expect(throws: PlacementError.self, "\(vector)") { try result.get() }
            return
        }
        let wanted = expected.map { member in
            [Int(member.key) ?? -1] + (member.value.elements ?? []).compactMap(\.number)
        }
        let got = try result.get().map {
            [Int($0.partition)] + $0.replicas.map { Int($0.rawValue) }
        }
        #expect(got == wanted.sorted { $0[0] < $1[0] }, "\(vector)")
    }

    @Test(.enabled(if: golden != nil, "no golden files beside the repository"))
    func brokersOfDifferentRacksTakeTurnsAsInKafka() throws {
        let vectors = try Self.vectors().filter { $0["rack_alternated_list"] != nil }
        #expect(vectors.count == 10)
        for vector in vectors {
            let brokers = (vector["rack_of_broker"]?.members ?? []).map {
                PlacementBroker(id: BrokerID(Int32($0.key) ?? -1), rack: $0.value.text)
            }
            let ids = ReplicaPlacement.alternatingRacks(brokers).map { Int($0.id.rawValue) }
            #expect(ids == vector["rack_alternated_list"]?.elements?.compactMap(\.number))
        }
    }

    @Test func racksOnSomeBrokersOnlyAreRefused() {
        #expect(throws: PlacementError.mixedRacks) {
            try ReplicaPlacement.assign(
                [PlacementBroker(id: 1, rack: "a"), PlacementBroker(id: 2)], partitionCount: 1,
                replicationFactor: 1, startIndex: 0)
        }
    }

    @Test func moreReplicasThanBrokersAreRefused() {
        #expect(throws: PlacementError.tooFewBrokers(replicationFactor: 2, brokers: 1)) {
            try ReplicaPlacement.assign(
                [PlacementBroker(id: 1)], partitionCount: 1, replicationFactor: 2, startIndex: 0)
        }
    }
}
