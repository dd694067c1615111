import Bytes
import Configuration
import CoordinatorRuntime
import KafkaModel
import KafkaProtocol
import Platform
import Scheduling
import Telemetry

/// What a group coordinator needs from the broker around it.
package struct GroupCoordinatorEnvironment: Sendable {
    package var groups: GroupConfig
    package var offsets: OffsetsConfig
    /// Decides in which versions records are written.
    package var release: Release
    package var log: any CoordinatorLog
    /// The owner of all groups.
    package var loop: any EventLoop
    package var time: any TimeSource
    package var random: any RandomSource
    package var logger: Logger
    /// Runs a job that may block, elsewhere than on the loop.
    package var inBackground: @Sendable (@escaping @Sendable () -> Void) -> Void
    /// For proofs only.
    package var brokenRule: BrokenGroupRule?

    package init(
        groups: GroupConfig = GroupConfig(), offsets: OffsetsConfig = OffsetsConfig(),
        release: Release = .latest, log: any CoordinatorLog, loop: any EventLoop,
        time: any TimeSource, random: any RandomSource, logger: Logger,
        inBackground: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void
    ) {
        self.groups = groups
        self.offsets = offsets
        self.release = release
        self.log = log
        self.loop = loop
        self.time = time
        self.random = random
        self.logger = logger
        self.inBackground = inBackground
    }
}

/// The groups whose coordinator this broker is. Each request has a file of its own beside this one,
/// which holds what they share: lookup, checks, the way to the log.
// Sendable because everything runs on the environment's event loop: ``GroupCoordinator`` brings
// requests there, timers run there, and completions of the log are brought back.
final class GroupShard: @unchecked Sendable {
    let environment: GroupCoordinatorEnvironment
    var owned = OwnedPartitions()
    var groups: [String: ClassicGroup] = [:]
    /// How many partitions the topic of offsets has; `nil` before the start and after the stop.
    private(set) var partitionCount: Int32?
    private var expiration: ScheduledJob?
    /// Whether a step is being taken. Answers are given in the middle of steps, and whoever gets one
    /// may come with the next request at once.
    private var isBusy = false

    init(_ environment: GroupCoordinatorEnvironment) { self.environment = environment }

    var now: Int64 { environment.time.wallMilliseconds() }

    func start(partitionCount: Int32) {
        self.partitionCount = partitionCount
        scheduleExpiration()
    }

    func stop() {
        partitionCount = nil
        expiration?.cancel()
        for group in groups.values { group.cancelTimers() }
    }

    private func scheduleExpiration() {
        let interval = environment.offsets.retentionCheckInterval
        expiration = schedule(after: interval) { shard in
            guard shard.partitionCount != nil else { return }
            shard.expireOffsets()
            shard.scheduleExpiration()
        }
    }

    // MARK: Steps

    /// Takes a step: now, or after the one that is being taken. On the loop.
    func perform(_ step: @escaping @Sendable (GroupShard) -> Void) {
        guard !isBusy else {
            return environment.loop.execute { [weak self] in self?.perform(step) }
        }
        isBusy = true
        step(self)
        isBusy = false
    }

    /// Takes a step after a while.
    func schedule(
        after delay: Duration, _ step: @escaping @Sendable (GroupShard) -> Void
    ) -> ScheduledJob {
        environment.loop.schedule(after: delay) { [weak self] in self?.perform(step) }
    }

    /// Takes a step in a later turn. Callable from any thread.
    func performLater(_ step: @escaping @Sendable (GroupShard) -> Void) {
        environment.loop.execute { [weak self] in self?.perform(step) }
    }

    // MARK: Lookup

    /// The partition that keeps a group. Only while running.
    func partition(of groupID: String) -> Int32 {
        JavaHash.partition(of: groupID, count: partitionCount ?? 1)
    }

    /// Why a request about a group cannot be served here and now; `nil` if it can.
    func obstacle(for groupID: String, allowsEmptyID: Bool = false) -> ErrorCode? {
        if groupID.isEmpty && !allowsEmptyID { return .invalidGroupId }
        guard partitionCount != nil else { return .coordinatorNotAvailable }
        switch owned.phase(of: partition(of: groupID)) {
        case .loading: return .coordinatorLoadInProgress
        case nil: return .notCoordinator
        case .active: return nil
        }
    }

    /// The group, made if it does not exist.
    func groupMade(_ id: String) -> ClassicGroup {
        if let group = groups[id] { return group }
        let group = ClassicGroup(id: id)
        groups[id] = group
        return group
    }

    /// Whether `group` is still the one of its name, and not given up.
    func isCurrent(_ group: ClassicGroup) -> Bool {
        groups[group.id] === group && group.state != .dead
    }

    /// Why a member's request is refused: another incarnation has taken the place of a static
    /// member, or the group does not know it.
    func memberError(_ group: ClassicGroup, _ memberID: String, _ instanceID: String?)
        -> ErrorCode?
    {
        if let instanceID {
            guard let current = group.memberID(ofInstance: instanceID) else {
                return .unknownMemberId
            }
            if current != memberID { return .fencedInstanceId }
        }
        return group.member(memberID) == nil ? .unknownMemberId : nil
    }

    // MARK: The log

    /// Appends records to the partition of a group; `completion` runs later on the loop with the
    /// offset of the first.
    func append(
        _ records: [CoordinatorRecord], of groupID: String,
        acks: Acknowledgements? = nil, producer: TransactionalProducer? = nil,
        baseSequence: Int32 = -1,
        completion: @escaping @Sendable (Result<Offset, CoordinatorLogError>) -> Void
    ) {
        do throws(CoordinatorLogError) {
            let batch = try CoordinatorRecord.batch(
                of: records, timestamp: now, codec: environment.offsets.topicCompressionCodec,
                producer: producer, baseSequence: baseSequence)
            let configured =
                Acknowledgements(rawValue: environment.offsets.commitAcknowledgements) ?? .all
            environment.log.append(
                batch, to: TopicPartition(TopicName.consumerOffsets, partition(of: groupID)),
                acks: acks ?? configured, timeout: environment.offsets.commitTimeout
            ) { [weak self] result in
                // Always later: the caller is in the middle of a step.
                self?.performLater { _ in completion(result) }
            }
        } catch {
            performLater { _ in completion(.failure(error)) }
        }
    }

    /// Writes a group's metadata with the assignments that `assignment` gives.
    func store(
        _ group: ClassicGroup, assignment: (GroupMember) -> [UInt8],
        completion: @escaping @Sendable (ErrorCode?) -> Void
    ) {
        do throws(CoordinatorLogError) {
            let record = try GroupRecords.group(
                group.record(assignment: assignment), id: group.id, release: environment.release)
            append([record], of: group.id) { result in
                guard case .failure(let error) = result else { return completion(nil) }
                completion(Self.groupError(error.code))
            }
        } catch {
            performLater { _ in completion(Self.groupError(error.code)) }
        }
    }

    /// What a client of a group is told when the group's record could not be written.
    static func groupError(_ code: ErrorCode) -> ErrorCode {
        switch code {
        case .unknownTopicOrPartition, .notEnoughReplicas, .notEnoughReplicasAfterAppend:
            .coordinatorNotAvailable
        case .notLeaderOrFollower, .kafkaStorageError: .notCoordinator
        case .requestTimedOut: .rebalanceInProgress
        case .messageTooLarge, .recordListTooLarge, .invalidFetchSize: .unknownServerError
        default: code
        }
    }

    // MARK: Sessions

    /// Begins a member's session anew.
    func renewSession(_ member: GroupMember, of group: ClassicGroup, timeout: Duration? = nil) {
        let groupID = group.id
        let memberID = member.id
        member.setSession(
            schedule(after: timeout ?? member.terms.sessionTimeout) { shard in
                shard.sessionExpired(memberID, groupID)
            })
    }

    private func sessionExpired(_ memberID: String, _ groupID: String) {
        guard let group = groups[groupID], let member = group.member(memberID) else { return }
        // Whoever waits for others is not silent; the session begins anew with the answer.
        guard member.isNew || !(member.isAwaitingJoin || member.isAwaitingSync) else { return }
        environment.logger.info("group \(groupID): member \(memberID) was silent for too long")
        remove(member, from: group)
        group.checkInvariants()
    }

    /// Removes a member and lets the others know.
    func remove(_ member: GroupMember, from group: ClassicGroup) {
        member.answerJoin(JoinOutcome(.unknownMemberId, memberID: ""))
        member.answerSync(SyncOutcome(.unknownMemberId))
        group.remove(member.id)
        switch group.state {
        case .stable, .completingRebalance: prepareRebalance(group)
        case .preparingRebalance: completeJoinIfPossible(group)
        case .empty, .dead: break
        }
    }
}

extension ClassicGroup {
    /// The group as its record tells it.
    func record(assignment: (GroupMember) -> [UInt8]) -> GroupMetadataValue {
        let name = protocolName ?? ""
        return GroupMetadataValue(
            protocolType: protocolType ?? "", generation: generation, protocol: protocolName,
            leader: leaderID, currentStateTimestamp: stateTimestamp ?? -1,
            members: orderedMembers.map { member in
                .init(
                    memberId: member.id, groupInstanceId: member.instanceID,
                    clientId: member.client.id, clientHost: member.client.host,
                    rebalanceTimeout: member.terms.rebalanceTimeoutMilliseconds,
                    sessionTimeout: member.terms.sessionTimeoutMilliseconds,
                    subscription: member.metadata(for: name), assignment: assignment(member))
            })
    }
}
