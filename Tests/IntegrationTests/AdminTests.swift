import TestSupport
import Testing

extension RealProcesses {
    struct AdminTests {
        @Test(arguments: Client.allCases)
        func topicsAreCreatedDescribedChangedAndDeleted(client: Client) async throws {
            let cluster = try await KafkaCluster.shared()
            let output = try await client.run("admin", cluster.bootstrap, uniqueTopic("admin"))
            #expect(output.lines.last == "ok")
        }

        @Test func znodesWrittenByOthersAreObeyed() async throws {
            let cluster = try await KafkaCluster.shared()
            let output = try await SpawnedProcess.run(
                Client.confluent.python,
                [
                    "\(SharedFiles.repositoryRoot)/Tests/IntegrationTests/Clients/kazoo_znodes.py",
                    cluster.zookeeper, uniqueTopic("znodes"), "1", "2", "3",
                ])
            #expect(output.lines.last == "ok", "\(output.standardError)")
        }
    }
}
