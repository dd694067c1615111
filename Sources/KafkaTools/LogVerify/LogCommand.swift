import ClusterMetadata
import KafkaModel
import Platform
import Storage

/// `needletail log verify DIR...`: checks the files of log directories, or of single partitions, and
/// says what the start of a broker would do to them. Never changes anything.
///
/// Exit code 0: nothing is damaged. 1: something is. 2: it could not be checked.
package struct LogCommand: Tool {
    package let name = "log"
    package let table = OptionTable(
        "log verify DIR...: checks log directories, or single partitions' directories, and says what "
            + "a start would do to them. Exit code 0: nothing is damaged, 1: something is, 2: it "
            + "could not be checked.",
        [
            .flag("force", "Check a directory although a broker has it."),
            .flag("json", "Print one JSON object a line."),
            .flag("quiet", "Print only what is damaged, what a start would do and the sum."),
        ])

    /// The exit code where nothing could be said.
    private static let unchecked: Int32 = 2

    package init() {}

    package func run(
        _ options: Options, _ context: ToolContext
    ) async throws(CommandFailure) -> Int32 {
        let directories = Array(options.operands.dropFirst())
        guard options.operands.first == "verify", !directories.isEmpty else {
            throw CommandFailure(
                "Say what to verify: log verify DIR...", showsOptions: true,
                exitCode: Self.unchecked)
        }
        let console = context.console
        let report: any VerificationReport =
            options.has("json") ? JSONReport(console) : TextReport(console)
        let isQuiet = options.has("quiet")
        let summary: VerificationSummary
        do throws(VerificationError) {
            summary = try LogVerification(fileSystem: context.fileSystem, time: context.time)
                .run(directories, evenIfInUse: options.has("force")) { event in
                    if !isQuiet || Self.matters(event) { report.tell(event) }
                }
        } catch {
            let advice = if case .inUse = error { "; stop it, or say --force" } else { "" }
            throw CommandFailure("\(error)\(advice)", exitCode: Self.unchecked)
        }
        report.tell(summary)
        return summary.damaged > 0 ? 1 : 0
    }

    private static func matters(_ event: VerificationEvent) -> Bool {
        switch event {
        case .finding(let finding): finding.severity == .damage
        case .partition(let verdict): !verdict.prediction.isNothing
        }
    }
}

/// Where the outcome of a check is printed.
private protocol VerificationReport {
    func tell(_ event: VerificationEvent)
    func tell(_ summary: VerificationSummary)
}

/// Lines for a person.
private struct TextReport: VerificationReport {
    private let console: any Console

    init(_ console: any Console) {
        self.console = console
    }

    func tell(_ event: VerificationEvent) {
        switch event {
        case .finding(let finding):
            let place = finding.position.map { " at byte \($0)" } ?? ""
            console.line(
                "\(finding.severity.rawValue.padded(to: 7))\(finding.path)\(place): "
                    + finding.what)
        case .partition(let verdict):
            console.line(
                "\("log".padded(to: 7))\(verdict.directory): "
                    + "\(counted(verdict.segments, "segment")), "
                    + "\(counted(Int(verdict.bytes), "byte")), offsets \(verdict.firstOffset) to "
                    + "\(verdict.endOffset). A start would do: \(text(of: verdict))")
        }
    }

    func tell(_ summary: VerificationSummary) {
        console.line(
            "\(counted(summary.partitions, "partition")), \(counted(summary.segments, "segment")), "
                + "\(counted(Int(summary.bytes), "byte")): \(summary.damaged) damaged, "
                + "\(counted(summary.notes, "note")); a start would change "
                + "\(counted(summary.changing, "partition"))")
    }
}

/// A JSON object for each event, with the field `kind`.
private struct JSONReport: VerificationReport {
    private let console: any Console

    init(_ console: any Console) {
        self.console = console
    }

    func tell(_ event: VerificationEvent) {
        switch event {
        case .finding(let finding):
            print(
                "finding",
                [
                    .init("severity", .string(finding.severity.rawValue)),
                    .init("path", .string(finding.path)),
                    .init("position", finding.position.map { .integer($0) } ?? .null),
                    .init("what", .string(finding.what)),
                ])
        case .partition(let verdict):
            print("partition", members(verdict) + members(verdict.prediction))
        }
    }

    private func members(_ verdict: PartitionVerdict) -> [JSONValue.Member] {
        [
            .init("directory", .string(verdict.directory)),
            .init("topic", .string(verdict.partition.topic)),
            .init("partition", JSONValue(verdict.partition.partition)),
            .init("segments", .integer(Int64(verdict.segments))),
            .init("bytes", .integer(verdict.bytes)),
            .init("firstOffset", .integer(verdict.firstOffset.rawValue)),
            .init("endOffset", .integer(verdict.endOffset.rawValue)),
            .init("start", .string(text(of: verdict))),
        ]
    }

    private func members(_ prediction: StartPrediction) -> [JSONValue.Member] {
        func names(_ names: [String]) -> JSONValue { .array(names.map { .string($0) }) }
        let recovery = prediction.recovery.map { recovery in
            JSONValue.object([
                .init("from", .integer(recovery.from.rawValue)),
                .init("segments", .integer(Int64(recovery.segments))),
                .init("bytes", .integer(recovery.bytes)),
            ])
        }
        let cut = prediction.cut.map { cut in
            JSONValue.object([
                .init("offset", .integer(cut.offset.rawValue)),
                .init("bytes", .integer(cut.bytes)),
                .init("laterSegments", .integer(Int64(cut.laterSegments))),
                .init("laterBytes", .integer(cut.laterBytes)),
            ])
        }
        return [
            .init("failure", prediction.failure.map { .string($0) } ?? .null),
            .init("recovery", recovery ?? .null), .init("cut", cut ?? .null),
            .init("beginsAnew", .bool(prediction.beginsAnew)),
            .init("adopted", names(prediction.adopted)),
            .init("removed", names(prediction.removed)),
            .init("rewritten", names(prediction.rewritten)),
        ]
    }

    func tell(_ summary: VerificationSummary) {
        print(
            "summary",
            [
                .init("partitions", .integer(Int64(summary.partitions))),
                .init("segments", .integer(Int64(summary.segments))),
                .init("bytes", .integer(summary.bytes)),
                .init("damaged", .integer(Int64(summary.damaged))),
                .init("notes", .integer(Int64(summary.notes))),
                .init("changing", .integer(Int64(summary.changing))),
            ])
    }

    private func print(_ kind: String, _ members: [JSONValue.Member]) {
        console.out(JSONValue.object([.init("kind", .string(kind))] + members).encoded())
        console.line("")
    }
}
