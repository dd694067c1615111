import Foundation
import Platform
import TestSupport
import Testing

@testable import KafkaTools

/// Every recorded run of Kafka's log dump, on the same files.
@Suite(
    .enabled(
        if: SharedFiles.golden("cli") != nil && SharedFiles.golden("logs") != nil,
        "no recorded runs beside the repository"))
struct DumpLogTranscriptTests {
    private static let runs = Transcript.all("dump-log")
    private static let oldRuns = Transcript.all("dump-log", version: "2.8.2")
    /// Mistakes in the options, which all tools tell alike.
    private static let badOptions: Set = [51, 52]

    private func run(_ transcript: Transcript, version: String) async throws -> ToolRun {
        let root = try #require(SharedFiles.golden("logs/\(version)"))
        return await ToolRun(
            DumpLogCommand(), transcript.argv, fileSystem: RootedFileSystem(root: root))
    }

    /// Without Java's stack, and with paths as the recordings have them.
    private func errors(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { $0 != "\t{STACK}" }.joined(separator: "\n")
            .replacingOccurrences(of: "/work/", with: "")
    }

    @Test func `all runs are there`() {
        #expect(Self.runs.count == 53)
        #expect(Self.oldRuns.count == 53)
    }

    @Test(arguments: runs)
    func `a run prints what Kafka printed, byte for byte`(transcript: Transcript) async throws {
        let run = try await run(transcript, version: "3.9.0")
        #expect(transcript.exit == .code(run.exitCode))
        #expect(run.console.output == transcript.stdout)
        if Self.badOptions.contains(transcript.n) {
            let ours = SpokenOutput(exit: run.exitCode, run.console, DumpLogCommand().table)
            #expect(ours == SpokenOutput(transcript))
        } else {
            #expect(errors(run.console.errors) == errors(transcript.stderr))
        }
    }

    /// Kafka 2.8 words some fields in another way, leaves out one and repeats the batch's with each
    /// record; the fields that both print must agree.
    @Test(arguments: oldRuns)
    func `a run on files of 2.8 says what 2.8 said`(transcript: Transcript) async throws {
        let run = try await run(transcript, version: "2.8.2")
        // --max-bytes is newer.
        guard transcript.n != 45 else { return }
        #expect(transcript.exit == .code(run.exitCode))
        guard !Self.badOptions.contains(transcript.n) else { return }
        #expect(errors(run.console.errors) == errors(transcript.stderr))
        // A missing or undecodable file is told before its first offset, or after it.
        guard run.exitCode == 0 || transcript.n < 48 else { return }
        let isDecoded = transcript.argv.contains { $0.hasSuffix("-decoder") }
        let ours = Fields.lines(run.console.output, withContent: !isDecoded)
        let theirs = Fields.lines(transcript.stdout, withContent: !isDecoded)
        #expect(ours.count == theirs.count)
        for (our, their) in zip(ours, theirs) { our.expectAgreement(with: their) }
    }
}

/// The fields of a printed line that are names and values.
private struct Fields {
    private var values: [String: String] = [:]
    /// What follows the fields: key and payload.
    private var content = ""
    private let line: String

    static func lines(_ output: String, withContent: Bool) -> [Fields] {
        output.split(separator: "\n").map { Fields(String($0), withContent: withContent) }
    }

    private init(_ line: String, withContent: Bool) {
        self.line = line
        var head = line[...]
        for start in [" key: ", " payload: "] {
            if let range = head.range(of: start) {
                if withContent { content = String(head[range.lowerBound...]) + content }
                head = head[..<range.lowerBound]
            }
        }
        let words = head.split(separator: " ").map(String.init)
        for (word, next) in zip(words, words.dropFirst()) where word.hasSuffix(":") {
            let name = word == "starting" || word == "Starting" ? "starting" : word
            values[name] = next
        }
    }

    /// 2.8 writes codecs in capitals, an open transaction as an option, and does not check the
    /// messages inside a wrapper.
    private static func plain(_ value: String?) -> String? {
        value?.lowercased()
            .replacingOccurrences(of: "optionallong.empty", with: "none")
            .replacingOccurrences(of: "optionallong[", with: "some(")
            .replacingOccurrences(of: "]", with: ")")
            .replacingOccurrences(of: "}", with: "")
    }

    func expectAgreement(with other: Fields) {
        let names = Set(values.keys).intersection(other.values.keys).subtracting([
            "isValid:", "crc:",
        ])
        #expect(!names.isEmpty || line == other.line, "\(line)\n\(other.line)")
        for name in names.sorted() {
            #expect(Self.plain(values[name]) == Self.plain(other.values[name]), "\(name) \(line)")
        }
        #expect(content == other.content)
    }
}

/// The real disk, with relative paths below `root` and those of the test's working directory too.
private struct RootedFileSystem: FileSystem {
    let root: String
    private let disk = LocalFileSystem()

    init(root: String) {
        self.root = root
    }

    private func place(_ path: String) -> String {
        if path.hasPrefix("/work/") { return "\(root)/\(path.dropFirst("/work/".count))" }
        return path.hasPrefix("/") ? path : "\(root)/\(path)"
    }

    func open(_ path: String, _ mode: FileOpenMode) throws(SystemError) -> any File {
        guard mode == .readOnly else { throw SystemError("open", path, number: 30) }
        return try disk.open(place(path), mode)
    }
    func list(_ path: String) throws(SystemError) -> [DirectoryEntry] {
        try disk.list(place(path))
    }
    func attributes(_ path: String) throws(SystemError) -> FileAttributes? {
        try disk.attributes(place(path))
    }
    func createDirectory(_ path: String) throws(SystemError) { throw refusal(path) }
    func rename(_ source: String, to target: String) throws(SystemError) { throw refusal(source) }
    func remove(_ path: String) throws(SystemError) { throw refusal(path) }
    func removeTree(_ path: String) throws(SystemError) { throw refusal(path) }
    func synchronizeDirectory(_ path: String) throws(SystemError) { throw refusal(path) }
    func lock(_ path: String) throws(SystemError) -> any FileLock { throw refusal(path) }
    func freeSpace(_ path: String) throws(SystemError) -> Int64 { throw refusal(path) }
    func totalSpace(_ path: String) throws(SystemError) -> Int64 { throw refusal(path) }

    private func refusal(_ path: String) -> SystemError { SystemError("write", path, number: 30) }
}
