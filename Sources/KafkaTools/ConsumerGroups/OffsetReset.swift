import KafkaModel
import Platform

/// What `consumer-groups --reset-offsets` asks for.
struct OffsetReset: Equatable {
    enum Target: Equatable {
        case offset(Int64)
        case shift(Int64)
        case earliest
        case latest
        case current
        /// The first offset at or after a time in milliseconds since 1970.
        case time(Int64)
        case file([FileLine])
    }

    /// A line of a CSV file; the group is missing where a command is about one group.
    struct FileLine: Equatable {
        var group: String?
        var partition: TopicPartition
        var offset: Int64
    }

    var groups: GroupSelection
    /// Those that the groups have offsets for, if empty.
    var topics: [TopicPartitionChoice]
    var target: Target
    var isExecuted: Bool
    var isExported: Bool

    init(
        _ options: Options, _ groups: GroupSelection, _ context: ToolContext
    ) throws(CommandFailure) {
        self.groups = groups
        topics = try TopicPartitionChoice.all(
            options.has("all-topics") ? [] : options.all("topic"))
        isExecuted = options.has("execute") && !options.has("dry-run")
        isExported = options.has("export")
        target = try Self.target(options, groups, context)
    }

    private static func target(
        _ options: Options, _ groups: GroupSelection, _ context: ToolContext
    ) throws(CommandFailure) -> Target {
        if let offset: Int64 = try options.number("to-offset") { return .offset(offset) }
        if let shift: Int64 = try options.number("shift-by") { return .shift(shift) }
        if options.has("to-earliest") { return .earliest }
        if options.has("to-latest") { return .latest }
        if options.has("to-current") { return .current }
        if let text = try options.value("to-datetime") { return .time(try time(text)) }
        if let text = try options.value("by-duration") {
            guard let duration = TimeText.duration(text) else {
                throw failed("Text cannot be parsed to a Duration")
            }
            return .time(context.time.wallMilliseconds() - duration)
        }
        let path = try options.value("from-file") ?? ""
        return .file(try lines(of: path, isForOneGroup: groups.named?.count == 1, context))
    }

    private static func time(_ text: String) throws(CommandFailure) -> Int64 {
        guard text.contains("T") else {
            throw failed(
                "java.text.ParseException: Error parsing timestamp. It does not contain a 'T' "
                    + "according to ISO8601 format")
        }
        guard let time = TimeText.milliseconds(text) else {
            throw failed("java.text.ParseException: Unparseable date: \"\(text)\"")
        }
        return time
    }

    private static func lines(
        of path: String, isForOneGroup: Bool, _ context: ToolContext
    ) throws(CommandFailure) -> [FileLine] {
        let text: String
        do throws(SystemError) {
            text = try context.text(of: path)
        } catch {
            throw failed("java.io.IOException: Unable to read file \(path)")
        }
        var lines: [FileLine] = []
        for line in text.split(whereSeparator: \.isNewline) where !String(line).trimmed.isEmpty {
            guard let parsed = FileLine(String(line), isForOneGroup: isForOneGroup) else {
                throw failed(
                    "java.io.IOException: Cannot read the line '\(line)' of file \(path)")
            }
            lines.append(parsed)
        }
        return lines
    }

    private static func failed(_ reason: String) -> CommandFailure {
        CommandFailure(
            "ERROR \(reason)",
            output: "\nError: Executing consumer group command failed due to \(reason)\n",
            exitCode: 0)
    }
}

extension OffsetReset.FileLine {
    /// Reads `topic,partition,offset`, or with a group in front where there are several.
    init?(_ line: String, isForOneGroup: Bool) {
        var fields = line.split(separator: ",", omittingEmptySubsequences: false)
            .map { String($0).trimmed }
        guard fields.count == (isForOneGroup ? 3 : 4) else { return nil }
        group = isForOneGroup ? nil : fields.removeFirst()
        guard let number = Int32(fields[1]), number >= 0, let offset = Int64(fields[2]) else {
            return nil
        }
        partition = TopicPartition(fields[0], number)
        self.offset = offset
    }

    /// The line that ``init(_:isForOneGroup:)`` reads.
    var text: String {
        (group.map { $0 + "," } ?? "") + "\(partition.topic),\(partition.partition),\(offset)"
    }
}
