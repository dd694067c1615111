import ClusterMetadata
import KafkaModel
import Testing

@testable import ClusterControl

struct ReassignmentRuleTests {
    private let rest = ReplicaAssignment([1, 2])
    private let moving = ReplicaAssignment([3, 2, 1], adding: [3], removing: [1])

    private func begin(
        _ current: ReplicaAssignment?, _ target: [BrokerID]?, isr: [BrokerID]? = [1, 2],
        live: Set<BrokerID>? = [1, 2, 3]
    ) throws(TopicError) -> ReplicaAssignment {
        try ReassignmentRule(current: current, inSyncReplicas: isr, liveBrokers: live).begin(target)
    }

    private func code(
        _ current: ReplicaAssignment?, _ target: [BrokerID]?, isr: [BrokerID]? = [1, 2],
        live: Set<BrokerID>? = [1, 2, 3]
    ) -> ErrorCode {
        do throws(TopicError) {
            _ = try begin(current, target, isr: isr, live: live)
            return .none
        } catch {
            return error.code
        }
    }

    @Test func theTargetComesFirstAndThenWhatLeaves() throws {
        #expect(
            try begin(rest, [3, 2])
                == ReplicaAssignment([3, 2, 1], adding: [3], removing: [1]))
    }

    @Test func aLaterTargetCountsFromWhereThePartitionComesFrom() throws {
        #expect(
            try begin(moving, [2, 4], live: [1, 2, 3, 4])
                == ReplicaAssignment([2, 4, 1], adding: [4], removing: [1]))
    }

    @Test func aCancelledMoveGoesBack() throws {
        #expect(try begin(moving, nil) == ReplicaAssignment([2, 1]))
    }

    @Test(
        arguments: [
            [], [2, 2], [2, -1], [9],
        ] as [[BrokerID]])
    func aTargetThatCannotBeIsRefused(_ target: [BrokerID]) {
        #expect(code(rest, target) == .invalidReplicaAssignment)
    }

    @Test func aDeadBrokerThatIsAReplicaAlreadyMayStay() throws {
        #expect(try begin(rest, [2, 3], live: [1, 3]).replicas == [2, 3, 1])
    }

    @Test func aTargetMayWaitForItsBrokersWhereThatIsAllowed() throws {
        #expect(try begin(rest, [9], live: nil).adding == [9])
    }

    @Test func nothingCannotBeCancelled() {
        #expect(code(rest, nil) == .noReassignmentInProgress)
        #expect(code(nil, nil) == .noReassignmentInProgress)
    }

    @Test func anUnknownPartitionIsTold() {
        #expect(code(nil, [1]) == .unknownTopicOrPartition)
    }

    @Test func theOnlyReplicaInSyncIsNotThrownAway() {
        #expect(code(moving, nil, isr: [3]) == .invalidReplicaAssignment)
    }

    @Test func aMoveIsCompleteWhenTheTargetIsInSync() {
        #expect(!moving.isComplete(inSync: [1, 2]))
        #expect(moving.isComplete(inSync: [1, 2, 3]))
        #expect(rest.isComplete(inSync: [1]))
    }
}
