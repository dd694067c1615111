import KafkaModel
import KafkaProtocol
import Platform

/// `kafka-consumer-groups.sh`: lists, describes and deletes consumer groups and sets their offsets.
package struct ConsumerGroupsCommand: Tool {
    package let name = "consumer-groups"
    package let table = GroupOptions.table

    package init() {}

    package func run(
        _ options: Options, _ context: ToolContext
    ) async throws(CommandFailure) -> Int32 {
        try GroupOptions.check(options) { context.console.errorLine($0) }
        let action = try GroupAction(options, context)
        var settings = try AdminSettings(
            servers: options.value("bootstrap-server") ?? "",
            propertiesFile: options.value("command-config"), context)
        settings.apiTimeout = .milliseconds(
            max(0, try options.number("timeout", as: Int64.self) ?? 5000))
        settings.requestTimeout = min(settings.requestTimeout, settings.apiTimeout)
        let admin = try await context.connectAdmin(settings)
        let failure = await perform(action, admin, context)
        await admin.close()
        if let failure { throw failure }
        return 0
    }

    /// Like Kafka, a failure on the way is told on standard output and is no reason for an exit code;
    /// standard error has it as well.
    private func perform(
        _ action: GroupAction, _ admin: any ClusterAdmin, _ context: ToolContext
    ) async -> CommandFailure? {
        let console = context.console
        do throws(AdminFailure) {
            switch action {
            case .list(let listing):
                try await list(listing, admin, console)
            case .describe(let groups, let view):
                try await GroupDescriber(admin: admin, console: console).describe(groups, view)
            case .delete(let groups):
                try await delete(groups, admin, console)
            case .resetOffsets(let reset):
                try await GroupOffsetReset(admin: admin, context: context).run(reset)
            case .deleteOffsets(let group, let topics):
                try await deleteOffsets(of: group, topics, admin, console)
            }
            return nil
        } catch {
            // A shift from nowhere is, for Kafka, a mistake in the options.
            if error.code == .invalidRequest { return .usage(error.message) }
            return CommandFailure(
                "ERROR \(error.fullText)",
                output: "\nError: Executing consumer group command failed due to "
                    + "\(error.exceptionText)\n", exitCode: 0)
        }
    }

    private func list(
        _ listing: GroupListing, _ admin: any ClusterAdmin, _ console: any Console
    ) async throws(AdminFailure) {
        let groups = try await admin.listGroups().filter { group in
            (listing.states.isEmpty || listing.states.contains(group.groupState))
                && (listing.types.isEmpty
                    || listing.types.contains(group.groupType.lowercased()))
        }
        guard listing.showsState || listing.showsType else {
            for group in groups { console.line(group.groupId) }
            return
        }
        let rows = groups.map { group in
            let type = group.groupType.isEmpty ? "Unknown" : group.groupType
            return (
                id: group.groupId, type: type.prefix(1).uppercased() + type.dropFirst(),
                state: group.groupState
            )
        }
        console.out(
            GroupTables.listing(
                rows, showsType: listing.showsType, showsState: listing.showsState))
    }

    private func delete(
        _ selection: GroupSelection, _ admin: any ClusterAdmin, _ console: any Console
    ) async throws(AdminFailure) {
        var deleted: [String] = []
        var failed: [(group: String, failure: AdminFailure)] = []
        for group in try await selection.groups(admin) {
            do throws(AdminFailure) {
                try await admin.deleteGroup(group)
                deleted.append(group)
            } catch {
                failed.append((group, error))
            }
        }
        let names = deleted.joined(separator: ", ")
        guard !failed.isEmpty else {
            console.line("Deletion of requested consumer groups ('\(names)') was successful.")
            return
        }
        console.line("\nError: Deletion of some consumer groups failed:")
        for (group, failure) in failed {
            console.line(
                "* Group '\(group)' could not be deleted due to: "
                    + "java.util.concurrent.ExecutionException: \(failure.exceptionText)")
        }
        if !deleted.isEmpty {
            console.line("\nThese consumer groups were deleted successfully: '\(names)', '")
        }
    }
}

// Deleting offsets.
extension ConsumerGroupsCommand {
    private func deleteOffsets(
        of group: String, _ topics: [TopicPartitionChoice], _ admin: any ClusterAdmin,
        _ console: any Console
    ) async throws(AdminFailure) {
        var results: [TopicPartition: String?] = [:]
        var partitions: [TopicPartition] = []
        for topic in topics {
            do throws(AdminFailure) {
                partitions += try await topic.partitions(admin)
            } catch {
                guard error.code == .unknownTopicOrPartition else { throw error }
                results[TopicPartition(topic.topic, -1)] = error.exceptionText
            }
        }
        var wholeFailure: AdminFailure?
        do throws(AdminFailure) {
            for (partition, code) in try await admin.deleteOffsets(partitions, of: group) {
                let failure = code == .none ? nil : AdminFailure(code)
                results[partition] = .some(failure?.exceptionText)
                if wholeFailure == nil { wholeFailure = failure }
            }
        } catch {
            wholeFailure = error
            for partition in partitions { results[partition] = error.exceptionText }
        }
        let named = topics.map(\.text).joined(separator: ", ")
        console.line(
            wholeFailure.map { "\nError: " + explanation($0, group) }
                ?? "Request succeed for deleting offsets with topic \(named) group \(group)")
        console.out(
            GroupTables.deletions(
                results.sorted { $0.key < $1.key }.map { (partition: $0.key, failure: $0.value) }))
    }

    private func explanation(_ failure: AdminFailure, _ group: String) -> String {
        switch failure.code {
        case .invalidGroupId: "'\(group)' is not valid."
        case .groupIdNotFound: "'\(group)' does not exist."
        case .groupAuthorizationFailed: "Access to '\(group)' is not authorized."
        case .nonEmptyGroup:
            "Deleting offsets of a consumer group '\(group)' is forbidden if the group is not "
                + "empty."
        case .groupSubscribedToTopic, .topicAuthorizationFailed, .unknownTopicOrPartition:
            "Encounter some partition level error, see the follow-up details:"
        default: "Encounter some unknown error: \(failure.message)"
        }
    }
}
