/// The settings of a producer or consumer under the names of Kafka's Java clients: from a file,
/// from properties and from a tool's own options, the later ones winning.
struct ClientSettings: Sendable {
    private(set) var values: [String: String] = [:]
    let isForConsumer: Bool

    init(forConsumer: Bool) { isForConsumer = forConsumer }

    subscript(name: String) -> String? {
        get { values[name] }
        set { values[name] = newValue }
    }

    mutating func merge(_ other: [String: String]) {
        values.merge(other) { _, new in new }
    }

    /// Sets what an option gives; without it the default, unless the key was set before.
    mutating func set(_ name: String, option: String?, default fallback: String) {
        if let option {
            values[name] = option
        } else if values[name] == nil {
            values[name] = fallback
        }
    }

    /// Throws Kafka's message for the first value of the wrong kind.
    func check() throws(CommandFailure) {
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            try ClientProperty.find(name, forConsumer: isForConsumer)?.check(value, of: name)
        }
    }

    /// What librdkafka is to be told, sorted by name: names it knows under the same or another
    /// name, and all names that Kafka's clients do not have, which may be its own.
    func forLibrdkafka() throws(CommandFailure) -> [(name: String, value: String)] {
        try check()
        var result: [(name: String, value: String)] = []
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            switch name {
            case "sasl.jaas.config":
                let credentials = parseJAASConfig(value)
                result.append(("sasl.username", credentials.user))
                result.append(("sasl.password", credentials.password))
            case "auto.offset.reset" where value == "none":
                result.append((name, "error"))
            case "partition.assignment.strategy":
                result.append((name, assignors(value)))
            default:
                if let property = ClientProperty.find(name, forConsumer: isForConsumer) {
                    if let target = property.target { result.append((target, value)) }
                } else {
                    result.append((name, value))
                }
            }
        }
        if let bytes = values["buffer.memory"].flatMap({ Int64($0) }) {
            result.append(("queue.buffering.max.kbytes", String(max(1, bytes / 1024))))
        }
        return result
    }
}

/// Reads the user and the password of a login line such as `…PlainLoginModule required
/// username="u" password="p";`.
func parseJAASConfig(_ text: String) -> (user: String, password: String) {
    func field(_ name: String) -> String {
        guard let start = text.firstRange(of: name + "=\"") else { return "" }
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }
    return (field("username"), field("password"))
}

/// Java class names of assignors as librdkafka's words; other words stay.
private func assignors(_ value: String) -> String {
    let words: [String: String] = [
        "RangeAssignor": "range", "RoundRobinAssignor": "roundrobin",
        "CooperativeStickyAssignor": "cooperative-sticky", "StickyAssignor": "range",
    ]
    let names = value.split(separator: ",").map { name in
        let last = name.split(separator: ".").last.map { String($0).trimmed } ?? ""
        return words[last] ?? String(name).trimmed
    }
    return names.joined(separator: ",")
}

/// Reads the values of a repeatable option such as `--property name=value`. A name without a value
/// gets the empty text.
func parseKeyValues(_ values: [String]) -> [String: String] {
    var result: [String: String] = [:]
    for value in values {
        let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty else { continue }
        result[String(name)] = parts.count > 1 ? String(parts[1]) : ""
    }
    return result
}
