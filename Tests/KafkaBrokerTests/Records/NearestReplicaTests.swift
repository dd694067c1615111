import Configuration
import KafkaModel
import KafkaProtocol
import Replication
import TestSupport
import Testing

@testable import KafkaBroker

/// Fetch with `client.rack` (KIP-392).
@Suite struct NearestReplicaTests {
    /// Broker 2 is in rack `b`; it has caught up with this broker, number 1, in rack `a`.
    private func server() async throws -> RecordServer {
        let server = try await RecordServer(
            nearest: ReadReplicaChoice(.rackAware, brokerID: 1) { broker, _ in
                broker == 1 ? "a" : "b"
            })
        try server.lead("t", replicas: [1, 2])
        _ = try server.begin(
            Requests.produce("t", try Requests.batch("x"), acks: 1), version: 9)
        return server
    }

    private func follow(_ server: RecordServer, from offset: Offset, wait: Int32 = 0, epoch: Int32)
        throws -> AnswerSlot
    {
        var request = Requests.fetch("t", from: offset, wait: wait, session: (0, epoch))
        request.replicaId = 2
        request.topics[0].partitions[0].logStartOffset = 0
        return try server.begin(request, version: 12)
    }

    private func consumer(rack: String, wait: Int32 = 0) -> FetchRequest {
        var request = Requests.fetch("t", from: 0, wait: wait)
        request.rackId = rack
        return request
    }

    @Test(arguments: [(Int16(10), BrokerID.none), (11, 2), (12, 2)])
    func `from version 11 on a consumer is sent to the replica in its rack`(
        _ version: Int16, _ chosen: BrokerID
    ) async throws {
        let server = try await server()
        _ = try follow(server, from: 1, epoch: -1)
        let answer = try await server.answer(
            consumer(rack: version < 11 ? "" : "b", wait: 5000), version: version)
        #expect(answer.only.preferredReadReplica == chosen)
        #expect(try answer.values == (chosen == .none ? ["x"] : []))
    }

    @Test(arguments: ["", "a", "z"])
    func `without a follower in its rack a consumer reads from the leader`(_ rack: String)
        async throws
    {
        let server = try await server()
        _ = try follow(server, from: 1, epoch: -1)
        let answer = try await server.answer(consumer(rack: rack), version: 12)
        #expect(answer.only.preferredReadReplica == .none)
        #expect(try answer.values == ["x"])
    }

    @Test func `a follower's session tells of a new high watermark without records`() async throws {
        let server = try await server()
        let first = try await follow(server, from: 0, epoch: 0)
            .response(FetchResponse.self, version: 12)
        #expect(first.only.highWatermark == 0)
        // That it now has the record moves the high watermark, of which it hears at once.
        var next = Requests.fetch("t", from: 1, wait: 5000, session: (first.sessionId, 1))
        next.replicaId = 2
        let second = try await server.answer(next, version: 12)
        #expect(second.only.highWatermark == 1)
        #expect(try second.values == [])
        // Nothing is new any more: it waits.
        let third = FetchRequest(
            replicaId: 2, maxWaitMs: 5000, minBytes: 1, sessionId: first.sessionId, sessionEpoch: 2)
        let waiting = try server.begin(third, version: 12)
        #expect(waiting.isWaiting)
    }
}
