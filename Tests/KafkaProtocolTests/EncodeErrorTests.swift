import Bytes
import KafkaModel
import KafkaProtocol
import Testing

struct EncodeErrorTests {
    @Test func aSetFieldThatTheVersionLacksIsAnError() {
        let request = ProduceRequest(transactionalId: "t")
        let expected = EncodeError(
            message: "ProduceRequest", field: "transactionalId", version: 2)
        #expect(throws: expected) { try request.bytes(version: 2) }
    }

    @Test func aSetTaggedFieldThatTheVersionLacksIsAnError() {
        let state = FetchRequest.ReplicaState(replicaId: 1, replicaEpoch: 5)
        let expected = EncodeError(message: "FetchRequest", field: "replicaState", version: 14)
        #expect(throws: expected) { try FetchRequest(replicaState: state).bytes(version: 14) }
    }

    @Test func anIgnorableFieldIsDropped() throws {
        let request = FetchRequest(rackId: "r1")
        #expect(try request.bytes(version: 4) == FetchRequest().bytes(version: 4))
    }

    @Test func nullWhereTheVersionForbidsItIsAnError() {
        let request = MetadataRequest(topics: nil)
        #expect(throws: EncodeError.self) { try request.bytes(version: 0) }
    }

    @Test(arguments: [Int16(0), 3])
    func textOfMoreBytesThanKafkaAllowsIsAnError(version: Int16) {
        let request = FindCoordinatorRequest(key: String(repeating: "k", count: 32768))
        #expect(throws: EncodeError.textTooLong) { try request.bytes(version: version) }
    }
}
