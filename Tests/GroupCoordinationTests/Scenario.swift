import Bytes
import Configuration
import CoordinatorRuntime
import GroupCoordination
import KafkaModel
import KafkaProtocol
import Platform
import Scheduling
import Telemetry
import TestSupport

/// What a request is answered, once it is.
final class Answer<Value: Sendable>: Sendable {
    private let state = Lock<Value?>(nil)

    var value: Value? { state.withLock { $0 } }
    func set(_ value: Value) { state.withLock { $0 = value } }
}

/// The same random numbers in every run.
final class RepeatableRandom: RandomSource {
    private let state = Lock(SeededRandom(seed: 7))

    func next() -> UInt64 { state.withLock { $0.next() } }
}

/// A coordinator in a world that a test moves: nothing happens but what it asks for.
struct Scenario {
    static let partitionCount: Int32 = 3

    let loop = ManualEventLoop()
    let log: ListLog
    let coordinator: GroupCoordinator

    /// Unless `isLoaded` is false, the coordinator owns every partition.
    init(
        groups: GroupConfig = GroupConfig(initialRebalanceDelay: .zero),
        offsets: OffsetsConfig = OffsetsConfig(), release: Release = .latest,
        log: ListLog = ListLog(), isLoaded: Bool = true
    ) {
        self.log = log
        coordinator = GroupCoordinator(
            GroupCoordinatorEnvironment(
                groups: groups, offsets: offsets, release: release, log: log, loop: loop,
                time: loop.clock, random: RepeatableRandom(),
                logger: Logger("groups", sink: NullLogSink()), inBackground: { $0() }))
        guard isLoaded else { return }
        coordinator.start(partitionCount: Self.partitionCount)
        for partition in 0..<Self.partitionCount {
            coordinator.becomeLeader(of: partition, epoch: 0)
        }
        loop.run()
    }

    func partition(of group: String) -> Int32 {
        JavaHash.partition(of: group, count: Self.partitionCount)
    }

    // MARK: Requests

    /// Joins with the protocols `range` and `sticky`, or those named, with `topics` as subscription.
    func join(
        _ memberID: String = "", group: String = "g", instance: String? = nil,
        version: Int16 = 9, client: String = "client", session: Int32 = 10_000,
        rebalance: Int32 = 60_000, type: String = "consumer",
        protocols: [String] = ["range", "sticky"], topics: [String] = ["t"]
    ) -> Answer<JoinGroupResponse> {
        let answer = Answer<JoinGroupResponse>()
        let metadata = Self.subscription(topics)
        coordinator.join(
            JoinGroupRequest(
                groupId: group, sessionTimeoutMs: session, rebalanceTimeoutMs: rebalance,
                memberId: memberID, groupInstanceId: instance, protocolType: type,
                protocols: protocols.map { .init(name: $0, metadata: metadata) }),
            version: version, client: GroupClient(id: client, host: "/127.0.0.1")
        ) { answer.set($0) }
        loop.run()
        return answer
    }

    func sync(
        _ memberID: String, generation: Int32, assignments: [String: String] = [:],
        group: String = "g", instance: String? = nil, type: String? = nil, name: String? = nil
    ) -> Answer<SyncGroupResponse> {
        let answer = Answer<SyncGroupResponse>()
        let list = assignments.sorted { $0.key < $1.key }.map {
            SyncGroupRequest.SyncGroupRequestAssignment(
                memberId: $0.key, assignment: Array($0.value.utf8))
        }
        coordinator.sync(
            SyncGroupRequest(
                groupId: group, generationId: generation, memberId: memberID,
                groupInstanceId: instance, protocolType: type, protocolName: name,
                assignments: list), version: 5
        ) { answer.set($0) }
        loop.run()
        return answer
    }

    func heartbeat(
        _ memberID: String, generation: Int32, group: String = "g", instance: String? = nil
    ) -> ErrorCode? {
        let answer = Answer<HeartbeatResponse>()
        coordinator.heartbeat(
            HeartbeatRequest(
                groupId: group, generationId: generation, memberId: memberID,
                groupInstanceId: instance)
        ) { answer.set($0) }
        loop.run()
        return answer.value?.errorCode
    }

    func leave(_ members: [(id: String, instance: String?)], group: String = "g") -> [ErrorCode] {
        let answer = Answer<LeaveGroupResponse>()
        coordinator.leave(
            LeaveGroupRequest(
                groupId: group,
                members: members.map { .init(memberId: $0.id, groupInstanceId: $0.instance) }),
            version: 5
        ) { answer.set($0) }
        loop.run()
        guard let response = answer.value else { return [] }
        return response.errorCode == .none
            ? response.members.map(\.errorCode) : [response.errorCode]
    }

    func commit(
        _ offset: Offset, member: String = "", generation: Int32 = -1, group: String = "g",
        instance: String? = nil, metadata: String? = nil, retention: Int64 = -1,
        partition: TopicPartition = TopicPartition("t", 0)
    ) -> Answer<ErrorCode> {
        let answer = Answer<ErrorCode>()
        coordinator.commit(
            OffsetCommitRequest(
                groupId: group, generationIdOrMemberEpoch: generation, memberId: member,
                groupInstanceId: instance, retentionTimeMs: retention,
                topics: [
                    .init(
                        name: partition.topic,
                        partitions: [
                            .init(
                                partitionIndex: partition.partition, committedOffset: offset,
                                committedMetadata: metadata)
                        ])
                ])
        ) { answer.set($0.topics.first?.partitions.first?.errorCode ?? .unknownServerError) }
        loop.run()
        return answer
    }

    /// The committed offset of one partition, and the error.
    func offset(
        of partition: TopicPartition = TopicPartition("t", 0), group: String = "g",
        stable: Bool = false
    ) -> (offset: Offset, error: ErrorCode)? {
        let answer = Answer<OffsetFetchResponse>()
        coordinator.fetchOffsets(
            OffsetFetchRequest(
                groups: [
                    .init(
                        groupId: group,
                        topics: [
                            .init(name: partition.topic, partitionIndexes: [partition.partition])
                        ])
                ], requireStable: stable), version: 8
        ) { answer.set($0) }
        loop.run()
        guard let group = answer.value?.groups.first else { return nil }
        guard let found = group.topics.first?.partitions.first else {
            return (.none, group.errorCode)
        }
        return (found.committedOffset, found.errorCode)
    }

    func describe(_ group: String = "g") -> DescribeGroupsResponse.DescribedGroup? {
        let answer = Answer<DescribeGroupsResponse>()
        coordinator.describe(DescribeGroupsRequest(groups: [group])) { answer.set($0) }
        loop.run()
        return answer.value?.groups.first
    }

    func state(_ group: String = "g") -> String? { describe(group)?.groupState }

    func list(states: [String] = [], types: [String] = []) -> ListGroupsResponse? {
        let answer = Answer<ListGroupsResponse>()
        coordinator.list(ListGroupsRequest(statesFilter: states, typesFilter: types)) {
            answer.set($0)
        }
        loop.run()
        return answer.value
    }

    func delete(_ group: String = "g") -> ErrorCode? {
        let answer = Answer<DeleteGroupsResponse>()
        coordinator.delete(DeleteGroupsRequest(groupsNames: [group])) { answer.set($0) }
        loop.run()
        return answer.value?.results.first?.errorCode
    }

    // MARK: Whole ways

    /// Makes a group of `count` members in the generation of that number, all with their assignments
    /// (`a0`, `a1`, ...); the first is the leader.
    func stableGroup(
        _ count: Int = 1, instances: [String?] = [], topics: [String] = ["t"]
    ) -> [String] {
        var members: [String] = []
        let instance = { (index: Int) in index < instances.count ? instances[index] : nil }
        for index in 0..<count {
            // Each newcomer makes all others join again.
            let answer = join(instance: instance(index), version: 3, topics: topics)
            for (place, member) in members.enumerated() {
                _ = join(member, instance: instance(place), topics: topics)
            }
            members.append(answer.value?.memberId ?? "missing")
        }
        let assignments = Dictionary(
            uniqueKeysWithValues: members.enumerated().map { ($0.element, "a\($0.offset)") })
        for (place, member) in members.enumerated() {
            _ = sync(
                member, generation: Int32(count), assignments: place == 0 ? assignments : [:],
                instance: instance(place))
        }
        return members
    }

    /// The bytes that a consumer sends about its subscription.
    static func subscription(_ topics: [String]) -> [UInt8] {
        var writer = ByteWriter()
        writer.int16(1)
        try? ConsumerProtocolSubscription(topics: topics).encode(to: &writer, version: 1)
        return writer.finish().array
    }
}
