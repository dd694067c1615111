/// One option of a tool.
package struct OptionSpec: Sendable {
    package enum Argument: Sendable, Equatable {
        case none
        /// The next word is the value, whatever it looks like.
        case required(String)
        /// The next word is the value unless it looks like an option.
        case optional(String)
    }

    /// Without the two dashes.
    package let name: String
    package let argument: Argument
    package let help: String

    /// `--name`
    package static func flag(_ name: String, _ help: String) -> OptionSpec {
        OptionSpec(name: name, argument: .none, help: help)
    }

    /// `--name value` or `--name=value`; `placeholder` names the value in the table.
    package static func value(_ name: String, _ placeholder: String, _ help: String) -> OptionSpec {
        OptionSpec(name: name, argument: .required(placeholder), help: help)
    }

    package static func optional(
        _ name: String, _ placeholder: String, _ help: String
    ) -> OptionSpec {
        OptionSpec(name: name, argument: .optional(placeholder), help: help)
    }

    fileprivate var label: String {
        switch argument {
        case .none: "--\(name)"
        case .required(let placeholder): "--\(name) <\(placeholder)>"
        case .optional(let placeholder): "--\(name) [\(placeholder)]"
        }
    }
}

/// What a tool is for and the options that it takes.
package struct OptionTable: Sendable {
    /// One sentence, printed above the table.
    package let purpose: String
    package let options: [OptionSpec]
    /// Whether a mistake in the words themselves (an unknown option, a missing value) is answered
    /// with the table, as Kafka's console tools do, or with the message alone.
    package let explainsBadWords: Bool

    package init(_ purpose: String, explainsBadWords: Bool = false, _ options: [OptionSpec]) {
        self.purpose = purpose
        self.explainsBadWords = explainsBadWords
        self.options =
            options + [
                .flag("help", "Print usage information."),
                .flag("version", "Print the version."),
            ]
    }

    subscript(name: String) -> OptionSpec? {
        options.first { $0.name == name }
    }

    /// The table in two columns, sorted by name, lines of at most 100 columns.
    package var text: String {
        let sorted = options.sorted { $0.name < $1.name }
        let width = min(44, (sorted.map(\.label.count).max() ?? 0) + 2)
        var lines = [
            "Option".padded(to: width) + "Description",
            "------".padded(to: width) + "-----------",
        ]
        for option in sorted {
            var label = option.label
            for line in wrap(option.help, columns: 100 - width) {
                if label.count >= width {
                    lines.append(label)
                    label = ""
                }
                lines.append(label.padded(to: width) + line)
                label = ""
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

private func wrap(_ text: String, columns: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
        if line.isEmpty {
            line = String(word)
        } else if line.count + 1 + word.count <= columns {
            line += " " + word
        } else {
            lines.append(line)
            line = String(word)
        }
    }
    lines.append(line)
    return lines
}
