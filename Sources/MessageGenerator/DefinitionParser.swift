/// Why a definition file is refused.
package struct DefinitionError: Error, CustomStringConvertible {
    package let file: String
    package let line: Int
    package let reason: String
    package var description: String { "\(file):\(line): \(reason)" }
}

/// Reads the definition files.
///
///     api 9 OffsetFetch
///     request 0-9 flexible 6+
///       topics [OffsetFetchRequestTopic] 0-7 nullable 2-7
///         name string
///
/// A file holds one `api` with its `request` and `response`, or one `message`. Below these each line
/// is a field: name, type, versions if not all of the structure around it, and attributes. A `?`
/// behind the type allows null in all versions of the field, `nullable` in some. The fields of a
/// nested structure are indented below the first field of that type, or below a `struct` line.
package struct DefinitionParser {
    private struct Line {
        let number: Int
        let indent: Int
        let words: [String]
    }

    private let file: String
    private let lines: [Line]
    private var at = 0
    private var message = MessageDefinition(
        name: "", role: .record, versions: VersionRange(lower: 0, upper: 0), fields: [],
        structures: [])

    package static func parse(
        _ text: String, file: String
    ) throws(DefinitionError) -> [MessageDefinition] {
        var parser = DefinitionParser(text, file: file)
        return try parser.messages()
    }

    private init(_ text: String, file: String) {
        self.file = file
        var lines: [Line] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let words = line.split(separator: " ").map(String.init)
            guard !words.isEmpty else { continue }
            let indent = line.prefix { $0 == " " }.count
            lines.append(Line(number: index + 1, indent: indent, words: words))
        }
        self.lines = lines
    }

    private mutating func messages() throws(DefinitionError) -> [MessageDefinition] {
        var result: [MessageDefinition] = []
        var api: (name: String, key: Int)?
        while at < lines.count {
            let words = lines[at].words
            switch (words[0], api) {
            case ("api", _):
                guard words.count == 3, let key = Int(words[1]) else { throw error("api line") }
                api = (words[2], key)
                at += 1
            case ("request", .some(let api)):
                result.append(
                    try message(
                        api.name + "Request", .request(api: api.name, key: api.key), words[1...]))
            case ("response", .some(let api)):
                result.append(
                    try message(
                        api.name + "Response", .response(api: api.name, key: api.key), words[1...]))
            case ("message", _):
                guard words.count >= 3 else { throw error("message line") }
                result.append(try message(words[1], .record, words[2...]))
            default:
                throw error("\(words[0]) is not expected here")
            }
        }
        return result
    }

    private mutating func message(
        _ name: String, _ role: MessageDefinition.Role, _ rest: ArraySlice<String>
    ) throws(DefinitionError) -> MessageDefinition {
        let words = Array(rest)
        guard let first = words.first, let versions = Self.range(first) else {
            throw error("no versions")
        }
        message = MessageDefinition(
            name: name, role: role, versions: versions, fields: [], structures: [])
        if words.count == 3, words[1] == "flexible", let range = Self.range(words[2]) {
            message.firstFlexible = range.lower
        } else if words.count != 1 {
            throw error("what follows the versions")
        }
        at += 1
        message.fields = try fields(within: versions, outside: 0)
        return message
    }

    /// The fields below, deeper than `outside`.
    private mutating func fields(
        within versions: VersionRange, outside: Int
    ) throws(DefinitionError) -> [FieldDefinition] {
        var result: [FieldDefinition] = []
        guard at < lines.count, lines[at].indent > outside else { return result }
        let indent = lines[at].indent
        while at < lines.count, lines[at].indent > outside {
            let line = lines[at]
            guard line.indent == indent else { throw error("indentation") }
            if line.words[0] == "struct" {
                try commonStructure(line, within: versions)
                continue
            }
            let field = try field(line, within: versions)
            at += 1
            if at < lines.count, lines[at].indent > indent {
                try nestedStructure(field, indent: indent)
            }
            result.append(field)
        }
        return result
    }

    private mutating func nestedStructure(
        _ field: FieldDefinition, indent: Int
    ) throws(DefinitionError) {
        var type = field.type
        if case .array(let element) = type { type = element }
        guard case .structure(let name) = type else { throw error("fields below a plain field") }
        try add(name, versions: field.versions, indent: indent)
    }

    private mutating func commonStructure(
        _ line: Line, within versions: VersionRange
    ) throws(DefinitionError) {
        guard line.words.count >= 2 else { throw error("struct line") }
        var scope = versions
        if line.words.count > 2 {
            guard let range = Self.range(line.words[2]), let common = range.intersection(versions)
            else { throw error("versions of the struct") }
            scope = common
        }
        at += 1
        try add(line.words[1], versions: scope, indent: line.indent)
    }

    private mutating func add(
        _ name: String, versions: VersionRange, indent: Int
    ) throws(DefinitionError) {
        guard message.structure(name) == nil else { throw error("\(name) is defined twice") }
        let position = message.structures.count
        message.structures.append(
            StructureDefinition(name: name, versions: versions, fields: []))
        let inner = try fields(within: versions, outside: indent)
        message.structures[position].fields = inner
    }

    private func field(
        _ line: Line, within versions: VersionRange
    ) throws(DefinitionError) -> FieldDefinition {
        guard line.words.count >= 2 else { throw error("a field needs a type") }
        let isNullable = line.words[1].hasSuffix("?")
        let type = try type(isNullable ? String(line.words[1].dropLast()) : line.words[1])
        var field = FieldDefinition(name: line.words[0], type: type, versions: versions)
        var rest = line.words[2...]
        if let word = rest.first, let range = Self.range(word) {
            guard let common = range.intersection(versions) else { throw error("empty versions") }
            field.versions = common
            rest.removeFirst()
        }
        if isNullable { field.nullable = field.versions }
        while let word = rest.popFirst() {
            try apply(word, &rest, to: &field)
        }
        return field
    }

    private func apply(
        _ word: String, _ rest: inout ArraySlice<String>, to field: inout FieldDefinition
    ) throws(DefinitionError) {
        switch word {
        case "ignorable": field.isIgnorable = true
        case "inflexible": field.isInflexible = true
        case "default": field.defaultValue = rest.popFirst()
        case "tag":
            guard let tag = rest.popFirst().flatMap({ Int($0) }) else { throw error("tag") }
            field.tag = tag
        case "nullable":
            guard let range = rest.popFirst().flatMap({ Self.range($0) }) else {
                throw error("nullable")
            }
            field.nullable = range.intersection(field.versions)
        default: throw error("unknown attribute \(word)")
        }
    }

    private func type(_ text: String) throws(DefinitionError) -> FieldType {
        if text.hasPrefix("["), text.hasSuffix("]") {
            return .array(try type(String(text.dropFirst().dropLast())))
        }
        if let scalar = ScalarType.named(text) { return .scalar(scalar) }
        switch text {
        case "string": return .string
        case "bytes": return .bytes
        case "records": return .records
        default:
            guard text.first?.isUppercase == true else { throw error("unknown type \(text)") }
            return .structure(text)
        }
    }

    /// `3`, `3-5` or `3+`.
    private static func range(_ text: String) -> VersionRange? {
        if text.hasSuffix("+") {
            return Int(text.dropLast()).map {
                VersionRange(lower: $0, upper: VersionRange.unbounded)
            }
        }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard let first = ends.first, let lower = first else { return nil }
        if ends.count == 1 { return VersionRange(lower: lower, upper: lower) }
        guard ends.count == 2, let upper = ends[1], upper >= lower else { return nil }
        return VersionRange(lower: lower, upper: upper)
    }

    private func error(_ reason: String) -> DefinitionError {
        let line = at < lines.count ? lines[at].number : lines.last?.number ?? 0
        return DefinitionError(file: file, line: line, reason: reason)
    }
}
