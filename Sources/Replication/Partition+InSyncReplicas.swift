import KafkaModel
import Platform
import Storage

/// What the controller answered to a change of the in-sync replicas.
package enum InSyncReplicasAnswer: Equatable, Sendable {
    /// The change, or a later state, is in force.
    case committed(
        leaderEpoch: LeaderEpoch, partitionEpoch: PartitionEpoch, members: [BrokerID],
        recoveryState: Int8)
    /// Refused for now: the committed set stays in force.
    case refused
    /// The leader's knowledge is old: the change stays pending until the controller's next order.
    case superseded
}

extension Partition {
    func makeProposal(_ state: borrowing State, _ own: Leadership) -> InSyncReplicasProposal? {
        guard let assignment = state.assignment else { return nil }
        let members = own.inSync.proposed.map { ($0, own.progress[$0]?.brokerEpoch ?? .none) }
        return InSyncReplicasProposal(
            partition: self, topicID: assignment.topicID, leaderEpoch: assignment.leaderEpoch,
            partitionEpoch: assignment.partitionEpoch, members: members, leaderRecoveryState: 0)
    }

    /// Whether a broker is in the committed in-sync replicas; `false` where this one does not lead.
    func hasInSync(_ broker: BrokerID) -> Bool {
        state.withLock { state in
            if case .leader(let own) = state.role {
                own.inSync.committed.contains(broker)
            } else {
                false
            }
        }
    }

    /// Drops members that have fallen behind, if there are any: asks the controller.
    package func shrinkInSyncReplicas(now: MonotonicTime) {
        let proposal = state.withLock { state -> InSyncReplicasProposal? in
            guard case .leader(var own) = state.role else { return nil }
            let behind = own.inSync.fallenBehind(
                leader: settings.brokerID, progress: own.progress, leaderEnd: log.offsets.end,
                now: now, lag: settings.replicaLagTimeMax)
            guard !behind.isEmpty else { return nil }
            own.inSync.propose(.shrink(removing: behind))
            state.role = .leader(own)
            return makeProposal(state, own)
        }
        if let proposal { surroundings.requestInSyncReplicas(proposal) }
    }

    /// The controller's answer to a proposal made under `epoch`; ignored if the leadership has
    /// changed since.
    package func completeInSyncReplicasChange(
        _ answer: InSyncReplicasAnswer, proposedUnder epoch: LeaderEpoch
    ) {
        let now = time.monotonic()
        let ready = state.withLock { state -> PartitionWaiters.Ready in
            guard case .leader(var own) = state.role, state.leaderEpoch == epoch else {
                return .init()
            }
            switch answer {
            case .committed(let leaderEpoch, let partitionEpoch, let members, let recovery):
                guard leaderEpoch == epoch, let known = state.assignment?.partitionEpoch,
                    partitionEpoch >= known
                else { return .init() }
                own.inSync.commit(members)
                own.recoveryState = recovery
                state.assignment?.inSyncReplicas = members
                state.assignment?.partitionEpoch = partitionEpoch
            case .refused: own.inSync.withdraw()
            case .superseded: return .init()
            }
            state.role = .leader(own)
            _ = advanceHighWatermark(&state, now: now)
            return state.waiters.take(upTo: state.highWatermark)
        }
        ready.notify()
    }
}
