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

    @Test func withoutAServerNothingIsReadAtOnce() throws {
        let failure = #expect(throws: MultiReadFailure.self) {
            _ = try MultiReadConnection(to: "127.0.0.1:1", timeout: .seconds(1))
        }
        #expect(failure?.reason.contains("connect") == true)
    }
}
