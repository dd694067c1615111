import Platform
import TestSupport
import Testing
import ZooKeeperClient

@testable import ClusterMetadata

@Suite(.timeLimit(.minutes(10))) struct ConfigChangeTests {
    @Test(arguments: [
        (ConfigEntity.topic("t"), "topics/t"), (.broker("1"), "brokers/1"),
        (.broker(nil), "brokers/<default>"), (.client("app 1"), "clients/app%201"),
        (
            .userClient(user: "CN=bob,O=x*", client: "app1"),
            "users/CN%3Dbob%2CO%3Dx%2A/clients/app1"
        ),
        (.userClient(user: nil, client: nil), "users/<default>/clients/<default>"),
        (.ip("127.0.0.1"), "ips/127.0.0.1"), (.user("größe"), "users/gr%C3%B6%C3%9Fe"),
    ])
    func entitiesAndTheirPathsCorrespond(entity: ConfigEntity, path: String) {
        #expect(entity.path == path)
        #expect(ConfigEntity(path: path) == entity)
    }

    @Test(arguments: ["", "topics", "topics/", "planets/mars", "users/a/groups/b", "a/b/c"])
    func otherPathsAreNoEntities(path: String) {
        #expect(ConfigEntity(path: path) == nil)
    }

    @Test func theOldFormOfANotificationIsRead() throws {
        let old = #"{"version":1,"entity_type":"topics","entity_name":"t"}"#
        #expect(try ConfigChangeZNode(decoding: [UInt8](old.utf8)).entity == .topic("t"))
    }

    @Test func unknownVersionsOfANotificationAreAnError() {
        let new = #"{"version":3,"entity_path":"topics/t"}"#
        #expect(throws: ZNodeDecodeError.unsupportedVersion(3)) {
            try ConfigChangeZNode(decoding: [UInt8](new.utf8))
        }
    }

    @Test func changesAreToldOnceEachInTheirOrder() async throws {
        let memory = MemoryStore()
        try await memory.store.createTopLevelPaths()
        let configs = ConfigStore(memory.store)
        try await configs.announce(.topic("before"))
        _ = try await memory.session.create(
            "/config/changes/config_change_", [0x7B], .persistentSequential, acl: .openUnsafe)
        let heard = Observed<[String]>([])
        let feed = ConfigChangeFeed(
            memory.store, time: HastyClock(), logger: MemoryStore.logger)
        let task = Task {
            await feed.run {
                heard.update { $0.append("listening") }
            } onChange: { entity in
                heard.update { $0.append(entity.path) }
            }
        }
        let first = ["listening", "topics/before"]
        #expect(await heard.first(within: .seconds(120)) { $0 == first ? true : nil } == true)
        for name in ["a", "b", "c"] { try await configs.announce(.topic(name)) }
        let all = first + ["topics/a", "topics/b", "topics/c"]
        #expect(await heard.first(within: .seconds(120)) { $0 == all ? true : nil } == true)
        task.cancel()
    }

    @Test func oldNotificationsAreRemoved() async throws {
        let memory = MemoryStore()
        try await memory.store.createTopLevelPaths()
        let configs = ConfigStore(memory.store)
        memory.server.setWallClock(HastyClock().wallMilliseconds() - ConfigChangeFeed.expiry - 1)
        try await configs.announce(.topic("old"))
        memory.server.setWallClock(HastyClock().wallMilliseconds())
        try await configs.announce(.topic("young"))
        let heard = Observed(0)
        let feed = ConfigChangeFeed(
            memory.store, time: HastyClock(), logger: MemoryStore.logger)
        let task = Task {
            await feed.run {
            } onChange: { _ in
                heard.update { $0 += 1 }
            }
        }
        #expect(await heard.first(within: .seconds(120)) { $0 == 2 ? true : nil } == true)
        try await configs.announce(.topic("next"))
        #expect(await heard.first(within: .seconds(120)) { $0 == 3 ? true : nil } == true)
        #expect(memory.server.text("/config/changes/config_change_0000000000") == nil)
        #expect(memory.server.text("/config/changes/config_change_0000000001") != nil)
        task.cancel()
    }
}
