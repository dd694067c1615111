import Testing

@testable import ClusterMetadata

@Suite struct JSONTests {
    @Test(arguments: [
        #"{"a":1,"b":[true,false,null],"c":{"d":"e"}}"#, #"[]"#, #"{}"#, #""ä€😀""#, "-12",
        "9223372036854775807", #""\"\\\b\f\n\r\t\u0001""#,
    ])
    func whatIsCompactIsWrittenAsItWasRead(text: String) throws {
        #expect(String(decoding: try parse(text).encoded(), as: UTF8.self) == text)
    }

    @Test func spaceBetweenTokensIsSkipped() throws {
        #expect(try parse(" { \"a\" :\t[ 1 ,\n2 ] } ") == parse(#"{"a":[1,2]}"#))
    }

    @Test func escapesAreResolved() throws {
        #expect(try parse(#""\u0041\u00e4\ud83d\ude00\/""#) == .string("Aä😀/"))
    }

    @Test func numbersBeyond64BitsStayAsWritten() throws {
        #expect(try parse("9223372036854775808") == .decimal("9223372036854775808"))
        #expect(try parse("-1.5e+3") == .decimal("-1.5e+3"))
    }

    @Test func theLastOfRepeatedKeysCounts() throws {
        #expect(try parse(#"{"a":1,"a":2}"#)["a"] == .integer(2))
    }

    @Test func bytesBehindTheValueAreIgnored() throws {
        #expect(try parse("{} trailing") == .object([]))
    }

    @Test(arguments: [
        "", "{", "[1", "[1,", "{\"a\"", "{\"a\":", "{\"a\":1,", "{a:1}", "tru", "nul", "\"a",
        "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "-", "1.", "1e", "}", "]", "\u{1}",
    ])
    func whatIsNoJSONIsAnError(text: String) {
        #expect(throws: JSONError.self) { try parse(text) }
    }

    @Test func controlCharactersInTextAreAnError() {
        #expect(throws: JSONError.invalidText(position: 1)) { try parse("\"\n\"") }
    }

    @Test func textThatIsNotUTF8IsAnError() {
        #expect(throws: JSONError.invalidText(position: 0)) {
            try JSONParser.parse([0x22, 0xFF, 0x22])
        }
    }

    @Test func depthIsBounded() {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        #expect(throws: JSONError.tooDeep) { try JSONParser.parse(deep) }
    }

    @Test func everyPrefixOfADocumentIsAnError() throws {
        let bytes = [UInt8](#"{"a":[1,{"b":"c\n"}],"d":null,"e":-1.5}"#.utf8)
        for length in 0..<bytes.count {
            #expect(throws: JSONError.self) { try JSONParser.parse(Array(bytes[..<length])) }
        }
    }

    private func parse(_ text: String) throws(JSONError) -> JSONValue {
        try JSONParser.parse([UInt8](text.utf8))
    }
}
