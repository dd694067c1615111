import Testing

@testable import ClusterMetadata

@Suite struct InterBrokerProtocolVersionTests {
    @Test(arguments: [
        ("3.9", InterBrokerProtocolVersion.v3_9_IV0), ("3.9-IV0", .v3_9_IV0),
        ("2.7", .v2_7_IV2), ("2.7-IV0", .v2_7_IV0), ("2.8.2", .v2_8_IV1),
        ("0.10.2", .v0_10_2_IV0), ("0.10.2.1", .v0_10_2_IV0), ("1.0", .v1_0_IV0),
        ("0.9.0", .v0_9_0),
    ])
    func readsNamesAndReleases(text: String, version: InterBrokerProtocolVersion) {
        #expect(InterBrokerProtocolVersion(text) == version)
    }

    @Test(arguments: ["", "4.0", "3", "3.9-IV9", "x.y", "2.7.", "0.10"])
    func refusesWhatIsNoVersion(text: String) {
        #expect(InterBrokerProtocolVersion(text) == nil)
    }

    @Test func versionsAreOrderedByTime() {
        let all = InterBrokerProtocolVersion.allCases
        #expect(zip(all, all.dropFirst()).allSatisfy { $0 < $1 })
    }

    /// LeaderAndIsr, UpdateMetadata, StopReplica, ControlledShutdown as seen on the wire.
    @Test(arguments: [
        ("3.9", [7, 8, 4, 3]), ("2.8", [5, 7, 3, 3]), ("2.6", [4, 6, 3, 3]), ("2.4", [4, 6, 2, 3]),
        ("2.2", [2, 5, 1, 2]), ("1.1", [1, 4, 0, 1]), ("0.8.2", [0, 0, 0, 0]),
    ])
    func decidesTheVersionsOfOrders(text: String, versions: [Int16]) throws {
        let version = try #require(InterBrokerProtocolVersion(text))
        #expect(
            [
                version.leaderAndIsrVersion, version.updateMetadataVersion,
                version.stopReplicaVersion, version.controlledShutdownVersion,
            ] == versions)
    }
}
