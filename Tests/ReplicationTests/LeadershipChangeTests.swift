import KafkaModel
import KafkaProtocol
import Platform
import Replication
import Storage
import TestSupport
import Testing

@Suite struct LeadershipChangeTests {
    private let id = TopicPartition("t", 0)

    @Test func anOrderMakesALeaderAndALaterOneAFollower() throws {
        let replica = try TestReplica(1)
        #expect(replica.order(leader: 1, epoch: 0, replicas: [1, 2]) == .none)
        #expect(replica.partition?.isLeader == true)
        #expect(replica.partition?.log.topicID == TestReplica.topicID)
        #expect(replica.order(leader: 2, epoch: 1, replicas: [1, 2]) == .none)
        #expect(replica.partition?.isLeader == false)
        #expect(replica.fetching[id] == 2)
        #expect(replica.order(leader: 1, epoch: 2, replicas: [1, 2]) == .none)
        #expect(replica.fetching[id] == nil)
        #expect(replica.roles.all == ["lead t-0 in 0", "resign t-0 in 1", "lead t-0 in 2"])
    }

    @Test func oldAndRepeatedOrdersAreStale() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 5, replicas: [1, 2])
        #expect(replica.order(leader: 2, epoch: 5, replicas: [1, 2]) == .staleControllerEpoch)
        #expect(replica.order(leader: 2, epoch: 4, replicas: [1, 2]) == .staleControllerEpoch)
        #expect(replica.partition?.isLeader == true)
    }

    @Test func anOrderForSomebodyElseIsRefused() throws {
        let replica = try TestReplica(1)
        #expect(replica.order(leader: 2, epoch: 0, replicas: [2, 3]) == .unknownTopicOrPartition)
        #expect(replica.logs.log(id) == nil)
    }

    @Test func anotherTopicOfTheSameNameIsRefused() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1])
        let other = UUID(mostSignificant: 1, leastSignificant: 1)
        #expect(
            replica.order(leader: 1, epoch: 1, replicas: [1], topicID: other)
                == .inconsistentTopicId)
    }

    @Test func deposedControllersAreFenced() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1], controllerEpoch: 7)
        #expect(
            replica.order(leader: 1, epoch: 1, replicas: [1], controllerEpoch: 6)
                == .staleControllerEpoch)
        let stop = replica.change.apply(StopReplicaRequest(controllerEpoch: 6), connection: 1)
        #expect(stop.errorCode == .staleControllerEpoch)
    }

    /// The order was repeated over a newer connection, and the replica deleted, before it arrived.
    @Test func aLateOrderOfAnEarlierConnectionMakesNoReplica() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1], connection: 1)
        replica.order(leader: 1, epoch: 1, replicas: [1], connection: 2)
        let stop = StopReplicaRequest.StopReplicaPartitionState(
            partitionIndex: 0, leaderEpoch: -2, deletePartition: true)
        _ = replica.change.apply(
            StopReplicaRequest(
                controllerId: 1, controllerEpoch: 1,
                topicStates: [.init(topicName: "t", partitionStates: [stop])]), connection: 2)
        #expect(
            replica.order(leader: 1, epoch: 1, replicas: [1], connection: 1)
                == .staleBrokerEpoch)
        #expect(replica.partition == nil && replica.logs.log(id) == nil)
    }

    @Test func ordersForAnEarlierRegistrationAreFenced() throws {
        let replica = try TestReplica(1)
        replica.fence.registered(90)
        let answer = replica.change.apply(
            LeaderAndIsrRequest(controllerEpoch: 1, brokerEpoch: 89), version: 7, connection: 1)
        #expect(answer.errorCode == .staleBrokerEpoch)
    }

    @Test func theAnswerHasTheLayoutOfItsVersion() throws {
        let replica = try TestReplica(1)
        let state = LeaderAndIsrRequest.LeaderAndIsrPartitionState(
            partitionIndex: 0, leader: 1, leaderEpoch: 0, isr: [1], replicas: [1], isNew: true)
        let request = LeaderAndIsrRequest(
            controllerEpoch: 1, topicStates: [.init(topicName: "t", partitionStates: [state])])
        let old = replica.change.apply(request, version: 4, connection: 1)
        #expect(old.partitionErrors.map(\.errorCode) == [.none])
        #expect(old.topics.isEmpty)
        let new = replica.change.apply(request, version: 5, connection: 1)
        #expect(new.partitionErrors.isEmpty)
        #expect(new.topics.first?.partitionErrors.map(\.errorCode) == [.staleControllerEpoch])
    }

    @Test func manyNewPartitionsComeWithOneOrder() throws {
        let replica = try TestReplica(1)
        let states = (0..<40).map { number in
            // Every fourth one is not for this broker.
            LeaderAndIsrRequest.LeaderAndIsrPartitionState(
                partitionIndex: Int32(number), controllerEpoch: 1, leader: 1, leaderEpoch: 0,
                isr: [1], replicas: number % 4 == 3 ? [2, 3] : [1, 2], isNew: true)
        }
        let answer = replica.change.apply(
            LeaderAndIsrRequest(
                controllerEpoch: 1,
                topicStates: [
                    .init(
                        topicName: "many", topicId: TestReplica.topicID, partitionStates: states)
                ]), version: 7, connection: 1)
        let codes = (answer.topics.first?.partitionErrors ?? []).map(\.errorCode)
        #expect(
            codes == (0..<40).map { $0 % 4 == 3 ? .unknownTopicOrPartition : ErrorCode.none })
        #expect(replica.partitions.allOnline.count == 30)
        #expect(replica.logs.logs.count == 30)
        #expect(replica.logs.logs.allSatisfy { $0.topicID == TestReplica.topicID })
    }

    private func stop(_ replica: TestReplica, epoch: LeaderEpoch, deletes: Bool) -> ErrorCode? {
        let answer = replica.change.apply(
            StopReplicaRequest(
                controllerEpoch: 1,
                topicStates: [
                    .init(
                        topicName: "t",
                        partitionStates: [
                            .init(
                                partitionIndex: 0, leaderEpoch: epoch, deletePartition: deletes)
                        ])
                ]), connection: 1)
        return answer.partitionErrors.first?.errorCode
    }

    @Test func aStoppedReplicaIsKeptAndADeletedOneIsNot() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 2, epoch: 3, replicas: [1, 2])
        #expect(stop(replica, epoch: 2, deletes: true) == .fencedLeaderEpoch)
        #expect(stop(replica, epoch: 3, deletes: false) == ErrorCode.none)
        #expect(replica.fetching[id] == nil)
        #expect(replica.logs.log(id) != nil)
        #expect(stop(replica, epoch: .duringDelete, deletes: true) == ErrorCode.none)
        #expect(replica.logs.log(id) == nil)
        #expect(replica.partition == nil)
        #expect(stop(replica, epoch: .duringDelete, deletes: true) == ErrorCode.none)
    }

    @Test func aDeletedPartitionCanBeCreatedAnew() throws {
        let replica = try TestReplica(1)
        replica.order(leader: 1, epoch: 0, replicas: [1])
        _ = try replica.produce(["a"], acks: .leader)
        #expect(stop(replica, epoch: .duringDelete, deletes: true) == ErrorCode.none)
        let other = UUID(mostSignificant: 1, leastSignificant: 1)
        #expect(replica.order(leader: 1, epoch: 0, replicas: [1], topicID: other) == .none)
        #expect(replica.partition?.log.offsets.end == 0)
        #expect(replica.partition?.highWatermark == 0)
    }
}
