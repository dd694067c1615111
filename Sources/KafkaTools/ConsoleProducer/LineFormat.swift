/// How a line of input becomes a record: `[headers<delimiter>][key<separator>]value`, the reader of
/// Kafka's console producer. A pure function of the line.
struct LineFormat: Sendable, Equatable {
    var parsesKey = false
    var parsesHeaders = false
    /// Whether a line without a separator is taken whole as the value.
    var ignoresErrors = false
    var keySeparator = "\t"
    var headersDelimiter = "\t"
    /// A regular expression.
    var headersSeparator = ","
    var headersKeySeparator = ":"
    /// The text that stands for null.
    var nullMarker: String?

    init() {}

    /// Reads the properties of the reader. Throws if two separators are equal.
    init(_ properties: [String: String]) throws(CommandFailure) {
        func isTrue(_ name: String) -> Bool {
            properties[name]?.trimmed.lowercased() == "true"
        }
        parsesKey = isTrue("parse.key")
        parsesHeaders = isTrue("parse.headers")
        ignoresErrors = isTrue("ignore.error")
        keySeparator = properties["key.separator"] ?? keySeparator
        headersDelimiter = properties["headers.delimiter"] ?? headersDelimiter
        headersSeparator = properties["headers.separator"] ?? headersSeparator
        headersKeySeparator = properties["headers.key.separator"] ?? headersKeySeparator
        nullMarker = properties["null.marker"]
        try checkSeparators()
    }

    private func checkSeparators() throws(CommandFailure) {
        var pairs: [(String, String, String, String)] = [
            ("headers.delimiter", headersDelimiter, "headers.separator", headersSeparator),
            ("headers.delimiter", headersDelimiter, "headers.key.separator", headersKeySeparator),
            ("headers.separator", headersSeparator, "headers.key.separator", headersKeySeparator),
        ]
        if let nullMarker {
            pairs += [
                ("null.marker", nullMarker, "key.separator", keySeparator),
                ("null.marker", nullMarker, "headers.separator", headersSeparator),
                ("null.marker", nullMarker, "headers.delimiter", headersDelimiter),
                ("null.marker", nullMarker, "headers.key.separator", headersKeySeparator),
            ]
        }
        for (first, firstText, second, secondText) in pairs where firstText == secondText {
            throw CommandFailure("\(first) and \(second) may not be equal")
        }
        if (try? Regex(headersSeparator)) == nil {
            throw CommandFailure("headers.separator is not a regular expression")
        }
    }

    /// `number` counts lines from 1, for the message of the error.
    func record(_ line: [UInt8], number: Int) throws(CommandFailure) -> OutgoingRecord {
        var rest = line[...]
        let headers = try cut(
            parsesHeaders, &rest, headersDelimiter, "headers delimiter", line, number)
        let key = try cut(parsesKey, &rest, keySeparator, "key separator", line, number)
        var record = OutgoingRecord(
            key: key.flatMap { isNull($0) ? nil : Array($0) },
            value: isNull(rest) ? nil : Array(rest))
        if let headers, !isNull(headers) {
            record.headers = try split(headers, number)
        }
        return record
    }

    private func isNull(_ bytes: ArraySlice<UInt8>) -> Bool {
        nullMarker.map { bytes.elementsEqual($0.utf8) } ?? false
    }

    /// Takes what stands before `separator` off `rest`. `nil` if there is none to take.
    private func cut(
        _ isWanted: Bool, _ rest: inout ArraySlice<UInt8>, _ separator: String, _ name: String,
        _ line: [UInt8], _ number: Int
    ) throws(CommandFailure) -> ArraySlice<UInt8>? {
        guard isWanted else { return nil }
        guard let range = rest.firstRange(of: Array(separator.utf8)) else {
            if ignoresErrors { return nil }
            throw CommandFailure(
                "No \(name) found on line number \(number): "
                    + "'\(String(decoding: line, as: UTF8.self))'")
        }
        let part = rest[..<range.lowerBound]
        rest = rest[range.upperBound...]
        return part
    }

    private func split(
        _ headers: ArraySlice<UInt8>, _ number: Int
    ) throws(CommandFailure) -> [OutgoingRecord.Header] {
        let text = String(decoding: headers, as: UTF8.self)
        let pairs: [String]
        if let regex = try? Regex(headersSeparator) {
            pairs = text.split(separator: regex, omittingEmptySubsequences: false).map(String.init)
        } else {
            pairs = [text]
        }
        var result: [OutgoingRecord.Header] = []
        for pair in pairs { result.append(try header(pair, number)) }
        return result
    }

    private func header(
        _ pair: String, _ number: Int
    ) throws(CommandFailure) -> OutgoingRecord.Header {
        guard let range = pair.firstRange(of: headersKeySeparator) else {
            if ignoresErrors { return OutgoingRecord.Header(key: pair, value: nil) }
            throw CommandFailure(
                "No header key separator found in pair '\(pair)' on line number \(number)")
        }
        let key = String(pair[..<range.lowerBound])
        if let nullMarker, key == nullMarker {
            throw CommandFailure(
                "Header keys should not be equal to the null marker '\(nullMarker)' as they can't "
                    + "be null")
        }
        let value = String(pair[range.upperBound...])
        return OutgoingRecord.Header(
            key: key, value: value == nullMarker ? nil : Array(value.utf8))
    }
}
