import Foundation
import Testing

/// Rules of the house that a machine can check.
@Suite struct TidyTests {
    /// Beyond this a file has grown a second purpose.
    static let longestFile = 600

    @Test func noFileIsLongerThanItsBound() {
        let long = SourceTree.swiftFiles.filter {
            !$0.isGenerated && $0.lines.count > Self.longestFile
        }
        #expect(long.map { "\($0.path): \($0.lines.count) lines" } == [])
    }

    /// What may not stand in the sources, and what stands there instead.
    static let banned: [(pattern: String, instead: String)] = [
        ("try!", "typed throws and a handled error"),
        (" as! ", "a conditional cast"),
        ("fatalError(", "precondition for broken logic, a thrown error for bad input"),
        ("Thread.sleep", "an awaited event"),
        ("DispatchQueue", "EventLoop or BlockingExecutor"),
        ("TODO", "done work"),
        ("FIXME", "done work"),
        ("public ", "package: nothing is used from outside"),
    ]

    @Test func bannedWordsAreAbsent() {
        var found: [String] = []
        for file in SourceTree.swiftFiles where file.path.hasPrefix("Sources/") {
            for (number, line) in file.lines.enumerated() {
                let code = line.trimmingCharacters(in: .whitespaces)
                if code.hasPrefix("//") && !code.contains("TODO") && !code.contains("FIXME") {
                    continue
                }
                for rule in Self.banned where code.contains(rule.pattern) {
                    found.append("\(file.path):\(number + 1): \(rule.pattern) → \(rule.instead)")
                }
            }
        }
        #expect(found == [])
    }

    /// Names that say nothing about what a type is for.
    static let emptyWords = ["Manager", "Helper", "Util", "Utils", "Impl"]

    @Test func noTypeHasAnEmptyName() {
        let declaration = /\b(?:struct|class|enum|protocol|actor)\s+([A-Z]\w*)/
        var found: [String] = []
        for file in SourceTree.swiftFiles where !file.isGenerated {
            for line in file.lines where !line.trimmingCharacters(in: .whitespaces).hasPrefix("//")
            {
                guard let name = line.firstMatch(of: declaration)?.1 else { continue }
                if Self.emptyWords.contains(where: { name.hasSuffix($0) }) {
                    found.append("\(file.path): \(name)")
                }
            }
        }
        #expect(found == [])
    }

    @Test func everyUncheckedSendableIsExplained() {
        var found: [String] = []
        for file in SourceTree.swiftFiles where file.path.hasPrefix("Sources/") {
            for (number, line) in file.lines.enumerated() where line.contains("@unchecked Sendable")
            {
                let before = file.lines[max(0, number - 6)...number].joined(separator: "\n")
                if !before.contains("//") || !before.contains("Sendable") {
                    found.append("\(file.path):\(number + 1)")
                }
            }
        }
        #expect(found == [])
    }

    /// The broker starts fast and stays small without Foundation and Dispatch.
    @Test func theBrokerDoesNotImportFoundation() {
        let tools: Set = ["KafkaTools", "KafkaCommand", "MessageGenerator"]
        let found = SourceTree.swiftFiles.filter { file in
            file.path.hasPrefix("Sources/") && !tools.contains(file.target)
                && file.imports.contains { $0.hasPrefix("Foundation") || $0 == "Dispatch" }
        }
        #expect(found.map(\.path) == [])
    }

    @Test func noPlaceholderIsLeft() {
        let seeds = SourceTree.swiftFiles.filter { $0.path.hasSuffix("/Seed.swift") }
        #expect(seeds.map(\.path) == [])
    }

    @Test func theTopLevelHoldsWhatTheReadmeSays() throws {
        let allowed: Set = [
            "Package.swift", "Package.resolved", "Sources", "Tests", "docker", "config",
            "README.md", "bin", "docs", "LICENSE", "build",
        ]
        let names = try FileManager.default.contentsOfDirectory(atPath: SourceTree.root.path)
        let surplus = names.filter { !$0.hasPrefix(".") && !allowed.contains($0) }
        #expect(surplus.sorted() == [])
    }
}
