import Foundation
import Platform
import TestSupport
import Testing

@testable import KafkaTools

/// A recorded run of one of Kafka's tools.
struct Transcript: Decodable, Sendable, CustomTestStringConvertible {
    let n: Int
    let tool: String
    let situation: String
    let argv: [String]
    let files: [String: String]?
    let exit: ExitStatus
    let stdout: String
    let stderr: String

    /// A number, or a word such as `timeout:143` for a tool that did not end.
    enum ExitStatus: Decodable, Equatable, Sendable {
        case code(Int32)
        case other(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let code = try? container.decode(Int32.self) {
                self = .code(code)
            } else {
                self = .other(try container.decode(String.self))
            }
        }
    }

    var testDescription: String { "\(tool) \(n): \(situation)" }

    /// The runs of a tool, by its short name; none where the recordings are not beside the
    /// repository.
    static func all(_ tool: String, version: String = "3.9.0") -> [Transcript] {
        guard let path = SharedFiles.golden("cli/\(version)/kafka-\(tool).jsonl"),
            let text = try? SharedFiles.text(path)
        else { return [] }
        return text.split(separator: "\n").compactMap {
            try? JSONDecoder().decode(Transcript.self, from: Data($0.utf8))
        }
    }
}

/// What a run says, apart from log lines and stacks of calls.
struct SpokenOutput: Equatable {
    var exit: Transcript.ExitStatus
    var stdout: String
    /// Lines of standard error for a person, without the names of Java's classes.
    var messages: [String]
    var showsOptions: Bool

    init(_ transcript: Transcript) {
        exit = transcript.exit
        stdout = transcript.stdout
        (messages, showsOptions) = Self.messages(transcript.stderr)
        // Java repeats on standard error what standard output has.
        messages.removeAll { stdout.contains($0) }
    }

    init(exit: Int32, _ console: RecordingConsole, _ table: OptionTable) {
        self.exit = .code(exit)
        stdout = console.output
        let text = console.errors.replacingOccurrences(of: table.text, with: "{OPTION-TABLE}\n")
        (messages, showsOptions) = Self.messages(text)
    }

    private static func messages(_ text: String) -> ([String], Bool) {
        let noise = ["[{TIME}]", "\t{STACK}", "Caused by:", " (", "ERROR ", "WARN "]
        let javaClass =
            #/^(Exception in thread "main" )?([a-z]+\.)+[A-Za-z$]+(Exception|Error): /#
        var messages: [String] = []
        var showsOptions = false
        for line in text.split(separator: "\n").map(String.init) {
            if line.hasPrefix("{OPTION-TABLE}") {
                showsOptions = true
                continue
            }
            if noise.contains(where: { line.hasPrefix($0) }) { continue }
            let message = line.replacing(javaClass, with: "")
            // Java prints the message, and then the exception with the same message.
            if !messages.contains(message) { messages.append(message) }
        }
        return (messages, showsOptions)
    }
}
