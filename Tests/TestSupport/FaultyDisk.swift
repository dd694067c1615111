import Foundation

/// A disk that fails below a path, for a program that is started with ``environment``: a library in C
/// stands between the program and the system's calls.
package final class FaultyDisk: Sendable {
    package enum Rule: String, Sendable {
        /// What is not in memory cannot be read: EIO.
        case fail
        /// What is not in memory is waited for until there is another rule.
        case hold
        /// Nothing can be written: EROFS.
        case refuse
    }

    private let directory: TemporaryDirectory

    /// Throws without a C compiler.
    package init() async throws {
        directory = try TemporaryDirectory("faulty-disk")
        let source = "\(SharedFiles.repositoryRoot)/Tests/IntegrationTests/Clients/faulty_disk.c"
        let built = try await SpawnedProcess.run(
            "cc", ["-O1", "-shared", "-fPIC", "-o", directory.file("faulty.so"), source])
        guard built.exit == .code(0) else {
            throw ProcessFailure(process: "cc", what: "failed", output: built)
        }
    }

    package var environment: [String: String] {
        ["LD_PRELOAD": directory.file("faulty.so"), "FAULTY_DISK": directory.file("rule")]
    }

    /// Holds from the next call on, for files whose paths begin with `path`, and for no others.
    package func set(_ rule: Rule, below path: String) throws {
        try write("\(rule.rawValue) \(path)")
    }

    /// From the next call on all is well.
    package func mend() throws { try write("") }

    private func write(_ text: String) throws {
        // In one step: the file is read at any time.
        try Data(text.utf8).write(
            to: URL(fileURLWithPath: directory.file("rule")), options: .atomic)
    }
}
