import Testing

@testable import KafkaTools

private let table = OptionTable(
    "A tool for the test.",
    [
        .value("topic", "topic", "The topic."),
        .value("offset", "offset", "Where to begin."),
        .value("property", "name=value", "Repeatable."),
        .flag("list", "List."),
        .optional("codec", "codec", "The codec."),
    ])

@Suite struct OptionsTests {
    private func failure(_ words: String...) -> CommandFailure? {
        do throws(CommandFailure) {
            _ = try Options(words, table)
            return nil
        } catch {
            return error
        }
    }

    @Test func aValueStandsBehindTheNameOrBehindAnEqualsSign() throws {
        let apart = try Options(["--topic", "a", "--list"], table)
        let joined = try Options(["--topic=a", "--list"], table)
        #expect(try apart.value("topic") == "a")
        #expect(try joined.value("topic") == "a")
        #expect(apart.has("list") && joined.has("list"))
    }

    @Test func aRequiredValueMayLookLikeAnOption() throws {
        #expect(try Options(["--offset", "-5"], table).value("offset") == "-5")
    }

    @Test func anOptionalValueMayNotLookLikeAnOption() throws {
        let options = try Options(["--codec", "--topic", "a"], table)
        #expect(options.has("codec"))
        #expect(try options.value("codec") == nil)
        #expect(try options.value("topic") == "a")
    }

    @Test func repeatedValuesKeepTheirOrder() throws {
        let options = try Options(["--property", "a=1", "--property", "b=2"], table)
        #expect(options.all("property") == ["a=1", "b=2"])
    }

    @Test func readingOneValueOfARepeatedOptionFails() throws {
        let options = try Options(["--topic", "a", "--topic", "b"], table)
        let message = "Found multiple arguments for option topic, but you asked for only one"
        #expect(throws: CommandFailure(message)) { try options.value("topic") }
    }

    @Test func namesAreNotAbbreviated() {
        #expect(failure("--top", "a")?.message == "top is not a recognized option")
    }

    @Test func aMissingValueIsAnError() {
        #expect(failure("--topic")?.message == "Option topic requires an argument")
    }

    @Test func aFlagTakesNoValue() {
        #expect(failure("--list=yes")?.message == "Option list does not take an argument")
    }

    @Test func aValueThatIsNoNumberIsAnError() throws {
        let options = try Options(["--offset", "three"], table)
        #expect(throws: CommandFailure("Cannot parse argument 'three' of option offset")) {
            let _: Int32? = try options.number("offset")
        }
    }

    @Test func theTableListsOptionsByName() {
        let names = table.text.split(separator: "\n").compactMap { line in
            line.hasPrefix("--") && !line.hasPrefix("---")
                ? line.split(separator: " ").first.map(String.init) : nil
        }
        #expect(
            names == [
                "--codec", "--help", "--list", "--offset", "--property", "--topic", "--version",
            ])
    }
}
