import KafkaModel
import Platform

/// Moves between the log directories of a broker, which are a part of a plan.
extension ReassignmentRun {
    /// Begins the moves. A replica that is not at its broker yet is asked for again until it is there.
    func moveDirectories(_ wanted: [PartitionReplica: String]) async throws(CommandFailure) {
        var pending = wanted
        let deadline = time.monotonic() + timeout
        while !pending.isEmpty {
            let answers = try await cluster.moveDirectories(pending)
            for (replica, code) in answers.sorted(by: { $0.key < $1.key }) {
                switch code {
                case .none:
                    console.line(
                        "Successfully started moving log directory to \(pending[replica] ?? "") for "
                            + "replica \(replica.partition) with broker \(replica.broker) ")
                    pending[replica] = nil
                case .replicaNotAvailable: break
                default: throw .reassignment("Failed to alter dir for \(replica)", because: code)
                }
            }
            guard !pending.isEmpty else { return }
            guard time.monotonic() < deadline else {
                let plural = pending.count == 1 ? "" : "s"
                throw .terse(
                    "Timed out before log directory move\(plural) could be started for: "
                        + ReassignmentText.list(pending.keys.sorted()))
            }
            try? await time.sleep(for: .milliseconds(100))
        }
    }

    /// Prints how far the moves are; an empty line if there are none. `true` if all are over.
    func verifyDirectories(_ wanted: [PartitionReplica: String])
        async throws(CommandFailure) -> Bool
    {
        guard !wanted.isEmpty else {
            console.line("")
            return true
        }
        let found = try await cluster.directories(of: Set(wanted.keys))
        var areOver = true
        for (replica, target) in wanted.sorted(by: { $0.key < $1.key }) {
            let state = DirectoryMoveState(found[replica], target: target)
            areOver = areOver && state.isOver
            console.line(state.text(replica, target: target))
        }
        return areOver
    }

    /// Sends those of the replicas that are being moved back to where they are.
    func cancelDirectories(_ wanted: [PartitionReplica: String]) async throws(CommandFailure) {
        let found =
            wanted.isEmpty ? [:] : try await cluster.directories(of: Set(wanted.keys))
        let running = found.filter { $0.value.future != nil }.compactMapValues(\.current)
        guard !running.isEmpty else {
            return console.line("None of the specified partition moves are active.")
        }
        try await moveDirectories(running)
    }
}
