import Foundation

/// The repository as text: what the tidy rules read.
struct SourceTree {
    struct File: Sendable {
        /// Relative to the root, such as `Sources/Bytes/ByteReader.swift`.
        let path: String
        let lines: [String]

        var isGenerated: Bool { path.contains("/Generated/") }
        /// The target's name: the second part of the path.
        var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
        var imports: [String] {
            lines.compactMap { line in
                let words = line.split(separator: " ")
                guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
                    words[..<place].allSatisfy({ $0.hasPrefix("@") || $0 == "package" })
                else { return nil }
                return words[place + 1].split(separator: ".").first.map(String.init)
            }
        }
    }

    static let root: URL = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url
    }()

    static let swiftFiles: [File] = files(under: ["Sources", "Tests"], suffix: ".swift")

    static func files(under folders: [String], suffix: String) -> [File] {
        var found: [File] = []
        for folder in folders {
            let base = root.appendingPathComponent(folder)
            guard let walk = FileManager.default.enumerator(atPath: base.path) else { continue }
            for case let name as String in walk where name.hasSuffix(suffix) {
                guard
                    let text = try? String(
                        contentsOf: base.appendingPathComponent(name), encoding: .utf8)
                else { continue }
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                found.append(File(path: "\(folder)/\(name)", lines: lines.map(String.init)))
            }
        }
        return found.sorted { $0.path < $1.path }
    }

}
