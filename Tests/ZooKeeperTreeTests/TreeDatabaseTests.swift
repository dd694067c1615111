import Platform
import Testing
import ZooKeeperClient
import ZooKeeperTree

struct TreeDatabaseTests {
    private var database = TreeDatabase()

    private func time(_ milliseconds: Int64) -> TreeTime {
        TreeTime(
            monotonic: MonotonicTime(nanoseconds: milliseconds * 1_000_000), wall: milliseconds)
    }

    @Test mutating func `a session that is silent for its timeout ends, with its nodes`() throws {
        let silent = database.openSession(timeout: .seconds(2), at: time(0))
        let other = database.openSession(timeout: .seconds(60), at: time(0))
        _ = try database.create("/a", nil, .ephemeral, acl: .openUnsafe, by: silent, at: time(0))
        _ = try database.exists("/a", watch: true, by: other, at: time(0))
        #expect(database.expireSessions(at: time(1999)) == [])
        #expect(database.firstDeadline == MonotonicTime(nanoseconds: 2_000_000_000))
        #expect(database.expireSessions(at: time(2000)) == [silent])
        #expect(database.node("/a") == nil)
        #expect(
            database.takeEvents() == [TreeEvent(session: other, event: .deleted(path: "/a"))])
        #expect(!database.isOpen(silent))
        #expect(throws: ZooKeeperError.sessionExpired) {
            try database.get("/", watch: false, by: silent, at: time(2001))
        }
    }

    @Test mutating func `any command keeps the session alive`() throws {
        let session = database.openSession(timeout: .seconds(2), at: time(0))
        _ = try database.exists("/a", watch: false, by: session, at: time(1500))
        #expect(database.expireSessions(at: time(3499)) == [])
        database.touch(session, at: time(3499))
        #expect(database.expireSessions(at: time(5498)) == [])
        #expect(database.expireSessions(at: time(5499)) == [session])
    }

    @Test mutating func `a multi that fails leaves nothing and tells nobody`() throws {
        let session = database.openSession(timeout: .seconds(60), at: time(0))
        _ = try database.create("/a", [1], .persistent, acl: .openUnsafe, by: session, at: time(1))
        _ = try database.get("/a", watch: true, by: session, at: time(1))
        _ = try database.children("/a", watch: true, by: session, at: time(1))
        let before = database.node("/a")?.stat
        #expect(throws: ZooKeeperError.multi(index: 3, code: .badVersion)) {
            try database.multi(
                [
                    .create(
                        path: "/a/n-", data: nil, mode: .ephemeralSequential, acl: .openUnsafe),
                    .set(path: "/a", data: [2], version: 0),
                    .delete(path: "/a/n-0000000000", version: -1),
                    .check(path: "/a", version: 7),
                ], by: session, at: time(2))
        }
        #expect(database.node("/a")?.stat == before)
        #expect(database.node("/a")?.data == [1])
        #expect(database.takeEvents() == [])
        #expect(database.zxid == 3)
        // The number is not used up.
        let next = try database.create(
            "/a/n-", nil, .persistentSequential, acl: .openUnsafe, by: session, at: time(3))
        #expect(next.path == "/a/n-0000000000")
    }

    @Test mutating func `a watch fires once`() throws {
        let session = database.openSession(timeout: .seconds(60), at: time(0))
        _ = try database.exists("/a", watch: true, by: session, at: time(0))
        _ = try database.create("/a", nil, .persistent, acl: .openUnsafe, by: session, at: time(1))
        _ = try database.set("/a", nil, version: -1, by: session, at: time(2))
        #expect(
            database.takeEvents() == [TreeEvent(session: session, event: .created(path: "/a"))])
        #expect(database.watchCount == 0)
    }

    @Test mutating func `the rights of an identity are those of the session that proved it`() throws
    {
        let alice = database.openSession(timeout: .seconds(60), at: time(0))
        let stranger = database.openSession(timeout: .seconds(60), at: time(0))
        database.authenticate(alice, as: SessionIdentity(scheme: "digest", id: "alice:hash"))
        let creatorOnly = [ZNodeACL(.all, scheme: "auth", id: "")]
        _ = try database.create("/a", [1], .persistent, acl: creatorOnly, by: alice, at: time(1))
        #expect(try database.get("/a", watch: false, by: alice, at: time(2)).data == [1])
        #expect(throws: ZooKeeperError.code(.noAuth)) {
            try database.get("/a", watch: false, by: stranger, at: time(3))
        }
        #expect(
            try database.getACL("/a", by: alice, at: time(4)).acl
                == [ZNodeACL(.all, scheme: "digest", id: "alice:hash")])
    }

    @Test mutating func `who may not change a list does not see hashes in it`() throws {
        let reader = database.openSession(timeout: .seconds(60), at: time(0))
        let acl = [
            ZNodeACL(.read, scheme: "world", id: "anyone"),
            ZNodeACL(.all, scheme: "digest", id: "alice:hash"),
        ]
        _ = try database.create("/a", nil, .persistent, acl: acl, by: reader, at: time(1))
        #expect(
            try database.getACL("/a", by: reader, at: time(2)).acl.last
                == ZNodeACL(.all, scheme: "digest", id: "alice:x"))
    }

    @Test mutating func `a planted node is there as if it had been written`() {
        database.plant("/a/b", [1], version: 3)
        #expect(database.node("/a/b")?.stat.version == 3)
        #expect(database.node("/a")?.stat.numberOfChildren == 1)
        #expect(database.zxid == 0)
    }
}
