import ClusterMetadata
import KafkaModel
import Testing

@testable import ClusterControl

/// The table of AlterPartition at the controller, a row a test case.
@Suite(.simulatedTime) struct ISRChangeRequestTests {
    private static let current = VersionedPartitionState(
        PartitionStateZNode(
            leader: 1, leaderEpoch: 5, controllerEpoch: 2, inSyncReplicas: [1, 2]), epoch: 7)
    private static let recovering = VersionedPartitionState(
        PartitionStateZNode(
            leader: 1, leaderEpoch: 5, controllerEpoch: 2, inSyncReplicas: [1],
            recovery: .recovering), epoch: 7)

    private static func wish(
        _ replicas: [BrokerID], leaderEpoch: LeaderEpoch = 5, partitionEpoch: PartitionEpoch = 7,
        recovery: LeaderRecoveryState = .recovered
    ) -> ISRChangeRequest {
        ISRChangeRequest(
            leader: 1, leaderEpoch: leaderEpoch, inSyncReplicas: replicas, recovery: recovery,
            partitionEpoch: partitionEpoch)
    }

    private static func written(_ replicas: [BrokerID]) -> ISRChangeDecision {
        .write(
            PartitionStateZNode(
                leader: 1, leaderEpoch: 5, controllerEpoch: 3, inSyncReplicas: replicas))
    }

    @Test(arguments: [
        (wish([1, 2, 3], partitionEpoch: 8), ISRChangeDecision.refuse(.notController)),
        (wish([1, 2, 3], leaderEpoch: 6), .refuse(.notController)),
        (wish([1, 2, 3], leaderEpoch: 4), .refuse(.fencedLeaderEpoch)),
        (wish([1, 2]), .unchanged),
        (wish([1, 2], partitionEpoch: 6), .unchanged),
        (wish([1], partitionEpoch: 6), .refuse(.invalidUpdateVersion)),
        (wish([1], recovery: .recovering), .refuse(.invalidRequest)),
        (wish([1, 2, 9]), .refuse(.ineligibleReplica)),
        (wish([1, 2, 3]), written([1, 2, 3])),
        (wish([1]), written([1])),
    ])
    func judgesByTheFirstRuleThatApplies(wish: ISRChangeRequest, expected: ISRChangeDecision) {
        #expect(decide(wish, Self.current) == expected)
    }

    @Test func aRecoveringLeaderMayOnlyStandAlone() {
        let growing = Self.wish([1, 2], recovery: .recovering)
        #expect(decide(growing, Self.recovering) == .refuse(.invalidRequest))
    }

    @Test func growingEndsRecovery() {
        #expect(decide(Self.wish([1, 2]), Self.recovering) == Self.written([1, 2]))
    }

    private func decide(_ wish: ISRChangeRequest, _ current: VersionedPartitionState)
        -> ISRChangeDecision
    {
        wish.decide(current, 3, ineligibleCode: .ineligibleReplica) { $0 <= 3 }
    }
}
