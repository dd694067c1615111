import KafkaModel

/// Whether a leader knows that its log may lack acknowledged records.
package enum LeaderRecoveryState: Int8, Sendable {
    case recovered = 0
    /// Elected from outside the in-sync replicas.
    case recovering = 1
}

/// `/brokers/topics/<t>/partitions/<n>/state`: who leads a partition and who is in sync. The data
/// version of the node is the partition epoch.
package struct PartitionStateZNode: Equatable, Sendable {
    /// ``BrokerID/none`` while there is no leader.
    package var leader: BrokerID
    package var leaderEpoch: LeaderEpoch
    /// Of the controller that wrote the state.
    package var controllerEpoch: ControllerEpoch
    package var inSyncReplicas: [BrokerID]
    package var recovery: LeaderRecoveryState

    package init(
        leader: BrokerID, leaderEpoch: LeaderEpoch, controllerEpoch: ControllerEpoch,
        inSyncReplicas: [BrokerID], recovery: LeaderRecoveryState = .recovered
    ) {
        self.leader = leader
        self.leaderEpoch = leaderEpoch
        self.controllerEpoch = controllerEpoch
        self.inSyncReplicas = inSyncReplicas
        self.recovery = recovery
    }

    package static func path(_ partition: TopicPartition) -> String {
        "\(MetadataPath.partition(partition))/state"
    }

    /// The partition whose state stands at a path; `nil` for other paths.
    package static func partition(_ path: String) -> TopicPartition? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 7, let number = Int32(parts[5]) else { return nil }
        let partition = TopicPartition(String(parts[3]), number)
        return path == self.path(partition) ? partition : nil
    }
}

extension PartitionStateZNode {
    package init(decoding data: [UInt8]?) throws(ZNodeDecodeError) {
        let json = try JSONValue.decode(data)
        leader = BrokerID(try json.int32("leader"))
        leaderEpoch = LeaderEpoch(try json.int32("leader_epoch"))
        controllerEpoch = ControllerEpoch(try json.int32("controller_epoch"))
        inSyncReplicas = try json.brokerIDs("isr")
        recovery = .recovered
        if let number = try json.optionalInt32("leader_recovery_state") {
            guard let small = Int8(exactly: number),
                let known = LeaderRecoveryState(rawValue: small)
            else { throw .invalidField("leader_recovery_state") }
            recovery = known
        }
    }

    package func encode() -> [UInt8] {
        var members: [JSONValue.Member] = [
            .init("controller_epoch", JSONValue(controllerEpoch.rawValue)),
            .init("leader", JSONValue(leader.rawValue)),
            .init("version", .integer(1)),
        ]
        if recovery != .recovered {
            members.append(.init("leader_recovery_state", .integer(Int64(recovery.rawValue))))
        }
        members += [
            .init("leader_epoch", JSONValue(leaderEpoch.rawValue)),
            .init("isr", JSONValue.brokerIDs(inSyncReplicas)),
        ]
        return JSONValue.object(members).encoded()
    }
}
