/// Turns records into output.
package protocol MessageFormatter: Sendable {
    /// The bytes to print for `record`, with any line end. Throws for one that cannot be read.
    func bytes(for record: IncomingRecord) throws(CommandFailure) -> [UInt8]
}

/// Prints nothing: for counting.
struct NoOpMessageFormatter: MessageFormatter {
    func bytes(for record: IncomingRecord) -> [UInt8] { [] }
}

/// The formatter that `--formatter` names: Kafka's class names, old and new.
struct FormatterChoice {
    var formatter: any MessageFormatter
    /// What to print on standard error about the name.
    var warning: String?

    init(_ className: String?, _ properties: [String: String]) throws(CommandFailure) {
        guard let className else {
            formatter = try DefaultMessageFormatter(properties)
            return
        }
        if let newName = Self.renamed[className] {
            warning =
                "WARNING: \(className) is deprecated and will be removed in the next major "
                + "release. Please use \(Self.package)\(newName) instead"
        }
        let shortName = className.split(separator: ".").last.map(String.init) ?? ""
        switch shortName {
        case "DefaultMessageFormatter", "LoggingMessageFormatter":
            formatter = try DefaultMessageFormatter(properties)
        case "NoOpMessageFormatter":
            formatter = NoOpMessageFormatter()
        default:
            guard let choice = internalTopicFormatter(shortName) else {
                throw .usage(className)
            }
            formatter = choice
        }
    }

    private static let package = "org.apache.kafka.tools.consumer."
    private static let renamed = [
        "kafka.tools.DefaultMessageFormatter": "DefaultMessageFormatter",
        "kafka.tools.LoggingMessageFormatter": "LoggingMessageFormatter",
        "kafka.tools.NoOpMessageFormatter": "NoOpMessageFormatter",
        "kafka.coordinator.group.GroupMetadataManager$OffsetsMessageFormatter":
            "OffsetsMessageFormatter",
        "kafka.coordinator.group.GroupMetadataManager$GroupMetadataMessageFormatter":
            "GroupMetadataMessageFormatter",
        "kafka.coordinator.transaction.TransactionLog$TransactionLogMessageFormatter":
            "TransactionLogMessageFormatter",
    ]
}
