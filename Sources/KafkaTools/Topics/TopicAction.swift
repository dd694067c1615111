import KafkaModel

/// What a command line of `topics` asks for.
enum TopicAction {
    case create(NewTopicOptions, ifNotExists: Bool)
    case list(TopicSelection)
    case describe(TopicSelection, topicID: UUID?, DescribeFilter, ifExists: Bool)
    case alter(TopicSelection, NewTopicOptions, ifExists: Bool)
    case delete(TopicSelection, ifExists: Bool)

    init(_ options: Options) throws(CommandFailure) {
        let ifExists = options.has("if-exists")
        if options.has("create") {
            self = .create(
                try NewTopicOptions(options), ifNotExists: options.has("if-not-exists"))
            return
        }
        let selection = try TopicSelection(options)
        if options.has("list") {
            self = .list(selection)
        } else if options.has("describe") {
            self = .describe(
                selection, topicID: try Self.topicID(options), DescribeFilter(options),
                ifExists: ifExists)
        } else if options.has("alter") {
            self = .alter(selection, try NewTopicOptions(options), ifExists: ifExists)
        } else {
            self = .delete(selection, ifExists: ifExists)
        }
    }

    private static func topicID(_ options: Options) throws(CommandFailure) -> UUID? {
        guard let text = try options.value("topic-id") else { return nil }
        guard let id = UUID(text) else {
            // What the text would be as base64 without padding.
            throw CommandFailure(
                "Input string `\(text.prefix(24))` decoded as \(text.utf8.count * 6 / 8) bytes, "
                    + "which is not equal to the expected 16 bytes of a base64-encoded UUID")
        }
        return id.isZero ? nil : id
    }
}
