import Platform

/// `kafka-console-producer.sh`: lines of standard input become records.
package struct ConsoleProducerCommand: Tool {
    package let name = "console-producer"
    package let table = ProducerOptions.table
    package var explainsItselfWhenEmpty: Bool { false }

    /// How long records in flight are waited for after a signal.
    private static let patienceAfterSignal = Duration.seconds(5)

    package init() {}

    package func run(
        _ options: Options, _ context: ToolContext
    ) async throws(CommandFailure) -> Int32 {
        try ProducerOptions.check(options)
        let settings = try ProducerOptions.clientSettings(options, context)
        var properties: [String: String] = [:]
        if let file = try options.value("reader-config") {
            properties = try context.properties(in: file)
        }
        properties.merge(parseKeyValues(options.all("property"))) { _, new in new }
        let format = try LineFormat(properties)
        let producer = try RecordProducer(
            topic: options.value("topic") ?? "", settings,
            events: ClientEvents(console: context.console), time: context.time)
        return try send(
            InputLines(interruption: TerminationSignal.watch()), format, to: producer,
            isSynchronous: options.has("sync"), context.console)
    }

    private func send(
        _ input: InputLines, _ format: LineFormat, to producer: RecordProducer,
        isSynchronous: Bool, _ console: any Console
    ) throws(CommandFailure) -> Int32 {
        var input = input
        var number = 0
        prompt(console)
        while let line = input.next(onIdle: producer.serveReports) {
            number += 1
            do throws(CommandFailure) {
                producer.send(try format.record(line, number: number))
            } catch {
                // What stood before the bad line is sent.
                producer.flush()
                throw error
            }
            if isSynchronous { producer.flush() }
            prompt(console)
        }
        if let code = TerminationSignal.exitCode {
            if !producer.flush(for: Self.patienceAfterSignal) {
                console.errorLine("WARN Some records were not acknowledged before the exit.")
            }
            return code
        }
        producer.flush()
        return 0
    }

    private func prompt(_ console: any Console) {
        guard console.isInteractive else { return }
        console.out(">")
        console.flush()
    }
}
