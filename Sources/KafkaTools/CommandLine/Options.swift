/// The options of one command line, read by the rules of Kafka's tools (joptsimple without
/// abbreviations): `--name value` or `--name=value`, options in any order, some more than once.
/// Kafka's tools ignore words that belong to no option.
package struct Options: Sendable {
    package let table: OptionTable
    /// The words as they came, for messages that repeat them.
    package let words: [String]
    /// The words that belong to no option, in order.
    package private(set) var operands: [String] = []
    /// One entry for each time an option stood there; `nil` when it came without a value.
    private var occurrences: [String: [String?]] = [:]

    /// Throws for an unknown option, a missing value, or a value where there may be none.
    package init(_ words: [String], _ table: OptionTable) throws(CommandFailure) {
        self.table = table
        self.words = words
        var index = 0
        while index < words.count {
            let word = words[index]
            index += 1
            if word == "--" {
                operands += words[index...]
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                operands.append(word)
                continue
            }
            let (name, inlineValue) = Self.split(word)
            guard let spec = table[name] else {
                throw Self.badWord("\(name) is not a recognized option", table)
            }
            let value = try Self.value(of: spec, inlineValue, words, &index, table)
            occurrences[name, default: []].append(value)
        }
    }

    private static func split(_ word: String) -> (name: String, value: String?) {
        let body = word.drop { $0 == "-" }
        guard let sign = body.firstIndex(of: "=") else { return (String(body), nil) }
        return (String(body[..<sign]), String(body[body.index(after: sign)...]))
    }

    private static func value(
        of spec: OptionSpec, _ inlineValue: String?, _ words: [String], _ index: inout Int,
        _ table: OptionTable
    ) throws(CommandFailure) -> String? {
        switch spec.argument {
        case .none:
            if inlineValue != nil {
                throw badWord("Option \(spec.name) does not take an argument", table)
            }
            return nil
        case .required:
            if let inlineValue { return inlineValue }
            guard index < words.count else {
                throw badWord("Option \(spec.name) requires an argument", table)
            }
            index += 1
            return words[index - 1]
        case .optional:
            if let inlineValue { return inlineValue }
            guard index < words.count, !words[index].hasPrefix("-") else { return nil }
            index += 1
            return words[index - 1]
        }
    }

    private static func badWord(_ message: String, _ table: OptionTable) -> CommandFailure {
        CommandFailure(message, showsOptions: table.explainsBadWords)
    }
}

// Reading.
extension Options {
    package func has(_ name: String) -> Bool {
        occurrences[name] != nil
    }

    /// All values of a repeatable option, in order.
    package func all(_ name: String) -> [String] {
        (occurrences[name] ?? []).compactMap(\.self)
    }

    /// The one value of an option, `nil` if it is not there or has none. Throws if it was given
    /// more than once.
    package func value(_ name: String) throws(CommandFailure) -> String? {
        let values = all(name)
        if values.count > 1 {
            throw CommandFailure(
                "Found multiple arguments for option \(name), but you asked for only one")
        }
        return values.first
    }

    /// The value as a number. Throws if it is none, or outside the range of `T`.
    package func number<T: FixedWidthInteger>(
        _ name: String, as type: T.Type = T.self
    ) throws(CommandFailure) -> T? {
        guard let text = try value(name) else { return nil }
        guard let number = T(text) else {
            throw CommandFailure("Cannot parse argument '\(text)' of option \(name)")
        }
        return number
    }
}

// Rules on which options go together.
extension Options {
    /// Throws Kafka's message for the first of `names` that is not there.
    package func require(_ names: String...) throws(CommandFailure) {
        for name in names where !has(name) {
            throw .usage("Missing required argument \"[\(name)]\"")
        }
    }

    /// Throws if `used` is there together with one of `others`.
    package func forbid(_ used: String, with others: [String]) throws(CommandFailure) {
        guard has(used) else { return }
        for other in others where other != used && has(other) {
            throw .usage("Option \"[\(used)]\" can't be used with option \"[\(other)]\"")
        }
    }

    /// How many of `names` are there.
    package func count(of names: [String]) -> Int {
        names.count { has($0) }
    }
}
