import Foundation

/// Finds files of the repository and the reference material beside it.
///
/// The material is not part of the repository: where it is absent, the functions return `nil` and
/// a test says that it was skipped, as in
/// `@Test(.enabled(if: SharedFiles.golden("wire") != nil, "no golden files beside the repository"))`.
package enum SharedFiles {
    /// The directory of `Package.swift`, without a slash at the end.
    package static let repositoryRoot: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/")
    }()

    /// The path of `relative` in the folder of golden data, or `nil` if there is no such file.
    package static func golden(_ relative: String = "") -> String? {
        shared("golden", relative)
    }

    /// The path of `relative` in the folder of reference sheets, or `nil` if there is no such file.
    package static func reference(_ relative: String = "") -> String? {
        shared("reference", relative)
    }

    /// All bytes of the file at `path`.
    package static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// The text of the file at `path`; what is not UTF-8 is replaced.
    package static func text(_ path: String) throws -> String {
        String(decoding: try bytes(path), as: UTF8.self)
    }

    /// The names in a directory, sorted; empty if there is no such directory.
    package static func names(_ path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    private static func shared(_ folder: String, _ relative: String) -> String? {
        let base = "\(repositoryRoot)/../shared/\(folder)"
        let path = relative.isEmpty ? base : "\(base)/\(relative)"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }
}
