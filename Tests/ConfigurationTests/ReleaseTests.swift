import Configuration
import Testing

@Suite struct ReleaseTests {
    @Test(arguments: [
        "0.8.2", "0.10.2-IV0", "1.1", "2.8", "2.8.1", "2.8-IV1", "3.0-IV1", "3.9-IV0",
    ])
    func readsTheReleasesOfKafka(text: String) {
        #expect(Release(text) != nil)
    }

    @Test(arguments: [
        "", "2", "0.7.0", "0.10", "2.9", "4.0", "3.10", "3.9-IV", "3.9-iv0", "x.y", "2.8-IV1-2",
    ])
    func refusesOtherTexts(text: String) {
        #expect(Release(text) == nil)
    }

    @Test func isOrderedByTime() throws {
        let ordered = try [
            "0.9.0", "0.10.2-IV0", "0.10.2", "0.11.0", "1.0", "2.8-IV0", "2.8-IV1", "2.8",
            "3.9-IV0",
        ]
        .map { try #require(Release($0)) }
        #expect(ordered == ordered.sorted())
        #expect(zip(ordered, ordered.dropFirst()).allSatisfy { $0 < $1 })
    }
}
