import Testing

@testable import KafkaTools

@Suite struct LineFormatTests {
    private func record(
        _ line: String, _ properties: [String: String] = [:]
    ) throws -> OutgoingRecord {
        try LineFormat(properties).record(Array(line.utf8), number: 1)
    }

    private func message(_ line: String, _ properties: [String: String]) -> String? {
        do {
            _ = try record(line, properties)
            return nil
        } catch {
            return (error as? CommandFailure)?.message
        }
    }

    @Test func withoutPropertiesTheWholeLineIsTheValue() throws {
        let line = try record("a\tb")
        #expect(line == OutgoingRecord(key: nil, value: Array("a\tb".utf8)))
    }

    @Test func theKeyEndsAtTheFirstSeparator() throws {
        let line = try record("k1:v:2", ["parse.key": "true", "key.separator": ":"])
        #expect(line == OutgoingRecord(key: Array("k1".utf8), value: Array("v:2".utf8)))
    }

    @Test func anEmptyKeyIsNotNull() throws {
        let line = try record(":v", ["parse.key": "true", "key.separator": ":"])
        #expect(line.key == [])
    }

    @Test func headersStandInFrontOfTheKey() throws {
        let line = try record(
            "h1:a,h2:b\tk\tv", ["parse.headers": "true", "parse.key": "true"])
        #expect(line.headers.map(\.key) == ["h1", "h2"])
        #expect(line.headers.map(\.value) == [Array("a".utf8), Array("b".utf8)])
        #expect(line.key == Array("k".utf8) && line.value == Array("v".utf8))
    }

    @Test func separatorsOfHeadersCanBeChosen() throws {
        let line = try record(
            "a=1;b=2|v",
            [
                "parse.headers": "true", "headers.delimiter": "|", "headers.separator": ";",
                "headers.key.separator": "=",
            ])
        #expect(line.headers.map(\.key) == ["a", "b"] && line.value == Array("v".utf8))
    }

    @Test func theNullMarkerStandsForNull() throws {
        let properties = ["parse.key": "true", "null.marker": "NULL"]
        #expect(try record("k2\tNULL", properties).value == nil)
        #expect(try record("NULL\tv3", properties).key == nil)
        #expect(try record("NULLK\tx", properties).key == Array("NULLK".utf8))
    }

    @Test func aMissingSeparatorIsAnError() {
        let properties = ["parse.key": "true", "key.separator": ":"]
        #expect(
            message("nocolon", properties)
                == "No key separator found on line number 1: 'nocolon'")
    }

    @Test func aMissingSeparatorMayBeIgnored() throws {
        let properties = ["parse.key": "true", "ignore.error": "true"]
        let line = try record("nocolon", properties)
        #expect(line == OutgoingRecord(key: nil, value: Array("nocolon".utf8)))
    }

    @Test func aHeaderWithoutSeparatorIsAnError() {
        #expect(
            message("nocolon\tv", ["parse.headers": "true"])
                == "No header key separator found in pair 'nocolon' on line number 1")
    }

    @Test func equalSeparatorsAreRefused() {
        #expect(
            message("a", ["headers.delimiter": ","])
                == "headers.delimiter and headers.separator may not be equal")
    }
}

@Suite struct LineSplitterTests {
    @Test(arguments: [
        ("one\ntwo\nthree\n", ["one", "two", "three"]),
        ("a\r\nb\rc", ["a", "b", "c"]),
        ("\n\nlast", ["", "", "last"]),
        ("", []),
    ])
    func linesEndAsInJava(_ text: String, _ lines: [String]) {
        // Byte by byte, so that every way of cutting the input is among those tried.
        var splitter = LineSplitter()
        var found: [[UInt8]] = []
        for byte in text.utf8 { found += splitter.feed([byte]) }
        if let last = splitter.finish() { found.append(last) }
        #expect(found.map { String(decoding: $0, as: UTF8.self) } == lines)
    }
}
