import ClusterMetadata
import Testing
import ZooKeeperClient

@testable import KafkaBroker

@Suite struct StartStepTests {
    @Test func aStepWhoseSessionExpiresIsDoneAgain() async throws {
        var tries = 0
        let result = try await start { () async throws(ClusterMetadataError) -> Int in
            tries += 1
            guard tries == 3 else { throw .zooKeeper(.sessionExpired) }
            return tries
        }
        #expect(result == 3)
    }

    @Test func anyOtherErrorEndsTheStart() async {
        var tries = 0
        await #expect(throws: BrokerStartError.self) {
            try await start { () async throws(ClusterMetadataError) in
                tries += 1
                throw .noController
            }
        }
        #expect(tries == 1)
    }
}
