import GroupCoordination
import KafkaModel
import KafkaProtocol
import Scheduling
import TestSupport
import Testing

@Suite struct OffsetFetchTests {
    private func fetch(_ scenario: Scenario, _ request: OffsetFetchRequest, _ version: Int16)
        -> OffsetFetchResponse?
    {
        let answer = Answer<OffsetFetchResponse>()
        scenario.coordinator.fetchOffsets(request, version: version) { answer.set($0) }
        scenario.loop.run()
        return answer.value
    }

    private func scenario() -> Scenario {
        let scenario = Scenario()
        for (topic, partition, offset) in [("b", 1, 11), ("a", 1, 1), ("b", 0, 10)] {
            _ = scenario.commit(
                Offset(offset), partition: TopicPartition(topic, Int32(partition)))
        }
        return scenario
    }

    @Test(arguments: Int16(2)...7)
    func withoutTopicsAllOffsetsCome(version: Int16) {
        let response = fetch(scenario(), OffsetFetchRequest(groupId: "g", topics: nil), version)
        let found = response?.topics.flatMap { topic in
            topic.partitions.map { "\(topic.name)-\($0.partitionIndex)=\($0.committedOffset)" }
        }
        #expect(found == ["a-1=1", "b-0=10", "b-1=11"])
    }

    @Test func severalGroupsComeFromVersion8On() {
        let request = OffsetFetchRequest(groups: [
            .init(groupId: "g", topics: nil),
            .init(groupId: "none", topics: [.init(name: "t", partitionIndexes: [3])]),
        ])
        let response = fetch(scenario(), request, 8)
        #expect(response?.groups.map(\.groupId) == ["g", "none"])
        #expect(response?.groups[0].topics.map(\.name) == ["a", "b"])
        let missing = response?.groups[1].topics.first?.partitions.first
        #expect(missing?.committedOffset == Offset.none)
        #expect(missing?.committedLeaderEpoch == LeaderEpoch.none)
        #expect(missing?.metadata == "")
        #expect(missing?.errorCode == ErrorCode.none)
    }

    @Test func anErrorOfTheGroupStandsWhereTheVersionExpectsIt() {
        let scenario = scenario()
        scenario.coordinator.resign(scenario.partition(of: "g"), epoch: 1)
        let topics = [OffsetFetchRequest.OffsetFetchRequestTopic(name: "a", partitionIndexes: [1])]
        let request = OffsetFetchRequest(groupId: "g", topics: topics)
        let first = fetch(scenario, request, 1)
        #expect(first?.topics.first?.partitions.first?.errorCode == .notCoordinator)
        let second = fetch(scenario, request, 2)
        #expect(second?.errorCode == .notCoordinator)
        #expect(second?.topics == [])
        let eighth = fetch(
            scenario, OffsetFetchRequest(groups: [.init(groupId: "g", topics: nil)]), 8)
        #expect(eighth?.groups.first?.errorCode == .notCoordinator)
    }
}
