import KafkaModel

/// Which partitions `get-offsets` is about.
struct TopicPartitionFilter {
    /// A topic with a range of partitions. A partition passes if any rule allows it.
    private struct Rule {
        var topic: TopicPattern?
        /// The upper bound is not included.
        var partitions: Range<Int32> = 0..<Int32.max
    }

    private var rules: [Rule] = []
    private var excludesInternal = false

    init(_ options: Options) throws(CommandFailure) {
        excludesInternal = options.has("exclude-internal-topics")
        if let text = try options.value("topic-partitions") {
            if options.has("topic") || options.has("partitions") {
                throw CommandFailure(
                    "--topic-partitions cannot be used with --topic or --partitions")
            }
            for word in text.split(separator: ",") { rules.append(try Self.rule(String(word))) }
            return
        }
        var topic: TopicPattern?
        if let text = try options.value("topic") { topic = try TopicPattern(text) }
        guard let list = try options.value("partitions"), !list.isEmpty else {
            rules = [Rule(topic: topic)]
            return
        }
        for word in list.split(separator: ",", omittingEmptySubsequences: false) {
            guard let number = Int32(String(word).trimmed), number >= 0, number < .max else {
                throw CommandFailure(
                    "--partitions expects a comma separated list of numeric partition ids, but "
                        + "received: \(list)")
            }
            rules.append(Rule(topic: topic, partitions: number..<number + 1))
        }
    }

    func allows(_ partition: TopicPartition) -> Bool {
        if excludesInternal, TopicName.isInternal(partition.topic) { return false }
        return rules.contains { rule in
            rule.partitions.contains(partition.partition)
                && rule.topic?.matches(partition.topic) ?? true
        }
    }

    /// Reads `topic[:number | number-number | number- | -number]`; every topic for an empty one.
    private static func rule(_ text: String) throws(CommandFailure) -> Rule {
        guard let match = text.wholeMatch(of: /([^:,]*)(?::(?:([0-9]*)(-([0-9]*))?)?)?/) else {
            throw CommandFailure("Invalid rule specification: \(text)")
        }
        var rule = Rule()
        if !match.1.isEmpty { rule.topic = try TopicPattern(String(match.1)) }
        let low = match.2.flatMap { Int32($0) }
        let high = match.4.flatMap { Int32($0) }
        if match.3 != nil {
            let start = low ?? 0
            rule.partitions = start..<max(start, high ?? .max)
        } else if let low, low < .max {
            rule.partitions = low..<low + 1
        }
        return rule
    }
}
