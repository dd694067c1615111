import Testing

@testable import ZooKeeperClient

struct ZNodePathTests {
    @Test(arguments: ["/", "/a", "/a/b", "/brokers/topics/ü", "/a.b", "/...", "/a b"])
    func validPathsPass(path: String) {
        #expect(ZNodePath.problem(path) == nil)
    }

    @Test(arguments: [
        "", "a", "a/b", "/a/", "//", "/a//b", "/.", "/a/..", "/a\u{0}b", "/a\u{1F}", "/\u{85}",
        "/\u{E000}", "/\u{FFFE}",
    ])
    func invalidPathsAreNamed(path: String) {
        #expect(ZNodePath.problem(path) != nil)
        #expect(throws: ZooKeeperError.code(.badArguments)) { try ZNodePath.validate(path) }
    }

    @Test func theNameOfASequentialNodeMayBeEmpty() throws {
        try ZNodePath.validate("/a/", sequential: true)
        #expect(throws: ZooKeeperError.self) { try ZNodePath.validate("/a/") }
    }

    @Test func parentsComeOutermostFirst() {
        #expect(ZNodePath.lineage("/a/b/c") == ["/a", "/a/b", "/a/b/c"])
        #expect(ZNodePath.lineage("/").isEmpty)
        #expect(ZNodePath.parent("/a") == "/")
        #expect(ZNodePath.parent("/a/b") == "/a")
        #expect(ZNodePath.parent("/") == nil)
    }
}
