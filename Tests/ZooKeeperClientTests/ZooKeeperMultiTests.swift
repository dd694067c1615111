import TestSupport
import Testing

@testable import ZooKeeperClient

struct ZooKeeperMultiTests {
    @Test func eachOperationGivesItsResult() async throws {
        try await withSharedServer { session in
            _ = try await session.create("/old", [1], .persistent, acl: .openUnsafe)
            _ = try await session.create("/dead", nil, .persistent, acl: .openUnsafe)
            let results = try await session.multi([
                .create(path: "/new", data: [2], mode: .persistent, acl: .openUnsafe),
                .create(path: "/n-", data: nil, mode: .ephemeralSequential, acl: .openUnsafe),
                .set(path: "/old", data: [3], version: 0),
                .check(path: "/old", version: 1),
                .delete(path: "/dead", version: -1),
            ])
            #expect(results.count == 5)
            #expect(results[0] == .created(path: "/new"))
            #expect(results[1] == .created(path: "/n-0000000003"))
            guard case .set(let stat) = results[2] else { Issue.record("no stat"); return }
            #expect(stat.version == 1)
            #expect(Array(results[3...]) == [.checked, .deleted])
            #expect(try await session.get("/old", watch: false).data == [3])
            #expect(try await session.exists("/dead", watch: false) == nil)
        }
    }

    @Test func aFailureNamesItsOperationAndNothingIsDone() async throws {
        try await withSharedServer { session in
            _ = try await session.create("/a", nil, .persistent, acl: .openUnsafe)
            let error = await failure {
                try await session.multi([
                    .create(path: "/b", data: nil, mode: .persistent, acl: .openUnsafe),
                    .check(path: "/a", version: 5),
                    .delete(path: "/a", version: -1),
                ])
            }
            #expect(error == .multi(index: 1, code: .badVersion))
            #expect(error?.code == .badVersion)
            #expect(try await session.exists("/b", watch: false) == nil)
            #expect(try await session.exists("/a", watch: false) != nil)
        }
    }

    @Test func operationsSeeThoseBeforeThem() async throws {
        try await withSharedServer { session in
            _ = try await session.multi([
                .create(path: "/p", data: nil, mode: .persistent, acl: .openUnsafe),
                .create(path: "/p/c", data: nil, mode: .persistent, acl: .openUnsafe),
                .check(path: "/p/c", version: 0),
            ])
            #expect(try await session.children("/p", watch: false).names == ["c"])
        }
    }

    @Test func fiveThousandCreationsAreOneRequest() async throws {
        try await withSharedServer { session in
            let operations = (0..<5_000).map { number in
                ZooKeeperOperation.create(
                    path: "/n\(number)", data: Array("value \(number)".utf8), mode: .persistent,
                    acl: .openUnsafe)
            }
            let results = try await session.multi(operations)
            #expect(results.last == .created(path: "/n4999"))
            #expect(try await session.children("/", watch: false).names.count == 5_000)
        }
    }

    @Test func nothingToDoIsNoRequest() async throws {
        try await withSharedServer { session in
            let results = try await session.multi([])
            #expect(results.isEmpty)
        }
    }
}
