import KafkaModel

/// Which topics an option such as `--topic` names: a regular expression that must match a whole
/// name, where a comma means "or" and blanks and outer quotes are dropped (Kafka's `IncludeList`).
struct TopicPattern {
    /// As it was given.
    let text: String
    private let regex: Regex<AnyRegexOutput>

    /// Throws if the expression is not a valid one.
    init(_ text: String) throws(CommandFailure) {
        self.text = text
        var pattern = text.filter { $0 != " " && !$0.isNewline }.map { $0 == "," ? "|" : $0 }[...]
        while let first = pattern.first, first == "\"" || first == "'" { pattern.removeFirst() }
        while let last = pattern.last, last == "\"" || last == "'" { pattern.removeLast() }
        do {
            regex = try Regex(String(pattern))
        } catch {
            throw CommandFailure("\(text) is an invalid regex.")
        }
    }

    func matches(_ topic: String) -> Bool {
        ((try? regex.wholeMatch(in: topic)) ?? nil) != nil
    }
}

/// The topics that a command is about.
struct TopicSelection {
    /// All topics without one.
    var pattern: TopicPattern?
    var excludesInternal = false

    init(_ options: Options) throws(CommandFailure) {
        pattern = nil
        if let text = try options.value("topic") { pattern = try TopicPattern(text) }
        excludesInternal = options.has("exclude-internal")
    }

    /// Those of `names` that are meant, sorted.
    func select(_ names: [String]) -> [String] {
        names.filter { name in
            !(excludesInternal && TopicName.isInternal(name)) && pattern?.matches(name) ?? true
        }.sorted()
    }
}

extension TopicName {
    static let collisionWarning =
        "WARNING: Due to limitations in metric names, topics with a period ('.') or underscore "
        + "('_') could collide. To avoid issues it is best to use either, but not both."
}
