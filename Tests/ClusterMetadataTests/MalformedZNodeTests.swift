import KafkaModel
import TestSupport
import Testing

@testable import ClusterMetadata

/// Whatever somebody writes into ZooKeeper, readers get a value or a typed error.
@Suite struct MalformedZNodeTests {
    private static let samples = [
        #"{"version":1,"brokerid":1,"timestamp":"1700000000000","kraftControllerEpoch":-1}"#,
        #"{"features":{"f":{"min_version":1,"max_version":2}},"rack":"r","jmx_port":-1,"#
            + #""listener_security_protocol_map":{"A":"SSL"},"endpoints":["A://[::1]:9092"],"#
            + #""port":9092,"host":null,"version":5,"timestamp":"1"}"#,
        #"{"partitions":{"0":[1,2]},"topic_id":"hrUkgmpLSb-WphyNViN20g","#
            + #""adding_replicas":{"0":[1]},"removing_replicas":{},"version":3}"#,
        #"{"controller_epoch":1,"leader":1,"leader_recovery_state":1,"leader_epoch":2,"isr":[1]}"#,
        #"{"version":1,"config":{"a":"b"}}"#, #"{"version":2,"entity_path":"users/a%20b"}"#,
        #"{"version":1,"partitions":[{"topic":"t","partition":0,"replicas":[1]}]}"#,
        #"{"version":1,"broker":2,"block_start":"0","block_end":"999"}"#,
        #"{"features":{"f":{"max_version_level":2}},"version":2,"status":1}"#,
    ]

    private func decodeAll(_ data: [UInt8]) {
        _ = try? ClusterIDZNode(decoding: data)
        _ = try? ControllerZNode(decoding: data)
        _ = try? ControllerEpochZNode.decode(data)
        _ = try? BrokerZNode(decoding: data).encode()
        _ = try? TopicZNode(decoding: data).encode()
        _ = try? PartitionStateZNode(decoding: data).encode()
        _ = try? ConfigZNode(decoding: data).encode()
        _ = try? ConfigChangeZNode(decoding: data).encode()
        _ = try? PartitionListZNode(decoding: data).encode()
        _ = try? ReassignPartitionsZNode(decoding: data).encode()
        _ = try? LogDirEventZNode(decoding: data).encode()
        _ = try? FeatureZNode(decoding: data).encode()
        if let block = try? ProducerIDBlockZNode(decoding: data) {
            _ = ProducerIDBlockZNode.next(after: block, for: 1)
        }
    }

    @Test(arguments: samples) func changedBytesNeverTrap(sample: String) {
        var random = SeededRandom(seed: 7)
        let original = [UInt8](sample.utf8)
        for _ in 0..<300 {
            var data = original
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let at = Int.random(in: 0..<data.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: data[at] = UInt8.random(in: 0...255, using: &random)
                case 1: data.insert(UInt8.random(in: 32..<127, using: &random), at: at)
                default: data.remove(at: at)
                }
            }
            decodeAll(data)
        }
    }

    @Test(arguments: samples) func everyPrefixIsAnErrorOrAValue(sample: String) {
        let original = [UInt8](sample.utf8)
        for length in 0..<original.count { decodeAll(Array(original[..<length])) }
    }

    @Test func numbersBeyondTheirRangeAreErrors() {
        let state = #"{"controller_epoch":1,"leader":99999999999,"leader_epoch":2,"isr":[1]}"#
        #expect(throws: ZNodeDecodeError.invalidField("leader")) {
            try PartitionStateZNode(decoding: [UInt8](state.utf8))
        }
        let negative = #"{"partitions":{"-1":[1]}}"#
        #expect(throws: ZNodeDecodeError.invalidField("partitions")) {
            try TopicZNode(decoding: [UInt8](negative.utf8))
        }
    }

    @Test func aNodeWithoutDataIsAnErrorExceptForSettings() throws {
        #expect(throws: ZNodeDecodeError.noData) { try TopicZNode(decoding: nil) }
        #expect(try ConfigZNode(decoding: nil).entries.isEmpty)
    }

    @Test func oldRegistrationsAreRead() throws {
        let first = #"{"version":1,"host":"h","port":9,"jmx_port":-1,"timestamp":"1"}"#
        let broker = try BrokerZNode(decoding: [UInt8](first.utf8))
        #expect(broker.endpoints == [BrokerEndpoint(listener: "PLAINTEXT", host: "h", port: 9)])
        let second =
            #"{"version":2,"host":"h","port":9,"timestamp":"1","endpoints":["SSL://[::1]:10"]}"#
        let secure = try BrokerZNode(decoding: [UInt8](second.utf8)).endpoints
        #expect(
            secure == [
                BrokerEndpoint(listener: "SSL", host: "::1", port: 10, securityProtocol: .ssl)
            ])
    }

    @Test(arguments: [1, 2, 4, 5] as [Int32])
    func registrationsOfEveryVersionAreReadAsWritten(version: Int32) throws {
        let broker = BrokerZNode(
            endpoints: [BrokerEndpoint(listener: "PLAINTEXT", host: "::1", port: 9092)],
            rack: version >= 4 ? "r" : nil, timestamp: 5, version: version)
        #expect(try BrokerZNode(decoding: broker.encode()) == broker)
    }
}
