import TestSupport
import Testing

@testable import ZooKeeperClient

struct ZooKeeperAccessTests {
    private let creatorOnly = [ZNodeACL(.all, scheme: "auth", id: "")]
    private let alice = ZooKeeperAuthentication.digest(user: "alice", password: "secret")

    @Test func aListOfRightsComesBack() async throws {
        try await withSharedServer { session in
            let acl = [
                ZNodeACL([.read, .admin], scheme: "world", id: "anyone"),
                ZNodeACL(.all, scheme: "ip", id: "127.0.0.1"),
            ]
            _ = try await session.create("/a", nil, .persistent, acl: acl)
            let (read, stat) = try await session.getACL("/a")
            #expect(read == acl)
            #expect(stat.aversion == 0)
            #expect(
                await failure { try await session.setACL("/a", .openUnsafe, version: 3) }
                    == .badVersion)
            let changed = try await session.setACL("/a", .openUnsafe, version: 0)
            #expect(changed.aversion == 1)
            #expect(try await session.getACL("/a").acl == .openUnsafe)
        }
    }

    @Test func onlyTheRightPasswordOpensANode() async throws {
        try await withSharedServer { owner in
            try await owner.authenticate(alice)
            _ = try await owner.create("/secret", [1], .persistent, acl: creatorOnly)
            let (acl, _) = try await owner.getACL("/secret")
            #expect(acl.first?.scheme == "digest" && acl.first?.id.hasPrefix("alice:") == true)
            #expect(try await owner.get("/secret", watch: false).data == [1])

            try await withSession(owner.settings) { stranger in
                #expect(
                    await failure { try await stranger.get("/secret", watch: false) }
                        == .code(.noAuth))
                try await stranger.authenticate(.digest(user: "alice", password: "guess"))
                #expect(
                    await failure { try await stranger.get("/secret", watch: false) }
                        == .code(.noAuth))
                try await stranger.authenticate(alice)
                #expect(try await stranger.get("/secret", watch: false).data == [1])
            }
        }
    }

    @Test func theIdentityIsPresentedBeforeTheFirstRequestAndToEachFreshSession() async throws {
        let server = try await ZooKeeperServer.shared()
        let path = ZooKeeperServer.uniquePath()
        let identified = try settings(server.connectString + path, authentication: [alice])
        try await withSession(identified) { session in
            _ = try await session.create("/secret", [1], .persistent, acl: creatorOnly)
            let recorder = EventRecorder(session)
            let old = session.sessionID
            try await RawZooKeeperSession.close(
                port: server.port, id: old, password: session.sessionPassword)
            #expect(await recorder.successor(of: old) != nil)
            #expect(try await session.get("/secret", watch: false).data == [1])
        }
    }

    @Test func refusedCredentialsAreAnEvent() async throws {
        try await withSharedServer { session in
            let recorder = EventRecorder(session)
            let error = await failure {
                try await session.authenticate(
                    ZooKeeperAuthentication(scheme: "unheard-of", credentials: [1]))
            }
            #expect(error == .code(.authFailed))
            #expect(await recorder.sees(.session(.authenticationFailed)))
        }
    }
}
