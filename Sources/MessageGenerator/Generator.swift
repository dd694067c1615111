import FoundationEssentials

/// Reads the definitions of a source tree and brings the generated files up to date.
package struct Generator {
    private let definitions: String
    private let generated: String

    /// `root` is the directory with `Package.swift`.
    package init(root: String) {
        definitions = root + "/Sources/KafkaProtocol/Definitions"
        generated = root + "/Sources/KafkaProtocol/Generated"
    }

    /// Every message, ordered by name.
    package func messages() throws -> [MessageDefinition] {
        var messages: [MessageDefinition] = []
        for file in try names(in: definitions, ending: ".txt") {
            let text = try String(contentsOfFile: definitions + "/" + file, encoding: .utf8)
            messages += try DefinitionParser.parse(text, file: file)
        }
        return messages.sorted { $0.name < $1.name }
    }

    /// The generated files: name and content.
    package func files() throws -> [(name: String, content: String)] {
        let messages = try messages()
        var files = messages.map { ($0.name + ".swift", MessageCode.source(of: $0)) }
        files.append(("MessageCatalogue.swift", CatalogueCode.source(of: messages)))
        return files
    }

    /// Names of files that differ from what the definitions yield, or that should not be there.
    package func stale() throws -> [String] {
        let files = try files()
        let wanted = Set(files.map(\.name))
        var stale = files.filter { current($0.name) != $0.content }.map(\.name)
        stale += try names(in: generated, ending: ".swift").filter { !wanted.contains($0) }
        return stale.sorted()
    }

    /// Writes the files that differ, so that the others keep their times, and removes strays.
    package func update() throws -> [String] {
        let stale = Set(try stale())
        try FileManager.default.createDirectory(
            atPath: generated, withIntermediateDirectories: true)
        var kept: Set<String> = []
        for file in try files() where stale.contains(file.name) {
            try file.content.write(
                toFile: generated + "/" + file.name, atomically: true, encoding: .utf8)
            kept.insert(file.name)
        }
        for name in stale.subtracting(kept) {
            try FileManager.default.removeItem(atPath: generated + "/" + name)
        }
        return stale.sorted()
    }

    private func current(_ name: String) -> String? {
        try? String(contentsOfFile: generated + "/" + name, encoding: .utf8)
    }

    private func names(in directory: String, ending: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: directory) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: directory)
            .filter { $0.hasSuffix(ending) }.sorted()
    }
}
