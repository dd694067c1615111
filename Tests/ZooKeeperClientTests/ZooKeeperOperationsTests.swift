import TestSupport
import Testing

@testable import ZooKeeperClient

struct ZooKeeperOperationsTests {
    @Test(arguments: [nil, [], [1, 2, 3], [UInt8](repeating: 0, count: 100_000)] as [[UInt8]?])
    func dataComesBackAsItWasWritten(data: [UInt8]?) async throws {
        try await withSharedServer { session in
            let (path, created) = try await session.create(
                "/a", data, .persistent, acl: .openUnsafe)
            #expect(path == "/a")
            #expect(created.version == 0)
            let (read, stat) = try await session.get("/a", watch: false)
            #expect(read == data)
            #expect(stat == created)
            let changed = try await session.set("/a", data, version: 0)
            #expect(changed.version == 1)
            #expect(try await session.get("/a", watch: false).data == data)
        }
    }

    @Test func anEphemeralNodeBelongsToItsSession() async throws {
        try await withSharedServer { session in
            let (_, stat) = try await session.create("/e", [1], .ephemeral, acl: .openUnsafe)
            #expect(stat.ephemeralOwner == session.sessionID)
            #expect(session.sessionID != 0)
            try await withSession(session.settings) { other in
                #expect(try await other.exists("/e", watch: false) == stat)
                let change = other.events()
                _ = try await other.get("/e", watch: true)
                await session.close()
                #expect(await change.first { $0 == .deleted(path: "/e") } != nil)
            }
        }
    }

    @Test(arguments: [CreateMode.persistentSequential, .ephemeralSequential])
    func sequentialNodesAreNumberedByTheServer(mode: CreateMode) async throws {
        try await withSharedServer { session in
            let first = try await session.create("/s-", nil, mode, acl: .openUnsafe).path
            let second = try await session.create("/s-", nil, mode, acl: .openUnsafe).path
            _ = try await session.create("/p", nil, .persistent, acl: .openUnsafe)
            let unnamed = try await session.create("/p/", nil, mode, acl: .openUnsafe).path
            #expect(
                [first, second, unnamed] == ["/s-0000000000", "/s-0000000001", "/p/0000000000"])
            // With a chroot the library would make a sibling of the chroot out of this.
            #expect(
                await failure { try await session.create("/", nil, mode, acl: .openUnsafe) }
                    == .code(.badArguments))
        }
    }

    @Test func failuresCarryTheCodeOfTheServer() async throws {
        try await withSharedServer { session in
            _ = try await session.create("/a", [1], .persistent, acl: .openUnsafe)
            _ = try await session.create("/a/b", nil, .persistent, acl: .openUnsafe)
            _ = try await session.create("/e", nil, .ephemeral, acl: .openUnsafe)
            #expect(
                await failure {
                    try await session.create("/a", nil, .persistent, acl: .openUnsafe)
                } == .nodeExists)
            #expect(
                await failure {
                    try await session.create("/x/y", nil, .persistent, acl: .openUnsafe)
                } == .noNode)
            #expect(
                await failure {
                    try await session.create("/e/c", nil, .persistent, acl: .openUnsafe)
                } == .code(.noChildrenForEphemerals))
            #expect(
                await failure { try await session.create("/c", nil, .persistent, acl: []) }
                    == .code(.invalidACL))
            #expect(await failure { try await session.get("/x", watch: false) } == .noNode)
            #expect(await failure { try await session.children("/x", watch: false) } == .noNode)
            #expect(await failure { try await session.set("/a", [], version: 7) } == .badVersion)
            #expect(
                await failure { try await session.delete("/a", version: -1) } == .code(.notEmpty))
            #expect(await failure { try await session.delete("/e", version: 3) } == .badVersion)
            #expect(await failure { try await session.getACL("/x") } == .noNode)
        }
    }

    @Test func aDeletedNodeIsGone() async throws {
        try await withSharedServer { session in
            _ = try await session.create("/a", nil, .persistent, acl: .openUnsafe)
            #expect(try await session.exists("/a", watch: false) != nil)
            try await session.delete("/a", version: 0)
            #expect(try await session.exists("/a", watch: false) == nil)
            try await session.sync("/")
        }
    }

    @Test func childrenAreListedWithTheStatOfTheParent() async throws {
        try await withSharedServer { session in
            _ = try await session.create("/p", [9], .persistent, acl: .openUnsafe)
            for name in ["x", "y", "ü"] {
                _ = try await session.create("/p/\(name)", nil, .persistent, acl: .openUnsafe)
            }
            let (names, stat) = try await session.children("/p", watch: false)
            #expect(names.sorted() == ["x", "y", "ü"])
            #expect(stat.numberOfChildren == 3)
            #expect(stat.dataLength == 1)
            #expect(stat.cversion == 3)
        }
    }

    @Test func aBadPathNeverReachesTheServer() async throws {
        try await withSharedServer { session in
            for path in ["", "a", "/a/", "/a//b", "/a\u{0}b"] {
                #expect(
                    await failure { try await session.get(path, watch: false) }
                        == .code(.badArguments))
            }
            let root = try await session.exists("/", watch: false)
            #expect(root != nil)
        }
    }

    @Test func dataBeyondTheBoundFailsAndTheSessionStays() async throws {
        try await withSharedServer { session in
            let recorder = EventRecorder(session)
            let id = session.sessionID
            let data = [UInt8](repeating: 1, count: 4 << 20)
            guard
                case .tooLarge(let bytes, let limit) = await failure({
                    try await session.create("/big", data, .persistent, acl: .openUnsafe)
                })
            else { Issue.record("accepted"); return }
            #expect(bytes > data.count && limit == 4 << 20)
            let stat = try await session.exists("/big", watch: false)
            #expect(stat == nil)
            #expect(session.sessionID == id)
            #expect(recorder.events.isEmpty)
        }
    }

    @Test func dataBeyondTheServersBoundIsNotSentForEver() async throws {
        let server = try await ZooKeeperServer.shared()
        var generous = try settings(server.connectString)
        generous.maximumRequestBytes = 64 << 20
        try await withSession(generous) { session in
            let data = [UInt8](repeating: 1, count: 5 << 20)
            let error = await failure {
                try await session.create("/big", data, .persistent, acl: .openUnsafe)
            }
            guard case .tooLarge = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            let stat = try await session.exists("/big", watch: false)
            #expect(stat == nil)
        }
    }

    @Test func nodesOfNearlyFourMebibytesPass() async throws {
        try await withSharedServer { session in
            let data = [UInt8](repeating: 7, count: (4 << 20) - 1024)
            _ = try await session.create("/big", data, .persistent, acl: .openUnsafe)
            #expect(try await session.get("/big", watch: false).data == data)
        }
    }
}
