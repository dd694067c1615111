import BrokerClient
import KafkaModel
import KafkaProtocol
import Platform
import Simulation
import TestSupport
import Testing

@testable import ClusterSimulation

struct FaultPlanPowerTests {
    /// The controller: nobody would notice before the end that it was gone.
    @Test func `who lost power comes back at the end when it counts as in sync nowhere`()
        async throws
    {
        let (isUp, countsStill) = try await onOwnThread { () -> (Bool, Bool) in
            let cluster = SimulatedCluster(brokers: 3, seed: 3)
            defer { cluster.end() }
            let tree = ZooKeeperChecker(Verdict(cluster.log))
            cluster.zooKeeper.afterWrite = { tree.check($0) }
            let plan = FaultPlan(cluster, tree)
            cluster.start()
            Self.createTopic(cluster)
            cluster.executor.run(for: .seconds(60)) {
                !tree.topics.isEmpty && tree.isEverythingInSync
            }
            guard let victim = cluster.controller, tree.isInSyncAnywhere(victim.id) else {
                return (false, true)
            }
            plan.powerless = victim
            victim.crash(losingPower: true)
            plan.heal()
            let isUp = cluster.executor.run(for: .seconds(60)) { victim.isUp }
            return (isUp, tree.isInSyncAnywhere(victim.id))
        }
        #expect(isUp)
        #expect(!countsStill)
    }

    private static func createTopic(_ cluster: SimulatedCluster) {
        let client = cluster.makeClient("admin")
        client.run {
            var code = ErrorCode?.none
            while code != ErrorCode.none {
                let request = CreateTopicsRequest(
                    topics: [.init(name: "t", numPartitions: 2, replicationFactor: 3)],
                    timeoutMs: 5000)
                let answer = try? await client.admin.send(request, to: .controller) {
                    $0.topics.map(\.errorCode)
                }
                code = answer?.topics.first?.errorCode
                try? await client.time.sleep(for: .milliseconds(200))
            }
        }
    }
}
