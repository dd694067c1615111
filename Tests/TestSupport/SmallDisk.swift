import Foundation

/// A disk of a few megabytes, made of `tmpfs`, and taken away with the last reference. Takes root.
package final class SmallDisk: Sendable {
    private let directory: TemporaryDirectory
    package var path: String { directory.file("disk") }

    /// `nil` if this user or machine does not let us mount.
    package static func make(megabytes: Int) async throws -> SmallDisk? {
        let directory = try TemporaryDirectory("small-disk")
        let made = try await SpawnedProcess.run(
            "sh",
            [
                "-c", "mkdir $0 && mount -t tmpfs -o size=\(megabytes)m tmpfs $0",
                directory.file("disk"),
            ])
        return made.exit == .code(0) ? SmallDisk(directory) : nil
    }

    private init(_ directory: TemporaryDirectory) { self.directory = directory }

    deinit {
        let unmount = Process()
        unmount.executableURL = URL(fileURLWithPath: "/bin/umount")
        // Lazily: whoever still has files open there keeps them.
        unmount.arguments = ["-l", path]
        guard (try? unmount.run()) != nil else { return }
        unmount.waitUntilExit()
    }
}
