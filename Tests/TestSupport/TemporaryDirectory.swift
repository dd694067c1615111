import Foundation
import Platform

/// A directory of a test's own, removed with all that it holds when the last reference goes, at the
/// latest when the test process ends, unless it is kept.
package final class TemporaryDirectory: Sendable {
    /// Absolute, without a slash at the end.
    package let path: String
    private let isKept: Bool

    /// `label` becomes part of the name, for whoever looks into the temporary folder.
    package init(_ label: String = "test") throws {
        let base = FileManager.default.temporaryDirectory.path
        isKept = false
        path = "\(base)/needletail-\(label)-\(UUID().uuidString.prefix(8).lowercased())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        leftovers.withLock { [path] in _ = $0.insert(path) }
    }

    /// The directory at `path`, made if it is not there, which stays for whoever looks into it.
    package init(kept path: String) throws {
        self.path = path
        isKept = true
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        if isKept { return }
        try? FileManager.default.removeItem(atPath: path)
        leftovers.withLock { [path] in _ = $0.remove(path) }
    }

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

/// Directories of objects that live as long as the process.
private let leftovers: Lock<Set<String>> = {
    atexit(removeLeftovers)
    return Lock([])
}()

private func removeLeftovers() {
    for path in leftovers.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
}
