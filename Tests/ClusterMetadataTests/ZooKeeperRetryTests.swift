import TestSupport
import Testing
import ZooKeeperClient

@testable import ClusterMetadata

@Suite struct ZooKeeperRetryTests {
    private let memory = MemoryStore()
    private var zooKeeper: any ZooKeeper { memory.store.zooKeeper }

    @Test func whatNeverArrivedIsSentAgain() async throws {
        memory.session.loseRequests(5)
        _ = try await zooKeeper.create("/a", [1], .persistent, acl: .openUnsafe)
        #expect(memory.server.paths == ["/", "/a"])
    }

    @Test func aLostAnswerToACreationIsASuccess() async throws {
        memory.session.loseAnswers(1)
        let created = try await zooKeeper.create("/a", [1], .ephemeral, acl: .openUnsafe)
        #expect(created.path == "/a")
        #expect(created.stat.ephemeralOwner == memory.session.sessionID)
    }

    @Test func somebodyElsesNodeIsNotOurs() async throws {
        let other = memory.server.connect()
        _ = try await other.create("/a", [1], .ephemeral, acl: .openUnsafe)
        memory.session.loseRequests(1)
        await #expect(throws: ZooKeeperError.nodeExists) {
            try await zooKeeper.create("/a", [1], .ephemeral, acl: .openUnsafe)
        }
    }

    @Test func aLostAnswerToAConditionalWriteIsASuccess() async throws {
        _ = try await zooKeeper.create("/a", [1], .persistent, acl: .openUnsafe)
        memory.session.loseAnswers(1)
        let stat = try await zooKeeper.set("/a", [2], version: 0)
        #expect(stat.version == 1)
    }

    @Test func aWriteThatSomebodyElseForestalledFails() async throws {
        _ = try await zooKeeper.create("/a", [1], .persistent, acl: .openUnsafe)
        _ = try await memory.server.connect().set("/a", [9], version: 0)
        memory.session.loseRequests(1)
        await #expect(throws: ZooKeeperError.badVersion) {
            try await zooKeeper.set("/a", [2], version: 0)
        }
    }

    @Test func aLostAnswerToADeletionIsASuccess() async throws {
        _ = try await zooKeeper.create("/a", nil, .persistent, acl: .openUnsafe)
        memory.session.loseAnswers(1)
        try await zooKeeper.delete("/a", version: -1)
        #expect(memory.server.paths == ["/"])
    }

    @Test func aLostAnswerToAMultiOperationIsASuccess() async throws {
        _ = try await zooKeeper.create("/guard", nil, .persistent, acl: .openUnsafe)
        memory.session.loseAnswers(1)
        let results = try await zooKeeper.multi([
            .check(path: "/guard", version: 0),
            .create(path: "/a", data: nil, mode: .ephemeral, acl: .openUnsafe),
            .set(path: "/a", data: [2], version: 0),
        ])
        #expect(results.count == 3)
        guard case .set(let stat) = results[2] else { throw ZooKeeperError.noNode }
        #expect(stat.version == 1)
    }

    @Test func aMultiOperationThatWasNotCarriedOutFails() async throws {
        memory.session.loseRequests(1)
        await #expect(throws: ZooKeeperError.multi(index: 0, code: .noNode)) {
            try await zooKeeper.multi([.set(path: "/a", data: [1], version: -1)])
        }
    }

    @Test func otherErrorsAreReturnedAtOnce() async throws {
        await #expect(throws: ZooKeeperError.noNode) { try await zooKeeper.get("/a", watch: false) }
        #expect(memory.server.operationCount == 1)
    }
}
