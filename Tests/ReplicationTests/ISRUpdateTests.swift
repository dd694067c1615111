import BrokerClient
import KafkaModel
import KafkaProtocol
import Platform
import Replication
import Telemetry
import TestSupport
import Testing

/// A controller that answers as the test says, and keeps what it was asked.
private final class TestController: Sendable {
    enum Answer: Sendable {
        /// Every partition gets this code.
        case partitions(ErrorCode)
        case whole(ErrorCode)
        case failure(BrokerClientError)
    }

    let requests = Lock([AlterPartitionRequest]())
    private let answers: Lock<[Answer]>
    private let done = Box<Bool>()

    init(_ answers: [Answer]) {
        self.answers = Lock(answers)
    }

    func send(_ request: AlterPartitionRequest) throws(BrokerClientError) -> AlterPartitionResponse
    {
        requests.withLock { $0.append(request) }
        let (answer, isLast) = answers.withLock { answers in
            (answers.isEmpty ? nil : answers.removeFirst(), answers.isEmpty)
        }
        if isLast { done.fill(true) }
        switch answer {
        case .partitions(let code): return alterations(request, code)
        case .whole(let code): return AlterPartitionResponse(errorCode: code)
        case .failure(let error): throw error
        case nil: throw .cancelled
        }
    }

    func untilAsked(advancing clock: ManualClock) async throws {
        while done.value == nil {
            clock.advance(by: .milliseconds(10))
            try await pause()
        }
    }
}

private func alterations(
    _ request: AlterPartitionRequest, _ code: ErrorCode
) -> AlterPartitionResponse {
    AlterPartitionResponse(
        topics: request.topics.map { topic in
            .init(
                topicId: topic.topicId,
                partitions: topic.partitions.map { part in
                    .init(
                        partitionIndex: part.partitionIndex, errorCode: code, leaderId: 1,
                        leaderEpoch: part.leaderEpoch,
                        isr: part.newIsrWithEpochs.map(\.brokerId),
                        partitionEpoch: PartitionEpoch(part.partitionEpoch.rawValue + 1))
                })
        })
}

@Suite struct ISRUpdateTests {
    private func proposal(_ replica: TestReplica) throws -> InSyncReplicasProposal {
        replica.order(leader: 1, epoch: 0, replicas: [1, 2], inSync: [1], partitionEpoch: 3)
        _ = replica.fetch(from: 0, by: 2, replicaEpoch: 91)
        return try #require(replica.surroundings.takeProposals().first)
    }

    private func update(_ replica: TestReplica, _ controller: TestController) -> ISRUpdate {
        ISRUpdate(
            brokerID: 1, brokerEpoch: { 44 }, time: replica.clock,
            logger: Logger("test", level: .error, sink: RecordingLogSink())
        ) { (make) throws(BrokerClientError) in (try controller.send(make(3)), 3) }
    }

    private func untilSettled(_ replica: TestReplica, members: [BrokerID]) async throws {
        try await wait { replica.partition?.inSyncReplicas == members }
    }

    @Test func aCommittedChangeIsInForce() async throws {
        let replica = try TestReplica(1)
        let proposal = try proposal(replica)
        let controller = TestController([.partitions(.none)])
        update(replica, controller).request(proposal)
        try await untilSettled(replica, members: [1, 2])
        let sent = try #require(controller.requests.withLock { $0.first })
        #expect(sent.brokerEpoch == 44)
        #expect(sent.topics.first?.topicId == TestReplica.topicID)
        #expect(sent.topics.first?.partitions.first?.partitionEpoch == 3)
        // The registration under which the new member fetched.
        let members = try #require(sent.topics.first?.partitions.first?.newIsrWithEpochs)
        #expect(members.contains { $0.brokerId == 2 && $0.brokerEpoch == 91 })
        #expect(replica.partition?.assignment?.partitionEpoch == 4)
    }

    @Test func aFailedRequestIsSentAgain() async throws {
        let replica = try TestReplica(1)
        let proposal = try proposal(replica)
        let controller = TestController([
            .failure(.noTarget("controller")), .whole(.notController),
            .partitions(.unknownServerError), .partitions(.none),
        ])
        update(replica, controller).request(proposal)
        try await controller.untilAsked(advancing: replica.clock)
        try await untilSettled(replica, members: [1, 2])
        #expect(controller.requests.withLock { $0.count } == 4)
    }

    @Test func aRefusedChangeMayBeProposedAgain() async throws {
        let replica = try TestReplica(1)
        let proposal = try proposal(replica)
        let controller = TestController([.partitions(.ineligibleReplica)])
        update(replica, controller).request(proposal)
        try await controller.untilAsked(advancing: replica.clock)
        while true {
            _ = replica.fetch(from: 0, by: 2)
            if !replica.surroundings.takeProposals().isEmpty { break }
            try await pause()
        }
        #expect(replica.partition?.inSyncReplicas == [1])
    }
}
