/// The settings of one kind of thing (a broker, a topic): the names that are known, in order.
package struct ConfigSchema: Sendable {
    /// Sorted by name.
    package let keys: [ConfigKey]
    /// Names that Kafka knows and that mean nothing here: accepted, and without effect.
    package let inertNames: Set<String>
    /// Beginnings of names that may be continued freely (settings of plug-ins and listeners).
    package let freePrefixes: [String]
    private let byName: [String: Int]

    /// Two keys of one name are a mistake of the tables.
    package init(
        _ keys: [ConfigKey], inertNames: Set<String> = [], freePrefixes: [String] = []
    ) {
        self.keys = keys.sorted { $0.name < $1.name }
        self.inertNames = inertNames
        self.freePrefixes = freePrefixes
        byName = Dictionary(
            uniqueKeysWithValues: self.keys.enumerated().map { ($0.element.name, $0.offset) })
    }

    package subscript(name: String) -> ConfigKey? { byName[name].map { keys[$0] } }

    /// Whether a file may contain the name.
    package func accepts(_ name: String) -> Bool {
        byName[name] != nil || inertNames.contains(name)
            || freePrefixes.contains { name.hasPrefix($0) }
    }

    /// Reads the settings `texts`, and reports every mistake in them, sorted by name.
    package func parse(_ texts: [String: String]) -> (
        values: [String: ConfigValue], problems: [String]
    ) {
        var values: [String: ConfigValue] = [:]
        var problems: [String] = []
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            guard let key = self[name] else {
                if !accepts(name) { problems.append(unknown(name)) }
                continue
            }
            if let problem = key.problem(with: text) {
                problems.append(problem)
            } else {
                values[name] = try? key.parse(text)
            }
        }
        return (values, problems)
    }

    /// The complaint about a name that is not known, with the nearest one that is.
    package func unknown(_ name: String) -> String {
        guard let nearest = NearestName.of(name, among: keys.map(\.name)) else {
            return "Unknown setting \(name)"
        }
        return "Unknown setting \(name); did you mean \(nearest)?"
    }
}
