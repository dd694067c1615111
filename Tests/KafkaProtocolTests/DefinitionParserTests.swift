import MessageGenerator
import Testing

struct DefinitionParserTests {
    @Test func aFieldCarriesItsAttributes() throws {
        let text = """
            api 7 Sample
            request 0-5 flexible 4+
              name string 1+ nullable 2-3 ignorable default null
              parts [Part]? 4+ tag 2
                number int32
            response 0-5
            """
        let messages = try DefinitionParser.parse(text, file: "Sample.txt")
        #expect(messages.map(\.name) == ["SampleRequest", "SampleResponse"])
        let name = try #require(messages[0].fields.first)
        #expect(name.nullable == VersionRange(lower: 2, upper: 3))
        #expect(name.isIgnorable && name.defaultValue == "null")
        #expect(messages[0].structure("Part")?.versions == VersionRange(lower: 4, upper: 5))
    }

    @Test(arguments: [
        "request 0-1", "api 1 A\nrequest", "message A 0-1\n  f", "message A 0-1\n  f word",
        "message A 0-1\n  f int8 strange", "message A 0-1\n  f int8\n    g int8",
        "message A 0-1\n  f [S]\n    a int8\n  g [S]\n    a int8", "message A 1-0",
    ])
    func aFaultyDefinitionIsRefused(_ text: String) {
        #expect(throws: DefinitionError.self) {
            try DefinitionParser.parse(text, file: "Faulty.txt")
        }
    }
}
