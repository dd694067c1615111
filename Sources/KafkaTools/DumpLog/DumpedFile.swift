import Bytes
import Platform

/// A file by the name that the user gave it.
struct DumpedFile: Sendable {
    /// As Java writes it: no doubled slashes, none at the end.
    let path: String
    private let workingDirectory: String

    init(_ path: String, workingDirectory: String) {
        let parts = path.split(separator: "/").joined(separator: "/")
        self.path = path.hasPrefix("/") ? "/" + parts : parts
        self.workingDirectory = workingDirectory
    }

    var name: String { path.split(separator: "/").last.map(String.init) ?? "" }

    var absolutePath: String {
        if path.hasPrefix("/") { return path }
        return path.isEmpty ? workingDirectory : "\(workingDirectory)/\(path)"
    }

    /// From the last dot on. A name without one ends Kafka's tool in the way that is told here.
    var suffix: String {
        get throws(CommandFailure) {
            guard let dot = name.lastIndex(of: ".") else {
                let length = name.utf16.count
                throw javaFailure(
                    "java.lang.StringIndexOutOfBoundsException",
                    "begin -1, end \(length), length \(length)")
            }
            return String(name[dot...])
        }
    }

    /// The number in front of the first dot.
    var baseOffset: Int64 {
        get throws(CommandFailure) {
            guard let offset = Int64(stem) else {
                throw javaFailure(
                    "java.lang.NumberFormatException", "For input string: \"\(stem)\"")
            }
            return offset
        }
    }

    /// The file of the same segment with another suffix, by its absolute path.
    func sibling(_ suffix: String) -> DumpedFile {
        let parent = absolutePath.dropLast(name.count)
        return DumpedFile("\(parent)\(stem)\(suffix)", workingDirectory: workingDirectory)
    }

    private var stem: String { String(name.prefix { $0 != "." }) }
}

/// The disk as the dump uses it: for reading only.
struct DumpedDisk: Sendable {
    let fileSystem: any FileSystem

    func open(_ file: DumpedFile) throws(CommandFailure) -> OpenDumpedFile {
        do throws(SystemError) {
            let opened = try fileSystem.open(file.path, .readOnly)
            return OpenDumpedFile(file: opened, path: file.path, size: try opened.size())
        } catch {
            throw Self.failure(error, file.path)
        }
    }

    func exists(_ file: DumpedFile) -> Bool {
        (try? fileSystem.attributes(file.path)) != nil
    }

    static func failure(_ error: SystemError, _ path: String) -> CommandFailure {
        error.isNotFound
            ? javaFailure("java.nio.file.NoSuchFileException", path)
            : javaFailure("java.nio.file.FileSystemException", "\(path): \(error)")
    }
}

/// A file that is open for reading, with the size that it had then.
struct OpenDumpedFile: Sendable {
    let file: any File
    let path: String
    /// Bytes.
    let size: Int64

    /// The bytes at `position`; fewer than `count` only at the end of the file.
    func read(_ count: Int, at position: Int64) throws(CommandFailure) -> SharedBytes {
        do throws(SystemError) {
            return try file.read(count, at: position)
        } catch {
            throw DumpedDisk.failure(error, path)
        }
    }

    /// Calls `body` with each whole entry of `entrySize` bytes until it returns `false`.
    func forEachEntry(
        of entrySize: Int,
        _ body: (_ index: Int, _ entry: SharedBytes) throws(CommandFailure) -> Bool
    ) throws(CommandFailure) {
        /// Entries read at once.
        let block = 4096
        let count = Int(size) / entrySize
        var index = 0
        while index < count {
            let bytes = try read(
                min(block, count - index) * entrySize, at: Int64(index * entrySize))
            guard bytes.count >= entrySize else { return }
            for place in 0..<(bytes.count / entrySize) {
                let entry = bytes.slice(from: place * entrySize, count: entrySize)
                guard try body(index, entry) else { return }
                index += 1
            }
        }
    }

    /// As Java shows the records between two positions of the file.
    func text(from start: Int64 = 0, to end: Int64 = Int64(Int32.max)) -> String {
        "FileRecords(size=\(max(0, min(size, end) - start)), file=\(path), "
            + "start=\(start), end=\(end))"
    }
}

/// An error that ends the tool, in the words of Kafka's, Java class included: scripts look for them.
func javaFailure(_ exception: String, _ message: String? = nil) -> CommandFailure {
    CommandFailure(
        "Exception in thread \"main\" \(exception)" + (message.map { ": \($0)" } ?? ""))
}
