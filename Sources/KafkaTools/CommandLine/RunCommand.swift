import KafkaModel

/// The tools of this binary, in the order in which they are listed.
package let allTools: [any Tool] = [
    TopicsCommand(), ConfigsCommand(), ConsoleProducerCommand(), ConsoleConsumerCommand(),
    ConsumerGroupsCommand(), GetOffsetsCommand(), DeleteRecordsCommand(),
    BrokerAPIVersionsCommand(), DumpLogCommand(), ReassignPartitionsCommand(),
    LeaderElectionCommand(), PreferredReplicaElectionCommand(), LogDirsCommand(),
    ReplicaVerificationCommand(), ControllerCommand(), LogCommand(),
]

/// The binary: the first word names the tool, the rest is the tool's. Returns the exit code.
package func runCommand(_ words: [String]) async -> Int32 {
    let console = StandardConsole()
    defer { console.flush() }
    switch words.first {
    case nil, "help", "--help", "-h":
        console.err(overview)
        return words.isEmpty ? 1 : 0
    case "--version", "version":
        console.line("\(SoftwareVersion.name) \(SoftwareVersion.current)")
        return 0
    case .some(let name):
        guard let tool = allTools.first(where: { $0.name == name }) else {
            console.errorLine("\(name) is not a command of needletail")
            console.err(overview)
            return 1
        }
        return await runTool(tool, Array(words.dropFirst()), .real(console))
    }
}

private var overview: String {
    let width = (allTools.map(\.name.count).max() ?? 0) + 2
    let lines = allTools.map { "  \($0.name.padded(to: width))\($0.table.purpose)\n" }
    return "Usage: needletail <command> [--option value]...\n\n" + lines.joined()
        + "\nneedletail <command> --help lists the options of a command.\n"
}
