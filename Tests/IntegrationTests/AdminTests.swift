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
    }
}
