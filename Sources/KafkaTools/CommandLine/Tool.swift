/// One of the programs in this binary, named like Kafka's script without `kafka-` and `.sh`.
package protocol Tool: Sendable {
    var name: String { get }
    var table: OptionTable { get }
    /// Whether a command line without any word prints the table instead of being run.
    var explainsItselfWhenEmpty: Bool { get }
    /// Checks the options and does the work. Returns the exit code.
    func run(_ options: Options, _ context: ToolContext) async throws(CommandFailure) -> Int32
}

extension Tool {
    package var explainsItselfWhenEmpty: Bool { true }
}

/// Reads the words, runs the tool and prints the failure, if any. Returns the exit code.
package func runTool(_ tool: any Tool, _ words: [String], _ context: ToolContext) async -> Int32 {
    let console = context.console
    defer { console.flush() }
    do throws(CommandFailure) {
        if words.isEmpty, tool.explainsItselfWhenEmpty {
            throw .usage(tool.table.purpose)
        }
        let options = try Options(words, tool.table)
        if options.has("help") { throw .usage(tool.table.purpose) }
        if options.has("version") {
            console.line(context.version)
            return 0
        }
        return try await tool.run(options, context)
    } catch {
        console.out(error.output)
        if !error.message.isEmpty { console.errorLine(error.message) }
        if error.showsOptions { console.err(tool.table.text) }
        return error.exitCode
    }
}
