import Testing

@testable import ZooKeeperClient

struct ConnectStringTests {
    @Test(arguments: [
        ("localhost:2181", ["localhost:2181"], ""),
        ("localhost", ["localhost:2181"], ""),
        ("a:1,b:2,c:65535/kafka", ["a:1", "b:2", "c:65535"], "/kafka"),
        ("a:1, b:2/one/two", ["a:1", "b:2"], "/one/two"),
        ("a:1/", ["a:1"], ""),
        ("a:1/kafka/", ["a:1"], "/kafka"),
        ("[::1]:2182/x", ["[::1]:2182"], "/x"),
    ])
    func hostsAndChrootAreToldApart(text: String, hosts: [String], chroot: String) throws {
        let parsed = try ConnectString(text)
        #expect(parsed.hosts == hosts)
        #expect(parsed.chroot == chroot)
    }

    @Test(arguments: [
        "", "/kafka", "a:0", "a:65536", "a:x", "a:1,,b:2", ":2181", "a:1//x", "a:1/..",
    ])
    func whatNamesNoServersIsRefused(text: String) {
        #expect(throws: InvalidConnectString.self) { try ConnectString(text) }
    }

    @Test func theRootIsSeenWithoutTheChroot() throws {
        let parsed = try ConnectString("a:1,b:2/kafka")
        #expect(parsed.withoutChroot.description == "a:1,b:2")
        #expect(parsed.description == "a:1,b:2/kafka")
    }
}
