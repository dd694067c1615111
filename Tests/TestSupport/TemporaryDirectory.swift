import Foundation

/// A directory of a test's own, removed with all that it holds when the last reference goes.
package final class TemporaryDirectory: Sendable {
    /// Absolute, without a slash at the end.
    package let path: String

    /// `label` becomes part of the name, for whoever looks into the temporary folder.
    package init(_ label: String = "test") throws {
        let base = FileManager.default.temporaryDirectory.path
        path = "\(base)/needletail-\(label)-\(UUID().uuidString.prefix(8).lowercased())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of `name` in this directory.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes `text` to `name` and returns the path.
    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String {
        let target = file(name)
        try Data(text.utf8).write(to: URL(fileURLWithPath: target))
        return target
    }
}
