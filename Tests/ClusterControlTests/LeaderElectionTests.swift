import ClusterMetadata
import KafkaModel
import Testing

@testable import ClusterControl

@Suite struct LeaderElectionTests {
    private func candidates(
        _ replicas: [BrokerID], inSync: [BrokerID], online: Set<BrokerID>,
        stopping: Set<BrokerID> = [], removing: [BrokerID] = [], unclean: Bool = false,
        recordsRecovery: Bool = true
    ) -> LeaderElection.Candidates {
        LeaderElection.Candidates(
            assignment: ReplicaAssignment(replicas, removing: removing),
            state: PartitionStateZNode(
                leader: 9, leaderEpoch: 4, controllerEpoch: 1, inSyncReplicas: inSync),
            online: online, shuttingDown: stopping, topicAllowsUnclean: unclean,
            recordsRecovery: recordsRecovery)
    }

    private let offline = ElectionStrategy.offline(allowsUnclean: false)

    @Test func offlineTakesTheFirstReplicaThatIsOnlineAndInSync() {
        let elected = LeaderElection.elect(
            offline, candidates([1, 2, 3, 4], inSync: [4, 3, 1], online: [2, 3, 4]))
        #expect(
            elected
                == ElectedLeader(
                    leader: 3, inSyncReplicas: [4, 3], recovery: .recovered, recipients: [2, 3, 4]))
    }

    @Test func offlineTakesNobodyFromOutsideTheISR() {
        #expect(LeaderElection.elect(offline, candidates([1, 2], inSync: [1], online: [2])) == nil)
    }

    @Test func uncleanElectionLeavesTheLeaderAloneInTheISRAndRecovering() {
        let elected = LeaderElection.elect(
            offline, candidates([1, 2, 3], inSync: [1], online: [2, 3], unclean: true))
        #expect(
            elected
                == ElectedLeader(
                    leader: 2, inSyncReplicas: [2], recovery: .recovering, recipients: [2, 3]))
    }

    @Test func oldProtocolVersionsDoNotRecordRecovery() {
        let elected = LeaderElection.elect(
            .offline(allowsUnclean: true),
            candidates([1, 2], inSync: [1], online: [2], recordsRecovery: false))
        #expect(elected?.recovery == .recovered)
    }

    @Test func uncleanElectionPrefersACleanLeader() {
        let elected = LeaderElection.elect(
            .offline(allowsUnclean: true), candidates([1, 2, 3], inSync: [3], online: [2, 3]))
        #expect(elected?.leader == 3)
    }

    @Test func nobodyOnlineMeansNoLeader() {
        let none = candidates([1, 2], inSync: [1], online: [], unclean: true)
        #expect(LeaderElection.elect(.offline(allowsUnclean: true), none) == nil)
    }

    @Test func preferredIsTheFirstReplicaOrNobody() {
        let able = candidates([2, 1], inSync: [1, 2], online: [1, 2])
        #expect(LeaderElection.elect(.preferred, able)?.leader == 2)
        #expect(LeaderElection.elect(.preferred, able)?.inSyncReplicas == [1, 2])
        let behind = candidates([2, 1], inSync: [1], online: [1, 2])
        #expect(LeaderElection.elect(.preferred, behind) == nil)
        let dead = candidates([2, 1], inSync: [1, 2], online: [1])
        #expect(LeaderElection.elect(.preferred, dead) == nil)
    }

    @Test func reassignmentChoosesFromTheTargetOnly() {
        let moving = candidates(
            [3, 4, 1], inSync: [1, 4], online: [1, 3, 4], removing: [1])
        let elected = LeaderElection.elect(.reassignment, moving)
        #expect(
            elected
                == ElectedLeader(
                    leader: 4, inSyncReplicas: [1, 4], recovery: .recovered, recipients: [3, 4]))
    }

    @Test func controlledShutdownMovesAwayAndShrinksTheISR() {
        let stopping = candidates([1, 2, 3], inSync: [1, 2, 3], online: [2, 3], stopping: [1])
        let elected = LeaderElection.elect(.controlledShutdown, stopping)
        #expect(
            elected
                == ElectedLeader(
                    leader: 2, inSyncReplicas: [2, 3], recovery: .recovered,
                    recipients: [1, 2, 3]))
    }

    @Test func controlledShutdownOfTheLastInSyncReplicaFails() {
        let alone = candidates([1, 2], inSync: [1], online: [2], stopping: [1])
        #expect(LeaderElection.elect(.controlledShutdown, alone) == nil)
    }
}
