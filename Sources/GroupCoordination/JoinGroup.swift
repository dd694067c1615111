import Bytes
import Configuration
import CoordinatorRuntime
import KafkaModel
import KafkaProtocol
import Platform
import Scheduling

/// Joining a group (group-and-transactions A4).
///
/// Version 1 brings the rebalance timeout, 4 that a client must come back with the id that it is
/// given (KIP-394), 5 static members (KIP-345), 9 that the leader may skip the assignment (KIP-814).
struct JoinAttempt: Sendable {
    let groupID: String
    let memberID: String
    let instanceID: String?
    let client: GroupClient
    let terms: MemberTerms
    let version: Int16
    let completion: @Sendable (JoinOutcome) -> Void

    init(
        _ request: JoinGroupRequest, version: Int16, client: GroupClient,
        completion: @escaping @Sendable (JoinOutcome) -> Void
    ) {
        groupID = request.groupId
        memberID = request.memberId
        instanceID = request.groupInstanceId
        self.client = client
        self.version = version
        terms = MemberTerms(
            protocolType: request.protocolType,
            protocols: request.protocols.map {
                MemberProtocol(name: $0.name, metadata: $0.metadata)
            },
            sessionTimeoutMilliseconds: request.sessionTimeoutMs,
            rebalanceTimeoutMilliseconds: version >= 1
                ? request.rebalanceTimeoutMs : request.sessionTimeoutMs)
        self.completion = completion
    }

    func fail(_ error: ErrorCode, memberID: String? = nil) {
        completion(JoinOutcome(error, memberID: memberID ?? self.memberID))
    }
}

extension GroupShard {
    /// How long a new member may wait for its first rebalance before it counts as gone: it does not
    /// know its id and cannot send heartbeats.
    private static let newMemberTimeout = Duration.seconds(300)

    func join(_ attempt: JoinAttempt) {
        if let error = obstacle(for: attempt.groupID) { return attempt.fail(error) }
        let bounds =
            environment.groups.minimumSessionTimeout...environment.groups.maximumSessionTimeout
        guard bounds.contains(attempt.terms.sessionTimeout) else {
            return attempt.fail(.invalidSessionTimeout)
        }
        if groups[attempt.groupID] == nil && !attempt.memberID.isEmpty {
            return attempt.fail(.unknownMemberId)
        }
        let group = groupMade(attempt.groupID)
        join(group, attempt)
        if group.state == .preparingRebalance { completeJoinIfPossible(group) }
        group.checkInvariants()
    }

    private func join(_ group: ClassicGroup, _ attempt: JoinAttempt) {
        guard hasPlace(in: group, for: attempt.memberID) else {
            group.remove(attempt.memberID)
            return attempt.fail(.groupMaxSizeReached, memberID: "")
        }
        guard group.state != .dead else { return attempt.fail(.coordinatorNotAvailable) }
        guard
            group.accepts(
                type: attempt.terms.protocolType, protocols: attempt.terms.protocols)
        else { return attempt.fail(.inconsistentGroupProtocol) }
        if attempt.memberID.isEmpty {
            joinAsNew(group, attempt)
        } else {
            joinAsKnown(group, attempt)
        }
    }

    private func hasPlace(in group: ClassicGroup, for memberID: String) -> Bool {
        let member = group.member(memberID)
        let limit = environment.groups.maximumSize
        switch group.state {
        case .empty, .dead: return true
        case .preparingRebalance:
            return member?.isAwaitingJoin == true || group.awaitingJoinCount < limit
        case .completingRebalance, .stable:
            return member != nil || group.size < limit
        }
    }

    // MARK: Without a member id

    private func joinAsNew(_ group: ClassicGroup, _ attempt: JoinAttempt) {
        let newID = "\(attempt.instanceID ?? attempt.client.id)-\(makeUniqueText())"
        if let instanceID = attempt.instanceID {
            if let oldID = group.memberID(ofInstance: instanceID) {
                replaceStatic(group, instanceID, oldID, newID, attempt)
            } else {
                addMember(group, newID, attempt)
            }
        } else if attempt.version >= 4 {
            addPending(group, newID, attempt)
            attempt.fail(.memberIdRequired, memberID: newID)
        } else {
            addMember(group, newID, attempt)
        }
    }

    private func addPending(_ group: ClassicGroup, _ memberID: String, _ attempt: JoinAttempt) {
        let groupID = group.id
        let timer = schedule(after: attempt.terms.sessionTimeout) { shard in
            guard let group = shard.groups[groupID] else { return }
            shard.removePending(memberID, from: group)
            group.checkInvariants()
        }
        group.addPending(memberID, timer: timer)
    }

    /// Forgets an id that was handed out; the others need not wait for it.
    func removePending(_ memberID: String, from group: ClassicGroup) {
        group.remove(memberID)
        if group.state == .preparingRebalance { completeJoinIfPossible(group) }
    }

    private func addMember(_ group: ClassicGroup, _ memberID: String, _ attempt: JoinAttempt) {
        // A member more, while the first members are waited for: waiting longer may bring others.
        if group.state == .preparingRebalance && group.generation == 0 {
            group.hasNewMember = true
        }
        let member = group.add(
            id: memberID, instanceID: attempt.instanceID, client: attempt.client,
            terms: attempt.terms, waitingJoin: attempt.completion)
        member.isNew = true
        renewSession(member, of: group, timeout: Self.newMemberTimeout)
        prepareRebalance(group)
    }

    // MARK: With a member id

    private func joinAsKnown(_ group: ClassicGroup, _ attempt: JoinAttempt) {
        if group.isPending(attempt.memberID) {
            // Only dynamic members are given an id before they join.
            guard attempt.instanceID == nil else { return attempt.fail(.unknownMemberId) }
            return addMember(group, attempt.memberID, attempt)
        }
        if let error = memberError(group, attempt.memberID, attempt.instanceID) {
            return attempt.fail(error)
        }
        guard let member = group.member(attempt.memberID) else { return }
        let isUnchanged = member.terms.protocols == attempt.terms.protocols
        switch group.state {
        case .preparingRebalance:
            rejoin(group, member, attempt)
        case .completingRebalance where isUnchanged:
            // It has not seen the answer to its last JoinGroup.
            attempt.completion(
                JoinOutcome(
                    group, for: member.id, leader: group.leader,
                    listsMembers: group.isLeader(member.id)))
        case .stable where isUnchanged && !group.isLeader(member.id):
            attempt.completion(
                JoinOutcome(group, for: member.id, leader: group.leader, listsMembers: false))
        case .completingRebalance, .stable:
            rejoin(group, member, attempt)
        case .empty, .dead:
            attempt.fail(.unknownMemberId)
        }
    }

    private func rejoin(_ group: ClassicGroup, _ member: GroupMember, _ attempt: JoinAttempt) {
        // A repeated request takes the place of the one that waits, whose client is gone.
        member.answerJoin(JoinOutcome(.rebalanceInProgress, memberID: member.id))
        group.update(member, attempt.terms, waitingJoin: attempt.completion)
        prepareRebalance(group)
    }

    // MARK: Static members

    private func replaceStatic(
        _ group: ClassicGroup, _ instanceID: String, _ oldID: String, _ newID: String,
        _ attempt: JoinAttempt
    ) {
        let leaderBefore = group.leader
        guard let member = group.replaceStatic(instanceID, oldID, by: newID) else { return }
        let termsBefore = member.terms
        renewSession(member, of: group)
        group.update(member, attempt.terms, waitingJoin: attempt.completion)
        switch group.state {
        case .stable where group.selectedProtocol == group.protocolName:
            store(group, assignment: \.assignment) { [weak self] error in
                guard let self else { return }
                let undo = StaticReplacement(
                    instanceID: instanceID, oldID: oldID, newID: newID, terms: termsBefore,
                    leader: leaderBefore, attempt: attempt)
                replacementStored(group, undo, error)
            }
        case .stable, .completingRebalance:
            prepareRebalance(group)
        case .preparingRebalance, .empty, .dead:
            break
        }
    }

    private struct StaticReplacement: Sendable {
        let instanceID: String
        let oldID: String
        let newID: String
        let terms: MemberTerms
        let leader: String
        let attempt: JoinAttempt
    }

    private func replacementStored(
        _ group: ClassicGroup, _ change: StaticReplacement, _ error: ErrorCode?
    ) {
        guard isCurrent(group), let member = group.member(change.newID), member.isAwaitingJoin
        else { return }
        defer { group.checkInvariants() }
        if let error {
            member.answerJoin(failure(of: change, in: group, error))
            group.update(member, change.terms, waitingJoin: nil)
            let old = group.replaceStatic(change.instanceID, change.newID, by: change.oldID)
            if let old { renewSession(old, of: group) }
            return
        }
        // A rebalance that began meanwhile will answer.
        guard group.state == .stable else { return }
        // Before version 9 the new member must not take itself for the leader: it would compute an
        // assignment that nobody is given.
        let skips = change.attempt.version >= 9 && group.isLeader(change.newID)
        member.answerJoin(
            JoinOutcome(
                group, for: change.newID,
                leader: change.attempt.version >= 9 ? group.leader : change.leader,
                listsMembers: skips, skipsAssignment: skips))
        renewSession(member, of: group)
    }

    private func failure(
        of change: StaticReplacement, in group: ClassicGroup, _ error: ErrorCode
    ) -> JoinOutcome {
        var outcome = JoinOutcome(group, for: "", leader: change.leader, listsMembers: false)
        outcome.error = error
        return outcome
    }

    /// A random UUID in the usual text form of 36 characters.
    private func makeUniqueText() -> String {
        let id = UUID.random { environment.random.next() }
        let digits = [id.mostSignificant, id.leastSignificant].map { half in
            let text = String(half, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        let ends = [8, 12, 16, 20, 32]
        var from = digits.startIndex
        return ends.map { end in
            let to = digits.index(digits.startIndex, offsetBy: end)
            defer { from = to }
            return String(digits[from..<to])
        }.joined(separator: "-")
    }
}
