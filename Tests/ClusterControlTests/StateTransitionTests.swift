import ClusterMetadata
import KafkaModel
import Testing

@testable import ClusterControl

@Suite struct StateTransitionTests {
    private let partition = TopicPartition("t", 0)

    private func context(_ replicas: [BrokerID] = [1, 2]) -> ControllerContext {
        var context = ControllerContext()
        context.setTopic(
            "t", TopicZNode(topicID: nil, assignments: [0: ReplicaAssignment(replicas)]))
        return context
    }

    private static let partitionMoves: [(PartitionState, PartitionState)] = [
        (.nonExistent, .new), (.new, .online), (.new, .offline), (.online, .online),
        (.online, .offline), (.offline, .online), (.offline, .offline), (.offline, .nonExistent),
    ]

    @Test func partitionsMoveOnlyAsDeclared() {
        for from in PartitionState.allCases {
            for to in PartitionState.allCases {
                let isLegal = Self.partitionMoves.contains { $0 == (from, to) }
                #expect(to.legalPredecessors.contains(from) == isLegal, "\(from) to \(to)")
            }
        }
    }

    private static let replicaMoves: [(ReplicaState, ReplicaState)] = [
        (.nonExistent, .new), (.new, .online), (.online, .online), (.offline, .online),
        (.deletionIneligible, .online), (.new, .offline), (.online, .offline),
        (.offline, .offline), (.deletionIneligible, .offline), (.offline, .deletionStarted),
        (.deletionStarted, .deletionSuccessful), (.offline, .deletionIneligible),
        (.deletionStarted, .deletionIneligible), (.deletionSuccessful, .nonExistent),
    ]

    @Test func replicasMoveOnlyAsDeclared() {
        for from in ReplicaState.allCases {
            for to in ReplicaState.allCases {
                let isLegal = Self.replicaMoves.contains { $0 == (from, to) }
                #expect(to.legalPredecessors.contains(from) == isLegal, "\(from) to \(to)")
            }
        }
    }

    @Test func anIllegalMoveChangesNothing() {
        var context = context()
        let isDone = context.enter(.online as PartitionState, partition)
        #expect(!isDone)
        #expect(context.partitionState(partition) == .nonExistent)
    }

    @Test func aControllerBeginsWithWhatTheStatesSay() {
        var context = context([1, 2])
        context.addBroker(
            RegisteredBroker(id: 1, epoch: 1, registration: TestCluster.registration(1)))
        context.initializeStates()
        #expect(context.partitionState(partition) == .new)
        #expect(context.replicaState(Replica(partition, on: 1)) == .online)
        #expect(context.replicaState(Replica(partition, on: 2)) == .deletionIneligible)
        for (leader, state) in [(1, PartitionState.online), (2, .offline), (-1, .offline)] {
            context.leadership[partition] = VersionedPartitionState(
                PartitionStateZNode(
                    leader: BrokerID(Int32(leader)), leaderEpoch: 0, controllerEpoch: 1,
                    inSyncReplicas: [1]), epoch: 0)
            context.initializeStates()
            #expect(context.partitionState(partition) == state)
        }
    }

    @Test func theLastInSyncReplicaStaysWhenAllGo() {
        let state = PartitionStateZNode(
            leader: 1, leaderEpoch: 3, controllerEpoch: 1, inSyncReplicas: [1, 2])
        #expect(state.without([3]) == nil)
        #expect(state.without([2])?.inSyncReplicas == [1])
        #expect(state.without([2])?.leader == 1)
        #expect(state.without([1])?.inSyncReplicas == [2])
        #expect(state.without([1])?.leader == BrokerID.none)
        #expect(state.without([1, 2])?.inSyncReplicas.count == 1)
    }

    @Test func aReassignmentGoesFromOriginToTarget() {
        let moving = ReplicaAssignment([1, 2]).reassigned(to: [2, 3])
        #expect(moving == ReplicaAssignment([2, 3, 1], adding: [3], removing: [1]))
        #expect(moving.target == [2, 3])
        #expect(moving.origin == [2, 1])
    }
}
