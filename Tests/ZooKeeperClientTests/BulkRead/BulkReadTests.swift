import TestSupport
import Testing

@testable import ZooKeeperClient

struct BulkReadTests {
    private static let count = 1300

    /// Some nodes with data, some without, and paths that do not exist.
    private func plant(_ session: ZooKeeperSession) async throws -> [String] {
        for start in stride(from: 0, to: Self.count, by: 100) {
            _ = try await session.multi(
                (start..<start + 100).map { number in
                    .create(
                        path: "/n\(number)", data: number % 7 == 0 ? nil : Array("\(number)".utf8),
                        mode: .persistent, acl: .openUnsafe)
                })
        }
        _ = try await session.set("/n8", Array("changed".utf8), version: 0)
        return (0..<Self.count + 20).map { "/n\($0)" }
    }

    private func expectContents(_ found: [Result<ZNodeContent?, ZooKeeperError>]) throws {
        #expect(found.count == Self.count + 20)
        for (number, result) in found.enumerated() {
            let node = try result.get()
            let text = number == 8 ? "changed" : "\(number)"
            #expect(
                node?.data.map { String(decoding: $0, as: UTF8.self) } ?? "none"
                    == (number >= Self.count || number % 7 == 0 ? "none" : text))
            #expect(node?.stat.version == (number >= Self.count ? nil : number == 8 ? 1 : 0))
        }
    }

    @Test func manyNodesAreReadOverAConnectionOfTheirOwn() async throws {
        try await withSharedServer { session in
            let paths = try await plant(session)
            let found = try #require(await session.readAtOnce(paths))
            try expectContents(found)
            let single = await session.readEach(paths, watch: false)
            for (left, right) in zip(found, single) {
                #expect(try left.get()?.stat == right.get()?.stat)
            }
        }
    }

    @Test func eachNodeCanBeReadByItself() async throws {
        try await withSharedServer { session in
            try expectContents(await session.readEach(try await plant(session), watch: false))
        }
    }

    @Test func aReadOfManyNodesCanLeaveWatches() async throws {
        try await withSharedServer { session in
            let recorder = EventRecorder(session)
            let paths = try await plant(session)
            _ = await session.get(paths, watch: true)
            _ = try await session.set("/n3", nil, version: -1)
            #expect(await recorder.sees(.dataChanged(path: "/n3")))
        }
    }

    @Test func nodesThatOnlyAnIdentityMayReadAreRead() async throws {
        let server = try await ZooKeeperServer.shared()
        let identity = ZooKeeperAuthentication.digest(user: "u", password: "p")
        let place = try settings(
            server.connectString + ZooKeeperServer.uniquePath(), authentication: [identity])
        try await withSession(place) { session in
            _ = try await session.create(
                "/secret", [1], .persistent,
                acl: [ZNodeACL(.all, scheme: "auth", id: "")])
            let found = try #require(await session.readAtOnce(["/secret"]))
            #expect(try found[0].get()?.data == [1])
        }
    }

    /// ZooKeeper before 3.6 does not know the request.
    @Test(arguments: [ZooKeeperProxy.MultiReadAnswer.unimplemented, .closed])
    func anOldServerIsAskedForEachNode(_ answer: ZooKeeperProxy.MultiReadAnswer) async throws {
        let server = try await ZooKeeperServer.shared()
        let proxy = try ZooKeeperProxy(target: server.port)
        defer { proxy.stop() }
        proxy.answerMultiRead(with: answer)
        let place = "127.0.0.1:\(proxy.port)\(ZooKeeperServer.uniquePath())"
        try await withSession(settings(place)) { session in
            let paths = try await plant(session)
            #expect(await session.readAtOnce(paths) == nil)
            let id = session.sessionID
            try expectContents(await session.get(paths, watch: false))
            #expect(session.sessionID == id)
            proxy.answerMultiRead(with: .passedOn)
            try expectContents(try #require(await session.readAtOnce(paths)))
        }
    }

    /// What is read is right, or the caller is told that the connection was lost and asks again.
    @Test func theDeathOfTheLeaderLosesNothingOfALargeRead() async throws {
        let ensemble = try await ZooKeeperEnsemble.start()
        try await withSession(settings(ensemble.connectString)) { session in
            let paths = try await plant(session)
            let reading = Task {
                while !Task.isCancelled {
                    try expectContentsOrLoss(await session.get(paths, watch: false))
                }
            }
            let leader = try #require(await ensemble.leader())
            try await leader.stop()
            var attempts = 0
            while try !expectContentsOrLoss(await session.get(paths, watch: false)) {
                attempts += 1
                try #require(attempts < 1000)
                try await Task.sleep(for: .milliseconds(50))
            }
            reading.cancel()
            try await reading.value
        }
        try await ensemble.stop()
    }

    /// `false` if the connection was lost.
    @discardableResult
    private func expectContentsOrLoss(_ found: [Result<ZNodeContent?, ZooKeeperError>]) throws
        -> Bool
    {
        let errors = found.compactMap { result -> ZooKeeperError? in
            if case .failure(let error) = result { error } else { nil }
        }
        if errors.isEmpty { try expectContents(found) }
        #expect(errors.allSatisfy { $0 == .code(.connectionLoss) }, "\(errors.prefix(3))")
        return errors.isEmpty
    }

    @Test func withoutAServerNothingIsReadAtOnce() throws {
        let failure = #expect(throws: MultiReadFailure.self) {
            _ = try MultiReadConnection(to: "127.0.0.1:1", timeout: .seconds(1))
        }
        #expect(failure?.reason.contains("connect") == true)
    }
}
