import Configuration
import GroupCoordination
import KafkaModel
import KafkaProtocol
import Scheduling
import TestSupport
import Testing

@Suite struct ReentranceTests {
    /// A connection may hold the next request already when the answer to the last one is given.
    @Test func aRequestMadeFromInsideAnAnswerWaitsForTheStepToEnd() {
        let scenario = Scenario()
        let synced = Answer<SyncGroupResponse>()
        let coordinator = scenario.coordinator
        coordinator.join(
            JoinGroupRequest(
                groupId: "g", sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 60_000,
                protocolType: "consumer", protocols: [.init(name: "range", metadata: [])]),
            version: 3, client: GroupClient(id: "c", host: "/h")
        ) { joined in
            coordinator.sync(
                SyncGroupRequest(
                    groupId: "g", generationId: joined.generationId, memberId: joined.memberId,
                    assignments: [.init(memberId: joined.memberId, assignment: [7])]),
                version: 3
            ) { synced.set($0) }
        }
        scenario.loop.run()
        #expect(synced.value?.assignment == [7])
        // Had the SyncGroup come in the middle of the step, its member would count as late.
        for _ in 0..<13 {
            scenario.loop.advance(by: .seconds(5))
            _ = scenario.heartbeat(
                scenario.describe()?.members.first?.memberId ?? "", generation: 1)
        }
        #expect(scenario.state() == "Stable")
    }
}
