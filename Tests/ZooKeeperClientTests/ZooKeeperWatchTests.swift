import TestSupport
import Testing

@testable import ZooKeeperClient

struct ZooKeeperWatchTests {
    /// Runs `change`, then waits for an event of its own; what came before it is the result.
    private func events(
        _ session: ZooKeeperSession, of change: (ZooKeeperSession) async throws -> Void
    ) async throws -> [ZooKeeperEvent] {
        let recorder = EventRecorder(session)
        try await change(session)
        #expect(try await session.exists("/marker", watch: true) == nil)
        _ = try await session.create("/marker", nil, .persistent, acl: .openUnsafe)
        #expect(await recorder.sees(.created(path: "/marker")))
        return recorder.watchEvents.filter { $0 != .created(path: "/marker") }
    }

    @Test func severalCallsThatArmOnePathGiveOneEvent() async throws {
        try await withSharedServer { session in
            _ = try await session.create("/a", nil, .persistent, acl: .openUnsafe)
            for _ in 0..<5 { _ = try await session.get("/a", watch: true) }
            for _ in 0..<5 { _ = try await session.exists("/a", watch: true) }
            let seen = try await events(session) { session in
                _ = try await session.set("/a", [1], version: -1)
                _ = try await session.set("/a", [2], version: -1)
            }
            #expect(seen == [.dataChanged(path: "/a")])
        }
    }

    @Test func aDeletionReachesAllKindsOfWatchesOnce() async throws {
        try await withSharedServer { session in
            _ = try await session.create("/a", nil, .persistent, acl: .openUnsafe)
            _ = try await session.get("/a", watch: true)
            _ = try await session.exists("/a", watch: true)
            _ = try await session.children("/a", watch: true)
            let seen = try await events(session) { try await $0.delete("/a", version: -1) }
            #expect(seen == [.deleted(path: "/a")])
        }
    }

    @Test func aMissingNodeIsWatchedForItsCreation() async throws {
        try await withSharedServer { session in
            #expect(try await session.exists("/later", watch: true) == nil)
            let seen = try await events(session) { session in
                _ = try await session.create("/later", nil, .persistent, acl: .openUnsafe)
            }
            #expect(seen == [.created(path: "/later")])
        }
    }

    @Test func childrenAreWatchedApartFromTheData() async throws {
        try await withSharedServer { session in
            _ = try await session.create("/p", nil, .persistent, acl: .openUnsafe)
            _ = try await session.children("/p", watch: true)
            let seen = try await events(session) { session in
                _ = try await session.set("/p", [1], version: -1)
                _ = try await session.create("/p/c", nil, .persistent, acl: .openUnsafe)
            }
            #expect(seen == [.childrenChanged(path: "/p")])
        }
    }

    @Test func callsWithoutAWatchArmNothing() async throws {
        try await withSharedServer { session in
            _ = try await session.create("/a", nil, .persistent, acl: .openUnsafe)
            _ = try await session.get("/a", watch: false)
            _ = try await session.exists("/a", watch: false)
            _ = try await session.children("/a", watch: false)
            let seen = try await events(session) { try await $0.delete("/a", version: -1) }
            #expect(seen.isEmpty)
        }
    }

    @Test func eachSequenceOfEventsGetsAll() async throws {
        try await withSharedServer { session in
            let recorders = (0..<3).map { _ in EventRecorder(session) }
            #expect(try await session.exists("/a", watch: true) == nil)
            _ = try await session.create("/a", nil, .persistent, acl: .openUnsafe)
            for recorder in recorders { #expect(await recorder.sees(.created(path: "/a"))) }
        }
    }

    @Test func thousandsOfWatchesAllFire() async throws {
        try await withSharedServer { session in
            let recorder = EventRecorder(session)
            let paths = (0..<2_000).map { "/n\($0)" }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for path in paths {
                    group.addTask { _ = try await session.exists(path, watch: true) }
                }
                try await group.waitForAll()
            }
            _ = try await session.multi(
                paths.map {
                    .create(path: $0, data: nil, mode: .persistent, acl: .openUnsafe)
                })
            for path in paths { #expect(await recorder.sees(.created(path: path))) }
            #expect(recorder.watchEvents.count == paths.count)
        }
    }

    @Test func theSequenceEndsWithTheSession() async throws {
        try await withSharedServer { session in
            let events = session.events()
            await session.close()
            for await _ in events {}
            for await _ in session.events() { Issue.record("an event of a closed session") }
        }
    }
}
