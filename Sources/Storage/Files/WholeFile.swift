import Bytes
import Platform

/// Small files that are read and replaced as a whole: checkpoints, snapshots, properties.
enum WholeFile {
    /// Larger files of these kinds are taken for damaged: a checkpoint of a million partitions has
    /// about this size.
    static let limit: Int64 = 256 << 20

    /// The content of the file at `path`; `nil` if there is none.
    static func read(_ path: String, _ fileSystem: any FileSystem) throws(LogError) -> SharedBytes?
    {
        let content: SharedBytes?
        do throws(SystemError) {
            let file = try fileSystem.open(path, .readOnly)
            defer { file.close() }
            let size = try file.size()
            content = size > limit ? nil : try file.read(Int(size), at: 0)
        } catch {
            if error.isNotFound { return nil }
            throw .init(error)
        }
        guard let content else {
            throw .corruptFile(path: path, reason: "larger than \(limit) bytes")
        }
        return content
    }

    /// ``read(_:_:)`` as text; what is not UTF-8 is an error.
    static func text(_ path: String, _ fileSystem: any FileSystem) throws(LogError) -> String? {
        guard let bytes = try read(path, fileSystem) else { return nil }
        let text = bytes.withUnsafeBytes { String(validating: $0, as: UTF8.self) }
        guard let text else { throw .corruptFile(path: path, reason: "not UTF-8") }
        return text
    }

    /// Puts `bytes` at `path` by way of a temporary file, so that a crash leaves the old content or
    /// the new one. With `durable`, the new one is on disk when the call returns.
    static func replace(
        _ path: String, with bytes: SharedBytes, durable: Bool, _ fileSystem: any FileSystem
    ) throws(LogError) {
        do throws(SystemError) {
            let temporary = path + ".tmp"
            let file = try fileSystem.open(temporary, .createIfMissing)
            defer { file.close() }
            try file.truncate(to: 0)
            try bytes.withUnsafeBytes { (raw) throws(SystemError) in try file.write(raw, at: 0) }
            if durable { try file.synchronize() }
            try fileSystem.rename(temporary, to: path)
            if durable, let parent = parentDirectory(path) {
                try fileSystem.synchronizeDirectory(parent)
            }
        } catch {
            throw .init(error)
        }
    }

    static func replace(
        _ path: String, with text: String, durable: Bool, _ fileSystem: any FileSystem
    ) throws(LogError) {
        try replace(
            path, with: SharedBytes(copying: Array(text.utf8)), durable: durable, fileSystem)
    }

    private static func parentDirectory(_ path: String) -> String? {
        path.lastIndex(of: "/").map { String(path[..<$0]) }
    }
}

extension LogError {
    /// Tells a full disk from a failed one, and both from one that was not to be waited for.
    init(_ error: SystemError) {
        if error.wouldWait {
            self = .notResident
        } else {
            self = error.isDiskFull ? .diskFull(error) : .storage(error)
        }
    }
}
