import Foundation
import TestSupport
import Testing

@testable import KafkaTools

/// `needletail log verify` as a command: words, exit codes, the two forms of output.
struct LogCommandTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory("log-verify")
    }

    /// A partition whose only segment has `bytes`.
    private func partition(_ bytes: [UInt8]) throws -> String {
        let path = directory.file("topic-0")
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        for (suffix, content) in [("log", bytes), ("index", []), ("timeindex", [])] {
            try Data(content).write(
                to: URL(fileURLWithPath: "\(path)/00000000000000000000.\(suffix)"))
        }
        return path
    }

    @Test func `without a directory it says what it needs`() async {
        for words in [["verify"], ["check", "x"]] {
            let run = await ToolRun(LogCommand(), words)
            #expect(run.exitCode == 2)
            #expect(run.console.errors.hasPrefix("Say what to verify: log verify DIR..."))
        }
    }

    @Test func `a directory that is not there cannot be checked`() async {
        let path = directory.file("nowhere")
        let run = await ToolRun(LogCommand(), ["verify", path])
        #expect(run.exitCode == 2)
        #expect(run.console.errors == "\(path) is no directory\n")
    }

    @Test func `a whole partition gives zero`() async throws {
        let path = try partition([])
        let run = await ToolRun(LogCommand(), ["verify", path])
        #expect(run.exitCode == 0)
        #expect(
            run.console.output == """
                log    \(path): 1 segment, 0 bytes, offsets 0 to 0. A start would do: recover from \
                offset 0: 1 segment, 0 bytes
                1 partition, 1 segment, 0 bytes: 0 damaged, 0 notes; a start would change 1 partition

                """)
    }

    @Test func `a damaged partition gives one and says what is lost`() async throws {
        let path = try partition([UInt8](repeating: 0, count: 100))
        let run = await ToolRun(LogCommand(), ["verify", "--quiet", path])
        #expect(run.exitCode == 1)
        #expect(
            run.console.output == """
                damage \(path)/00000000000000000000.log at byte 0: the last 100 bytes are zeros
                log    \(path): 1 segment, 100 bytes, offsets 0 to 0. A start would do: recover from \
                offset 0: 1 segment, 100 bytes; cut at offset 0, losing 100 bytes
                1 partition, 1 segment, 100 bytes: 1 damaged, 0 notes; a start would change 1 partition

                """)
    }

    @Test func `for machines there is an object a line`() async throws {
        let path = try partition([UInt8](repeating: 0, count: 100))
        let run = await ToolRun(LogCommand(), ["verify", "--json", path])
        let objects = try run.console.output.split(separator: "\n").compactMap {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
        #expect(
            objects.compactMap { $0["kind"] as? String } == ["finding", "partition", "summary"])
        #expect(objects[0]["severity"] as? String == "damage")
        #expect((objects[1]["cut"] as? [String: Any])?["bytes"] as? Int == 100)
        #expect(objects[2]["damaged"] as? Int == 1)
    }
}
