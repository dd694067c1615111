import KafkaModel
import Testing

@Suite struct TopicNameTests {
    @Test(arguments: [
        "a", "orders", "A.b_c-9", "__consumer_offsets", "...", String(repeating: "n", count: 249),
    ])
    func acceptsLettersDigitsDotsDashesAndUnderscores(name: String) {
        #expect(TopicName.isLegal(name))
    }

    @Test(arguments: [
        ("", "the empty string is not allowed"), (".", "'.' is not allowed"),
        ("..", "'..' is not allowed"),
        (
            "bad name",
            "'bad name' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'"
        ),
        (
            String(repeating: "n", count: 250),
            "the length of '\(String(repeating: "n", count: 250))' is longer than the max allowed length 249"
        ),
    ])
    func tellsWhyANameIsRefused(name: String, reason: String) {
        #expect(TopicName.problem(of: name) == "Topic name is invalid: \(reason)")
    }

    @Test func refusesLettersBeyondASCII() {
        #expect(!TopicName.isLegal("größe"))
    }

    @Test(arguments: [
        ("a.b", "a_b", true), ("a.b", "a.b", true), ("a.b", "a-b", false), ("a", "ab", false),
    ])
    func dotsAndUnderscoresCollide(left: String, right: String, expected: Bool) {
        #expect(TopicName.collide(left, right) == expected)
    }
}
