/// What the command line says: `server.properties [--override key=value]*`.
struct Arguments: Equatable {
    enum Command: Equatable {
        case start(file: String, overrides: [String: String])
        case version
        case help
    }

    /// The text of `--help` and of mistakes in the command line.
    static let usage = """
        USAGE: needletail-server server.properties [--override property=value]*
               needletail-server --version
        """

    /// Throws the message for the operator.
    static func parse(_ words: [String]) throws(UsageError) -> Command {
        guard let first = words.first else { throw UsageError(usage) }
        if words.contains("--version") { return .version }
        if words.contains("--help") { return .help }
        var overrides: [String: String] = [:]
        var rest = words.dropFirst()
        while let word = rest.popFirst() {
            guard word == "--override" else {
                throw UsageError("Found non argument parameters: \(word)\n\(usage)")
            }
            guard let pair = rest.popFirst(), let equals = pair.firstIndex(of: "=") else {
                throw UsageError("--override needs property=value\n\(usage)")
            }
            overrides[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
        }
        return .start(file: first, overrides: overrides)
    }
}

struct UsageError: Error, Equatable {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
