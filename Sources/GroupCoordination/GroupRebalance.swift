import Configuration
import KafkaModel
import Platform
import Scheduling
import Telemetry

/// A group's way from one generation to the next (group-and-transactions A5).
extension GroupShard {
    /// Begins a rebalance, unless one waits for members already.
    func prepareRebalance(_ group: ClassicGroup) {
        guard group.canRebalance else { return }
        if group.state == .completingRebalance {
            resetAssignments(of: group, .rebalanceInProgress)
        }
        group.syncTimer?.cancel()
        group.syncTimer = nil
        let isFirst = group.state == .empty
        group.transition(to: .preparingRebalance, at: now)
        if isFirst {
            let delay = environment.groups.initialRebalanceDelay
            awaitFirstMembers(
                group, delay: delay, remaining: max(group.rebalanceTimeout - delay, .zero))
        } else {
            awaitMembers(group)
            completeJoinIfPossible(group)
        }
    }

    private func awaitFirstMembers(_ group: ClassicGroup, delay: Duration, remaining: Duration) {
        wait(group, .initial(remaining: remaining), delay)
    }

    private func awaitMembers(_ group: ClassicGroup) {
        wait(group, .joining, group.rebalanceTimeout)
    }

    private func wait(_ group: ClassicGroup, _ wait: Rebalance.Wait, _ delay: Duration) {
        group.rebalance?.timer.cancel()
        let groupID = group.id
        let timer = schedule(after: delay) { shard in
            guard let group = shard.groups[groupID] else { return }
            shard.waitIsOver(group)
            group.checkInvariants()
        }
        group.rebalance = Rebalance(wait: wait, timer: timer)
    }

    private func waitIsOver(_ group: ClassicGroup) {
        guard group.state == .preparingRebalance, let rebalance = group.rebalance else { return }
        if case .initial(let remaining) = rebalance.wait, group.hasNewMember, remaining > .zero {
            group.hasNewMember = false
            let delay = min(environment.groups.initialRebalanceDelay, remaining)
            awaitFirstMembers(group, delay: delay, remaining: max(remaining - delay, .zero))
        } else {
            completeJoin(group)
        }
    }

    /// Ends the wait for members when nobody is missing. The first wait always takes its time.
    func completeJoinIfPossible(_ group: ClassicGroup) {
        guard group.state == .preparingRebalance, group.rebalance?.wait == .joining,
            group.haveAllJoined
        else { return }
        completeJoin(group)
    }

    private func completeJoin(_ group: ClassicGroup) {
        for member in group.orderedMembers where !member.isAwaitingJoin && !member.isStatic {
            group.remove(member.id)
        }
        guard group.electJoinedLeader() || group.isEmptyOfMembers else {
            // Only absent static members are left: they have until their sessions end.
            return awaitMembers(group)
        }
        group.rebalance?.timer.cancel()
        group.rebalance = nil
        group.beginGeneration(at: now)
        if group.isEmptyOfMembers {
            storeEmpty(group)
        } else {
            answerJoins(of: group)
        }
    }

    private func storeEmpty(_ group: ClassicGroup) {
        let logger = environment.logger
        let id = group.id
        store(group, assignment: { _ in [] }) { error in
            guard let error else { return }
            logger.warn("group \(id): its end could not be written: \(error)")
        }
    }

    private func answerJoins(of group: ClassicGroup) {
        for member in group.orderedMembers {
            member.answerJoin(
                JoinOutcome(
                    group, for: member.id, leader: group.leader,
                    listsMembers: group.isLeader(member.id)))
            member.isNew = false
            renewSession(member, of: group)
        }
        group.awaitSyncs()
        awaitSyncs(of: group)
    }

    // MARK: Members that do not come for their assignment

    private func awaitSyncs(of group: ClassicGroup) {
        let groupID = group.id
        let generation = group.generation
        group.syncTimer?.cancel()
        group.syncTimer = schedule(after: group.rebalanceTimeout) { shard in
            guard let group = shard.groups[groupID], group.generation == generation else {
                return
            }
            shard.syncsAreLate(group)
            group.checkInvariants()
        }
    }

    private func syncsAreLate(_ group: ClassicGroup) {
        guard group.state == .completingRebalance || group.state == .stable,
            !group.awaitedSyncs.isEmpty
        else { return }
        for memberID in group.awaitedSyncs.sorted() { group.remove(memberID) }
        prepareRebalance(group)
    }

    /// A member has sent its SyncGroup.
    func syncArrived(from memberID: String, in group: ClassicGroup) {
        group.syncArrived(from: memberID)
        guard group.awaitedSyncs.isEmpty else { return }
        group.syncTimer?.cancel()
        group.syncTimer = nil
    }

    /// Takes the assignments back and tells those who wait for one why.
    func resetAssignments(of group: ClassicGroup, _ error: ErrorCode) {
        for member in group.orderedMembers {
            member.assignment = []
            if member.answerSync(SyncOutcome(error)) { renewSession(member, of: group) }
        }
    }
}
