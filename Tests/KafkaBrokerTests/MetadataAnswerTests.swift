import KafkaModel
import KafkaProtocol
import Testing

@testable import KafkaBroker

/// Source: controller-and-replication, section 19.
@Suite struct MetadataAnswerTests {
    @Test func onlyBrokersWithTheClientsListenerAreTold() {
        let answer = MetadataAnswer(view: view(leader: 1), listener: "CLIENT", version: 12)
        #expect(answer.brokers().map(\.nodeId) == [1])
        #expect(answer.brokers().first?.host == "client-1")
    }

    @Test(arguments: [Int16(1), 12])
    func aLeaderThatIsNotAliveIsNotAvailable(version: Int16) throws {
        let partition = try partition(leader: 9, version: version)
        #expect(partition.errorCode == .leaderNotAvailable)
        #expect(partition.leaderId == .none)
        #expect(partition.replicaNodes == [1, 2, 9])
    }

    @Test func aLeaderWithoutTheListenerIsToldFromVersion6On() throws {
        #expect(try partition(leader: 2, version: 6).errorCode == .listenerNotFound)
        #expect(try partition(leader: 2, version: 5).errorCode == .leaderNotAvailable)
    }

    @Test func replicasThatCannotBeReachedAreOffline() throws {
        #expect(try partition(leader: 1, version: 12).offlineReplicas == [2, 9])
    }

    @Test func version0LeavesOutWhatCannotBeReachedAndSaysSo() throws {
        let partition = try partition(leader: 1, version: 0)
        #expect(partition.replicaNodes == [1])
        #expect(partition.isrNodes == [1])
        #expect(partition.errorCode == .replicaNotAvailable)
    }

    @Test func aTopicOfOffsetsIsInternal() {
        var view = view(leader: 1)
        view.topics["__consumer_offsets"] = view.topics["t"]
        let answer = MetadataAnswer(view: view, listener: "CLIENT", version: 12)
        #expect(answer.topic("__consumer_offsets")?.isInternal == true)
        #expect(answer.topic("t")?.isInternal == false)
        #expect(answer.topic("absent") == nil)
    }

    private func partition(leader: BrokerID, version: Int16) throws
        -> MetadataResponse.MetadataResponsePartition
    {
        let answer = MetadataAnswer(
            view: view(leader: leader), listener: "CLIENT", version: version)
        return try #require(answer.topic("t")?.partitions.first)
    }

    /// Broker 1 has both listeners, 2 only the internal one, 9 is gone.
    private func view(leader: BrokerID) -> KafkaBroker.ClusterView {
        var view = KafkaBroker.ClusterView()
        view.brokers = [
            1: .init(
                id: 1, rack: nil,
                endpoints: [
                    "CLIENT": .init(host: "client-1", port: 1),
                    "INTERNAL": .init(host: "internal-1", port: 2),
                ]),
            2: .init(id: 2, rack: "r", endpoints: ["INTERNAL": .init(host: "internal-2", port: 2)]),
        ]
        let partition = KafkaBroker.ClusterView.Partition(
            leader: leader, leaderEpoch: 3, controllerEpoch: 1, partitionEpoch: 4,
            replicas: [1, 2, 9], inSyncReplicas: [1, 2], offlineReplicas: [9])
        view.topics["t"] = .init(id: .zero, partitions: [0: partition])
        return view
    }
}
