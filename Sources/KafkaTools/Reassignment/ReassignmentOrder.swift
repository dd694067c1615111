import KafkaModel
import Platform

/// What a run of `reassign-partitions` is to do, with its files read and checked.
enum ReassignmentOrder {
    case generate(topics: [String], brokers: [BrokerID], isRackAware: Bool)
    case execute(
        ReassignmentFile, isAdditional: Bool, throttle: Int64, directoryThrottle: Int64)
    case verify(ReassignmentFile, keepsThrottles: Bool)
    case cancel(ReassignmentFile, keepsThrottles: Bool)
    case list

    init(
        _ action: ReassignOptions.Action, _ options: Options, _ context: ToolContext
    ) throws(CommandFailure) {
        let keepsThrottles = options.has("preserve-throttles")
        switch action {
        case .generate:
            self = .generate(
                topics: try ReassignmentFile.topics(
                    in: Self.content("topics-to-move-json-file", options, context)),
                brokers: try Self.brokers(options),
                isRackAware: !options.has("disable-rack-aware"))
        case .execute:
            let file = try Self.file(options, context)
            try file.check()
            self = .execute(
                file, isAdditional: options.has("additional"),
                throttle: try options.number("throttle") ?? -1,
                directoryThrottle: try options.number("replica-alter-log-dirs-throttle") ?? -1)
        case .verify:
            self = .verify(try Self.file(options, context), keepsThrottles: keepsThrottles)
        case .cancel:
            self = .cancel(try Self.file(options, context), keepsThrottles: keepsThrottles)
        case .list: self = .list
        }
    }

    private static func file(_ options: Options, _ context: ToolContext)
        throws(CommandFailure) -> ReassignmentFile
    {
        try ReassignmentFile(parsing: content("reassignment-json-file", options, context))
    }

    private static func content(
        _ option: String, _ options: Options, _ context: ToolContext
    ) throws(CommandFailure) -> [UInt8] {
        let path = try options.value(option) ?? ""
        do throws(SystemError) {
            return try context.readFile(path)
        } catch {
            throw .reassignment("Unable to read file \(path)")
        }
    }

    private static func brokers(_ options: Options) throws(CommandFailure) -> [BrokerID] {
        let text = try options.value("broker-list") ?? ""
        var ids: [BrokerID] = []
        for part in text.split(separator: ",") {
            guard let id = Int32(String(part).trimmed) else {
                throw .reassignment("For input string: \"\(part)\"")
            }
            ids.append(BrokerID(id))
        }
        let repeated = repetitions(ids)
        guard repeated.isEmpty else {
            throw .reassignment(
                "Broker list contains duplicate entries: "
                    + "[\(repeated.map(\.description).joined(separator: ", "))]")
        }
        return ids
    }
}
