import KafkaModel
import KafkaProtocol
import Platform

/// What a command line of `consumer-groups` asks for.
enum GroupAction {
    case list(GroupListing)
    case describe(GroupSelection, GroupView)
    case delete(GroupSelection)
    case resetOffsets(OffsetReset)
    case deleteOffsets(group: String, [TopicPartitionChoice])

    init(_ options: Options, _ context: ToolContext) throws(CommandFailure) {
        let selection = GroupSelection(
            named: options.has("all-groups") ? nil : options.all("group"))
        if options.has("list") {
            self = .list(try GroupListing(options))
        } else if options.has("describe") {
            let view: GroupView =
                options.has("members")
                ? .members(isVerbose: options.has("verbose"))
                : options.has("state") ? .state : .offsets
            self = .describe(selection, view)
        } else if options.has("delete") {
            self = .delete(selection)
        } else if options.has("reset-offsets") {
            self = .resetOffsets(try OffsetReset(options, selection, context))
        } else {
            self = .deleteOffsets(
                group: options.all("group").first ?? "",
                try TopicPartitionChoice.all(options.all("topic")))
        }
    }
}

enum GroupView: Equatable {
    case offsets
    case members(isVerbose: Bool)
    case state
}

/// The groups that a command is about.
struct GroupSelection: Equatable {
    /// All groups for `nil`.
    var named: [String]?

    func groups(_ admin: any ClusterAdmin) async throws(AdminFailure) -> [String] {
        if let named {
            return named.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }.sorted()
        }
        return try await admin.listGroups().map(\.groupId)
    }
}

/// What `--list` shows.
struct GroupListing: Equatable {
    var showsState: Bool
    var showsType: Bool
    /// Only these; all if empty.
    var states: Set<String> = []
    /// In lower case.
    var types: Set<String> = []

    init(_ options: Options) throws(CommandFailure) {
        showsState = options.has("state")
        showsType = options.has("type")
        if let text = try options.value("state") {
            for word in text.split(separator: ",").map({ String($0).trimmed }) {
                let known = GroupDescription.states.first { $0.lowercased() == word.lowercased() }
                guard let known else {
                    throw .usage(
                        "Invalid state list '\(text)'. Valid states are: "
                            + GroupDescription.states.joined(separator: ", "))
                }
                states.insert(known)
            }
        }
        if let text = try options.value("type") {
            for word in text.split(separator: ",").map({ String($0).trimmed.lowercased() }) {
                guard ["classic", "consumer"].contains(word) else {
                    throw .usage(
                        "Invalid types list '\(text)'. Valid types are: Consumer, Classic")
                }
                types.insert(word)
            }
        }
    }
}

/// A value of `--topic`: a topic, or some of its partitions (`topic:0,1,2`).
struct TopicPartitionChoice: Equatable {
    let text: String
    let topic: String
    /// All for `nil`.
    let numbers: [Int32]?

    static func all(_ texts: [String]) throws(CommandFailure) -> [TopicPartitionChoice] {
        var choices: [TopicPartitionChoice] = []
        for text in texts { choices.append(try TopicPartitionChoice(text)) }
        return choices
    }

    private init(_ text: String) throws(CommandFailure) {
        self.text = text
        guard let colon = text.firstIndex(of: ":") else {
            topic = text
            numbers = nil
            return
        }
        topic = String(text[..<colon])
        var numbers: [Int32] = []
        for word in text[text.index(after: colon)...].split(separator: ",") {
            guard let number = Int32(word), number >= 0 else {
                throw .usage("Invalid partitions in --topic \(text)")
            }
            numbers.append(number)
        }
        self.numbers = numbers
    }

    /// Throws if the topic, or a partition that is named, does not exist.
    func partitions(_ admin: any ClusterAdmin) async throws(AdminFailure) -> [TopicPartition] {
        if let numbers { return numbers.map { TopicPartition(topic, $0) } }
        let answer = try await admin.metadata(topics: [topic], call: "describeTopics")
        guard let found = answer.topics.first else { throw AdminFailure(.unknownTopicOrPartition) }
        try check(found.errorCode)
        return found.partitions.map { TopicPartition(topic, $0.partitionIndex) }.sorted()
    }
}
