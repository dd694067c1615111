import KafkaModel
import KafkaProtocol
import Platform
import Scheduling

/// A consumer group with the classic protocol: its members, its generation, its offsets. Rules only;
/// timers, the log and answers are the business of ``GroupShard`` (Kafka: GroupMetadata).
// Sendable because only the coordinator's event loop touches it; completions that cross threads come
// back to the loop before they do.
final class ClassicGroup: @unchecked Sendable {
    let id: String
    private(set) var state = GroupState.empty
    /// When the state was last changed, milliseconds since 1970; `nil`: not since it was created.
    private(set) var stateTimestamp: Int64?
    private(set) var generation: Int32 = 0
    /// `nil`: the group has only ever held offsets.
    private(set) var protocolType: String?
    /// What the current generation has agreed on.
    private(set) var protocolName: String?
    private(set) var leaderID: String?
    /// The topics to which the members subscribe; `nil`: not known, so any.
    private(set) var subscribedTopics: Set<String>?
    var offsets = GroupOffsets()

    private var members: [String: GroupMember] = [:]
    /// How many members know each protocol.
    private var protocolCounts: [String: Int] = [:]
    private var staticMembers: [String: String] = [:]
    /// Ids that were handed out to clients which have not joined with them yet, with the timers that
    /// forget them.
    private var pending: [String: ScheduledJob] = [:]
    /// Members of which the current generation has not seen a SyncGroup.
    private(set) var awaitedSyncs: Set<String> = []
    private var nextSerial = 0

    /// Whether somebody joined since the wait of the first rebalance began, which may prolong it.
    var hasNewMember = false
    var rebalance: Rebalance?
    /// Runs when members that have joined are late with their SyncGroup.
    var syncTimer: ScheduledJob?

    init(id: String) { self.id = id }

    // MARK: State

    func transition(to next: GroupState, at now: Int64) {
        precondition(next.mayFollow(state), "group \(id): \(next) after \(state)")
        state = next
        stateTimestamp = now
    }

    /// Whether a rebalance may begin.
    var canRebalance: Bool { GroupState.preparingRebalance.mayFollow(state) }

    /// Begins the next generation with those who are members now.
    func beginGeneration(at now: Int64) {
        // Wraps after two thousand million rebalances rather than trapping.
        generation = generation == .max ? 1 : generation + 1
        protocolName = members.isEmpty ? nil : selectedProtocol
        subscribedTopics = Subscriptions.topics(of: self)
        awaitedSyncs = []
        transition(to: members.isEmpty ? .empty : .completingRebalance, at: now)
    }

    // MARK: Members

    var isEmptyOfMembers: Bool { members.isEmpty }
    var size: Int { members.count }
    var awaitingJoinCount: Int { members.values.count { $0.isAwaitingJoin } }
    /// In order of joining.
    var orderedMembers: [GroupMember] { members.values.sorted { $0.serial < $1.serial } }
    var hasPendingMembers: Bool { !pending.isEmpty }
    var leader: String { leaderID ?? "" }

    func member(_ id: String) -> GroupMember? { members[id] }
    func memberID(ofInstance instanceID: String) -> String? { staticMembers[instanceID] }
    func isLeader(_ id: String) -> Bool { leaderID == id }
    func isPending(_ id: String) -> Bool { pending[id] != nil }

    /// Whether everybody who is known waits in JoinGroup.
    var haveAllJoined: Bool { pending.isEmpty && awaitingJoinCount == members.count }

    /// The longest time that a member asks for to join again.
    var rebalanceTimeout: Duration {
        .milliseconds(members.values.map(\.terms.rebalanceTimeoutMilliseconds).max() ?? 0)
    }

    func add(
        id: String, instanceID: String?, client: GroupClient, terms: MemberTerms,
        waitingJoin: (@Sendable (JoinOutcome) -> Void)?
    ) -> GroupMember {
        let member = GroupMember(
            id: id, instanceID: instanceID, client: client, serial: nextSerial, terms: terms)
        nextSerial += 1
        member.update(terms, waitingJoin: waitingJoin)
        if members.isEmpty { protocolType = terms.protocolType }
        if let instanceID { staticMembers[instanceID] = id }
        if leaderID == nil { leaderID = id }
        members[id] = member
        count(terms, by: 1)
        removePending(id)
        return member
    }

    /// A member joins again, under new terms.
    func update(
        _ member: GroupMember, _ terms: MemberTerms,
        waitingJoin: (@Sendable (JoinOutcome) -> Void)?
    ) {
        count(member.terms, by: -1)
        member.update(terms, waitingJoin: waitingJoin)
        count(terms, by: 1)
    }

    private func count(_ terms: MemberTerms, by change: Int) {
        for name in Set(terms.protocols.map(\.name)) {
            let count = protocolCounts[name, default: 0] + change
            protocolCounts[name] = count == 0 ? nil : count
        }
    }

    /// Removes a member or an id that was handed out. Waiting requests of the member must have been
    /// answered.
    func remove(_ id: String) {
        if let member = members.removeValue(forKey: id) {
            member.setSession(nil)
            count(member.terms, by: -1)
            if let instanceID = member.instanceID, staticMembers[instanceID] == id {
                staticMembers[instanceID] = nil
            }
            if isLeader(id) { leaderID = orderedMembers.first?.id }
        }
        removePending(id)
        awaitedSyncs.remove(id)
    }

    func addPending(_ id: String, timer: ScheduledJob) { pending[id] = timer }

    private func removePending(_ id: String) { pending.removeValue(forKey: id)?.cancel() }

    /// Gives a static member's place to its new incarnation. What waits for the old one is answered
    /// that it is fenced.
    func replaceStatic(_ instanceID: String, _ oldID: String, by newID: String) -> GroupMember? {
        guard let old = members.removeValue(forKey: oldID) else { return nil }
        old.setSession(nil)
        old.answerJoin(JoinOutcome(.fencedInstanceId, memberID: oldID))
        old.answerSync(SyncOutcome(.fencedInstanceId))
        let member = GroupMember(
            id: newID, instanceID: instanceID, client: old.client, serial: old.serial,
            terms: old.terms)
        member.assignment = old.assignment
        members[newID] = member
        staticMembers[instanceID] = newID
        if isLeader(oldID) { leaderID = newID }
        if awaitedSyncs.remove(oldID) != nil { awaitedSyncs.insert(newID) }
        return member
    }

    /// Makes somebody who has joined the leader, unless the leader has. False if nobody has joined,
    /// or there is nobody.
    func electJoinedLeader() -> Bool {
        guard let leaderID, let leader = members[leaderID] else { return false }
        if leader.isAwaitingJoin { return true }
        guard let joined = orderedMembers.first(where: \.isAwaitingJoin) else { return false }
        self.leaderID = joined.id
        return true
    }

    func awaitSyncs() { awaitedSyncs = Set(members.keys) }
    func syncArrived(from id: String) { awaitedSyncs.remove(id) }

    /// The timers of the group and its members, for one that is given up.
    func cancelTimers() {
        for member in members.values { member.setSession(nil) }
        for timer in pending.values { timer.cancel() }
        pending = [:]
        rebalance?.timer.cancel()
        rebalance = nil
        syncTimer?.cancel()
        syncTimer = nil
    }

    // MARK: Protocols

    /// Whether somebody may join who offers these protocols.
    func accepts(type: String, protocols: [MemberProtocol]) -> Bool {
        guard !members.isEmpty else { return !type.isEmpty && !protocols.isEmpty }
        guard type == protocolType else { return false }
        return protocols.contains { isCommon($0.name) }
    }

    /// Whether every member knows the protocol.
    private func isCommon(_ name: String) -> Bool { protocolCounts[name] == members.count }

    /// What the members agree on: each votes for the first common protocol of its list. Among equals
    /// the one that the earliest member prefers wins.
    var selectedProtocol: String? {
        var votes: [(name: String, count: Int)] = []
        for member in orderedMembers {
            guard let vote = member.terms.protocols.first(where: { isCommon($0.name) })
            else { continue }
            if let place = votes.firstIndex(where: { $0.name == vote.name }) {
                votes[place].count += 1
            } else {
                votes.append((vote.name, 1))
            }
        }
        let most = votes.map(\.count).max() ?? 0
        return votes.first { $0.count == most }?.name
    }

    /// The members with their metadata, for the leader.
    var memberList: [JoinGroupResponse.JoinGroupResponseMember] {
        let name = protocolName ?? ""
        return orderedMembers.map {
            .init(memberId: $0.id, groupInstanceId: $0.instanceID, metadata: $0.metadata(for: name))
        }
    }

    // MARK: Loading

    /// Puts the group into the state that a record tells.
    func load(_ value: GroupMetadataValue) {
        generation = max(value.generation, 0)
        protocolType = value.protocolType.isEmpty ? nil : value.protocolType
        protocolName = value.members.isEmpty ? nil : value.protocol ?? ""
        stateTimestamp = value.currentStateTimestamp < 0 ? nil : value.currentStateTimestamp
        // A record that lists a member twice must not confuse the counts.
        for loaded in value.members where members[loaded.memberId] == nil {
            let terms = MemberTerms(
                protocolType: value.protocolType,
                protocols: [
                    MemberProtocol(name: value.protocol ?? "", metadata: loaded.subscription)
                ],
                sessionTimeoutMilliseconds: loaded.sessionTimeout,
                rebalanceTimeoutMilliseconds: loaded.rebalanceTimeout < 0
                    ? loaded.sessionTimeout : loaded.rebalanceTimeout)
            let member = add(
                id: loaded.memberId, instanceID: loaded.groupInstanceId,
                client: GroupClient(id: loaded.clientId, host: loaded.clientHost), terms: terms,
                waitingJoin: nil)
            member.assignment = loaded.assignment
        }
        leaderID = value.leader
        if let leaderID, members[leaderID] == nil { self.leaderID = orderedMembers.first?.id }
        if members.isEmpty { leaderID = nil }
        state = members.isEmpty ? .empty : .stable
        subscribedTopics = Subscriptions.topics(of: self)
    }
}

/// A rebalance that waits for members to join.
struct Rebalance {
    enum Wait: Equatable {
        /// The first one, with what is left of its longest time.
        case initial(remaining: Duration)
        case joining
    }

    var wait: Wait
    var timer: ScheduledJob
}
