import KafkaModel
import Platform

/// `kafka-console-consumer.sh`: prints the records of topics.
package struct ConsoleConsumerCommand: Tool {
    package let name = "console-consumer"
    package let table = ConsumerOptions.table

    /// Between looks at signals and at the time limit.
    private static let pollMilliseconds: Int32 = 100

    package init() {}

    package func run(
        _ options: Options, _ context: ToolContext
    ) async throws(CommandFailure) -> Int32 {
        try ConsumerOptions.check(options)
        let source = try ConsumerOptions.source(options)
        let choice = try FormatterChoice(
            try options.value("formatter"), try formatterProperties(options, context))
        let limits = Limits(
            messages: try options.number("max-messages", as: Int64.self).flatMap {
                $0 < 0 ? nil : $0
            },
            idle: try options.number("timeout-ms", as: Int64.self).flatMap {
                $0 < 0 ? nil : .milliseconds($0)
            })
        let settings = try ConsumerOptions.clientSettings(options, context)
        try settings.check()
        if let warning = choice.warning { context.console.errorLine(warning) }
        if let problem = badTopic(source) {
            // Kafka's exit code for this is that of a run that read nothing.
            ended(problem, context.console)
            context.console.errorLine("Processed a total of 0 messages")
            return 0
        }
        let consumer = try RecordConsumer(
            source, settings, events: ClientEvents(console: context.console))
        _ = TerminationSignal.watch()
        var count: Int64 = 0
        let failure = consume(
            consumer, choice.formatter, limits, context, &count,
            skipsErrors: options.has("skip-message-on-error"))
        consumer.close()
        if options.has("enable-systest-events") { context.console.line("shutdown_complete") }
        context.console.errorLine("Processed a total of \(count) messages")
        if let failure { throw failure }
        return TerminationSignal.exitCode ?? 0
    }

    /// No broker could have a topic of this name, and the client library would go on asking.
    private func badTopic(_ source: RecordConsumer.Source) -> String? {
        switch source {
        case .topic(let topic), .partition(let topic, _, _):
            TopicName.isLegal(topic) ? nil : "Invalid topics: [\(topic)]"
        case .pattern: nil
        }
    }

    private struct Limits {
        /// Records to read at most.
        var messages: Int64?
        /// How long to wait for a record.
        var idle: Duration?
    }

    /// Reads until a limit, a signal or an error. Returns the error that is to be the exit code's
    /// reason; running out of time is none.
    private func consume(
        _ consumer: RecordConsumer, _ formatter: any MessageFormatter, _ limits: Limits,
        _ context: ToolContext, _ count: inout Int64, skipsErrors: Bool
    ) -> CommandFailure? {
        let console = context.console
        var lastRecord = context.time.monotonic()
        while TerminationSignal.exitCode == nil {
            if let maximum = limits.messages, count >= maximum { return nil }
            let record: IncomingRecord?
            do throws(CommandFailure) {
                record = try consumer.next(milliseconds: wait(limits, lastRecord, context.time))
            } catch {
                ended(error.message, console)
                return nil
            }
            guard let record else {
                console.flush()
                if let limit = limits.idle, context.time.monotonic() - lastRecord >= limit {
                    ended("no record came for \(limit.wholeMilliseconds) ms", console)
                    return nil
                }
                continue
            }
            lastRecord = context.time.monotonic()
            count += 1
            do throws(CommandFailure) {
                console.out(try formatter.bytes(for: record))
            } catch {
                if !skipsErrors { return error }
                console.errorLine("ERROR Error processing message, skipping it: \(error.message)")
            }
        }
        return nil
    }

    private func ended(_ reason: String, _ console: any Console) {
        console.errorLine(
            "ERROR Error processing message, terminating consumer process: \(reason)")
    }

    private func wait(
        _ limits: Limits, _ lastRecord: MonotonicTime, _ time: any TimeSource
    ) -> Int32 {
        guard let idle = limits.idle else { return Self.pollMilliseconds }
        let left = (idle - (time.monotonic() - lastRecord)).wholeMilliseconds
        return Int32(clamping: min(max(left, 1), Int64(Self.pollMilliseconds)))
    }

    private func formatterProperties(
        _ options: Options, _ context: ToolContext
    ) throws(CommandFailure) -> [String: String] {
        var properties: [String: String] = [:]
        if let file = try options.value("formatter-config") {
            properties = try context.properties(in: file)
        }
        properties.merge(parseKeyValues(options.all("property"))) { _, new in new }
        if let name = try options.value("key-deserializer") {
            properties["key.deserializer"] = name
        }
        if let name = try options.value("value-deserializer") {
            properties["value.deserializer"] = name
        }
        return properties
    }
}
