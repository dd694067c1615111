import Platform
import TestSupport
import Testing

@testable import ZooKeeperClient

/// What happens when servers and connections fail. One at a time: each has servers of its own.
@Suite(.serialized) struct ZooKeeperSessionTests {
    @Test func anExpiredSessionIsReplacedByAFreshOne() async throws {
        let server = try await ZooKeeperServer.shared()
        let path = ZooKeeperServer.uniquePath()
        try await withSession(settings(server.connectString + path)) { session in
            let recorder = EventRecorder(session)
            let old = session.sessionID
            _ = try await session.create("/e", nil, .ephemeral, acl: .openUnsafe)
            try await RawZooKeeperSession.close(
                port: server.port, id: old, password: session.sessionPassword)
            let fresh = try #require(await recorder.successor(of: old))
            #expect(fresh != old)
            #expect(session.sessionID == fresh)
            #expect(
                Array(recorder.events.suffix(3)) == [
                    .session(.disconnected), .session(.expired(sessionID: old)),
                    .session(.connected(sessionID: fresh)),
                ])
            let (_, stat) = try await session.create("/e", nil, .ephemeral, acl: .openUnsafe)
            #expect(stat.ephemeralOwner == fresh)
        }
    }

    @Test func watchesOfALostSessionAreGone() async throws {
        let server = try await ZooKeeperServer.shared()
        let path = ZooKeeperServer.uniquePath()
        try await withSession(settings(server.connectString + path)) { session in
            let recorder = EventRecorder(session)
            let old = session.sessionID
            _ = try await session.exists("/before", watch: true)
            try await RawZooKeeperSession.close(
                port: server.port, id: old, password: session.sessionPassword)
            _ = try #require(await recorder.successor(of: old))
            _ = try await session.exists("/after", watch: true)
            _ = try await session.create("/before", nil, .persistent, acl: .openUnsafe)
            _ = try await session.create("/after", nil, .persistent, acl: .openUnsafe)
            #expect(await recorder.sees(.created(path: "/after")))
            #expect(recorder.watchEvents == [.created(path: "/after")])
        }
    }

    @Test func aRestartOfTheServerKeepsSessionNodesAndWatches() async throws {
        let server = try await ZooKeeperServer.start()
        try await withSession(settings(server.connectString)) { session in
            let recorder = EventRecorder(session)
            let id = session.sessionID
            _ = try await session.create("/e", [1], .ephemeral, acl: .openUnsafe)
            _ = try await session.get("/e", watch: true)
            try await server.restart()
            // Waits for the connection.
            _ = try await session.set("/e", [2], version: 0)
            #expect(session.sessionID == id)
            #expect(await recorder.sees(.dataChanged(path: "/e")))
            #expect(
                recorder.events == [
                    .session(.disconnected), .session(.connected(sessionID: id)),
                    .dataChanged(path: "/e"),
                ])
        }
        try await server.stop()
    }

    @Test func callsMadeWithoutAConnectionWaitForIt() async throws {
        let server = try await ZooKeeperServer.start()
        try await withSession(settings(server.connectString)) { session in
            let recorder = EventRecorder(session)
            try await server.stop()
            #expect(await recorder.sees(.session(.disconnected)))
            let calls = (0..<100).map { number in
                Task.immediate {
                    try await session.create(
                        "/n\(number)", nil, .persistent, acl: .openUnsafe
                    ).path
                }
            }
            try await server.start()
            for call in calls { _ = try await call.value }
            #expect(try await session.children("/", watch: false).names.count == 101)
        }
        try await server.stop()
    }

    @Test func aCallOnItsWayWhenTheConnectionBreaksIsLost() async throws {
        let server = try await ZooKeeperServer.start()
        try await withSession(settings(server.connectString)) { session in
            server.pause()
            let call = Task.immediate { await failure { try await session.get("/", watch: false) } }
            try await server.stop()
            #expect(await call.value == .connectionLoss)
            try await server.start()
            let root = try await session.exists("/", watch: false)
            #expect(root != nil)
        }
        try await server.stop()
    }

    /// The server restores the sessions that it knew and counts their time anew, so that either
    /// outcome is right; what must not be is a mixture.
    @Test func anOutageLongerThanTheSessionEndsInOneSessionOrTheNext() async throws {
        let server = try await ZooKeeperServer.start()
        try await withSession(settings(server.connectString, timeout: .milliseconds(600))) {
            session in
            let recorder = EventRecorder(session)
            let old = session.sessionID
            _ = try await session.create("/e", nil, .ephemeral, acl: .openUnsafe)
            try await server.stop()
            try await SystemClock().sleep(for: .milliseconds(1500))
            try await server.start()
            let stat = try await owner(session, of: "/e")
            let isExpired = recorder.events.contains(.session(.expired(sessionID: old)))
            #expect((session.sessionID != old) == isExpired)
            #expect((stat == nil) == isExpired)
        }
        try await server.stop()
    }

    /// A call may meet the very moment of expiry.
    private func owner(_ session: ZooKeeperSession, of path: String) async throws -> ZNodeStat? {
        do throws(ZooKeeperError) {
            return try await session.exists(path, watch: false)
        } catch .sessionExpired {
            return try await session.exists(path, watch: false)
        }
    }

    @Test func aClientCutOffForLongerThanItsSessionGetsAFreshOne() async throws {
        let server = try await ZooKeeperServer.shared()
        let path = ZooKeeperServer.uniquePath()
        let proxy = try ZooKeeperProxy(target: server.port)
        defer { proxy.stop() }
        let short = try settings(
            "127.0.0.1:\(proxy.port)\(path)", timeout: .milliseconds(600))
        try await withSession(short) { session in
            let recorder = EventRecorder(session)
            let old = session.sessionID
            _ = try await session.create("/e", nil, .ephemeral, acl: .openUnsafe)
            try await withSession(settings(server.connectString + path)) { observer in
                let seen = EventRecorder(observer)
                _ = try await observer.exists("/e", watch: true)
                proxy.isCutOff = true
                #expect(await seen.sees(.deleted(path: "/e")))
                proxy.isCutOff = false
            }
            let fresh = try #require(await recorder.successor(of: old))
            #expect(session.sessionID == fresh)
            #expect(try await session.exists("/e", watch: false) == nil)
        }
    }

    @Test(arguments: [ZooKeeperProxy.Operation.createWithStat, .multi])
    func aReplyLostAfterTheCommitIsAConnectionLoss(operation: ZooKeeperProxy.Operation)
        async throws
    {
        let server = try await ZooKeeperServer.shared()
        let path = ZooKeeperServer.uniquePath()
        let proxy = try ZooKeeperProxy(target: server.port)
        defer { proxy.stop() }
        try await withSession(settings("127.0.0.1:\(proxy.port)\(path)")) { session in
            let id = session.sessionID
            proxy.loseReply(to: operation)
            let error = await failure {
                if operation == .multi {
                    _ = try await session.multi([
                        .create(path: "/a", data: [1], mode: .persistent, acl: .openUnsafe)
                    ])
                } else {
                    _ = try await session.create("/a", [1], .persistent, acl: .openUnsafe)
                }
            }
            #expect(error == .connectionLoss)
            #expect(proxy.lostReplies.value == 1)
            #expect(
                await failure {
                    try await session.create("/a", [1], .persistent, acl: .openUnsafe)
                } == .nodeExists)
            #expect(session.sessionID == id)
        }
    }

    @Test func theDeathOfTheLeaderKeepsSessionAndData() async throws {
        let ensemble = try await ZooKeeperEnsemble.start()
        try await withSession(settings(ensemble.connectString)) { session in
            let id = session.sessionID
            _ = try await session.create("/e", [1], .ephemeral, acl: .openUnsafe)
            let leader = try #require(await ensemble.leader())
            try await leader.stop()
            var attempts = 0
            while await failure({ try await session.set("/e", [2], version: -1) }) != nil {
                attempts += 1
                try #require(attempts < 100)
            }
            #expect(session.sessionID == id)
            #expect(try await session.get("/e", watch: false).stat.ephemeralOwner == id)
            let next = try #require(await ensemble.leader())
            #expect(next.port != leader.port)
        }
        try await ensemble.stop()
    }

    @Test func waitingForAServerThatIsNotThereEnds() async throws {
        let session = makeSession(try settings("127.0.0.1:\(FreePort.next())"))
        #expect(
            await failure { try await session.waitUntilConnected(within: .milliseconds(300)) }
                == .code(.operationTimeout))
        let waiting = Task.immediate {
            await failure { try await session.waitUntilConnected(within: .seconds(60)) }
        }
        await session.close()
        #expect(await waiting.value == .closed)
    }

    @Test func aServerThatComesUpLaterIsFound() async throws {
        let server = try ZooKeeperServer()
        let session = makeSession(try settings(server.connectString))
        let call = Task.immediate { try await session.exists("/", watch: false) }
        try await server.start()
        try await session.waitUntilConnected(within: .seconds(20))
        #expect(try await call.value != nil)
        #expect(session.negotiatedTimeout == .seconds(10))
        await session.close()
        try await server.stop()
    }

    @Test func theChrootIsCreatedAndStaysInvisible() async throws {
        let server = try await ZooKeeperServer.shared()
        let path = ZooKeeperServer.uniquePath() + "/deep/er"
        try await withSession(settings(server.connectString + path)) { session in
            try await session.createChrootIfMissing()
            let created = try await session.create("/a", nil, .persistent, acl: .openUnsafe)
            #expect(created.path == "/a")
            let recorder = EventRecorder(session)
            _ = try await session.children("/", watch: true)
            _ = try await session.get("/a", watch: true)
            try await withSession(settings(server.connectString)) { outside in
                #expect(try await outside.children(path, watch: false).names == ["a"])
                try await outside.delete("\(path)/a", version: -1)
            }
            #expect(await recorder.sees(.deleted(path: "/a")))
            #expect(await recorder.sees(.childrenChanged(path: "/")))
        }
    }
}
