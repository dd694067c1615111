/// Something worth knowing that it happens in simulations: a fault that was made, or a situation that
/// the brokers came into. What never occurs is not tested, so they are counted.
package enum Occurrence: String, Hashable, Sendable, CaseIterable {
    // Faults.
    case kill = "broker killed"
    case killAfterISRChange = "leader killed just after its ISR changed"
    case pause = "broker paused"
    case cut = "hosts cut off from each other"
    case cutOneWay = "hosts cut off one way"
    case slowLink = "slow link"
    case slowReturn = "broker back behind slow links"
    case connectionReset = "connection broken"
    case zooKeeperDisconnect = "connection to ZooKeeper broken"
    case sessionExpiry = "session expired"
    case lateWatch = "watch heard late"
    case powerLoss = "power lost"
    case powerLossAmidFaults = "power lost amid other faults"
    case lostBytes = "power lost with bytes that were not synced"
    case diskError = "log directory failed"
    case clockSet = "wall clock set"
    case directoryMoveCut = "broker died amid a move between its log directories"
    case lostReply = "write carried out, its reply lost"

    // Situations.
    case controllerChange = "another controller"
    case leaderChange = "another leader"
    case noLeader = "no leader"
    case uncleanElection = "leader elected that was not in sync"
    case uncleanLoss = "committed records lost by an unclean election"
    case shrunkISR = "ISR shrunk"
    case grownISR = "ISR grown"
    case truncation = "log truncated"
    case replicasOffline = "replicas offline with their directory"
    case staleEpochRefused = "stale leader epoch refused"
    case moveBegun = "move of replicas begun"
    case moveEnded = "move of replicas ended"
    case directoryMoveBegun = "move between log directories begun"
    case directoryMoveEnded = "move between log directories ended"
    case deletionBegun = "deletion of a topic begun"
    case deletionEnded = "topic deleted"
    case nameUsedAgain = "topic created under the name of a deleted one"

    // Groups.
    case groupAssigned = "partitions given to a member of a group"
    case offsetsCommitted = "commit acknowledged"
    case offsetsRead = "committed offset told"
    case otherCoordinator = "another coordinator of a group"
    case memberLeft = "member left its group"
    case memberVanished = "member went away in silence"
    case memberOverslept = "member silent for longer than its session"
    case oldGenerationRefused = "commit of an old generation refused"
    case strangerRefused = "commit of an unknown member refused"
}

/// How often each has been seen.
package struct Occurrences: Sendable {
    private var counts: [Occurrence: Int] = [:]

    package init() {}

    package subscript(occurrence: Occurrence) -> Int { counts[occurrence, default: 0] }

    package mutating func add(_ occurrence: Occurrence, _ times: Int = 1) {
        counts[occurrence, default: 0] += times
    }

    package mutating func add(_ others: Occurrences) {
        for (occurrence, times) in others.counts { add(occurrence, times) }
    }

    /// What has never been seen.
    package var missing: [Occurrence] { Occurrence.allCases.filter { self[$0] == 0 } }
}
