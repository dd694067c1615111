import KafkaModel
import KafkaProtocol
import Platform

/// The fetch sessions of this broker, at most `max.incremental.fetch.session.cache.slots`. Callable
/// from any thread. Source: KIP-227, controller-and-replication section 15 (Kafka: FetchSessionCache,
/// FetchManager).
package final class FetchSessionCache: Sendable {
    private struct Slot {
        let session: FetchSession
        var lastUsed: MonotonicTime
        var size: Int
    }

    private let slots = Lock<[Int32: Slot]>([:])
    private let capacity: Int
    private let time: any TimeSource
    private let random: any RandomSource

    /// How long a session is safe from being displaced (Kafka's
    /// `MinIncrementalFetchSessionEvictionMs`).
    static let protectedTime = Duration.seconds(120)

    /// `capacity` 0 switches sessions off.
    package init(capacity: Int = 1000, time: any TimeSource, random: any RandomSource) {
        self.capacity = capacity
        self.time = time
        self.random = random
    }

    var count: Int { slots.withLock { $0.count } }

    /// How one Fetch request is served with regard to sessions.
    struct Plan: Sendable {
        fileprivate enum Kind: Sendable {
            case sessionless
            /// A session is opened with the answer, if there is room.
            case opening
            case incremental(FetchSession)
        }

        /// What to fetch, in order.
        let partitions: [FetchedPartition]
        fileprivate let kind: Kind
    }

    /// Reads the session part of a request.
    func plan(_ request: FetchRequest, usesTopicIDs: Bool) -> Result<Plan, FetchSessionError> {
        let id = request.sessionId
        if request.sessionEpoch == 0 || request.sessionEpoch == -1 {
            if id != 0 { slots.withLock { $0[id] = nil } }
            let partitions = request.topics.flatMap { topic in
                topic.partitions.map { FetchedPartition(topic, $0) }
            }
            return .success(
                Plan(
                    partitions: partitions,
                    kind: request.sessionEpoch == 0 && capacity > 0 ? .opening : .sessionless))
        }
        guard let session = slots.withLock({ $0[id]?.session }) else { return .failure(.notFound) }
        return session.advance(request, usesTopicIDs: usesTopicIDs).map { partitions in
            let now = time.monotonic()
            slots.withLock { slots in
                if partitions.isEmpty {
                    slots[id] = nil
                } else {
                    slots[id]?.lastUsed = now
                    slots[id]?.size = partitions.count
                }
            }
            return Plan(
                partitions: partitions,
                kind: partitions.isEmpty ? .sessionless : .incremental(session))
        }
    }

    /// The session id and which of `answers` to send (in order). One answer for each partition of the
    /// plan.
    func finish(
        _ plan: Plan, _ answers: [FetchResponse.PartitionData], isFollower: Bool,
        usesTopicIDs: Bool
    ) -> (sessionID: Int32, indices: [Int]) {
        switch plan.kind {
        case .sessionless:
            return (0, Array(answers.indices))
        case .opening:
            let session = open(plan.partitions.count, isFollower, usesTopicIDs)
            session?.fill(plan.partitions, answers)
            return (session?.id ?? 0, Array(answers.indices))
        case .incremental(let session):
            return (session.id, session.news(plan.partitions, answers))
        }
    }

    private func open(_ size: Int, _ isPrivileged: Bool, _ usesTopicIDs: Bool) -> FetchSession? {
        let now = time.monotonic()
        return slots.withLock { slots in
            if slots.count >= capacity {
                guard let victim = victim(slots, size, isPrivileged, now) else { return nil }
                slots[victim] = nil
            }
            var id: Int32 = 0
            while id == 0 || slots[id] != nil { id = Int32(random.next(below: Int(Int32.max))) }
            let session = FetchSession(
                id: id, isPrivileged: isPrivileged, usesTopicIDs: usesTopicIDs, created: now)
            slots[id] = Slot(session: session, lastUsed: now, size: size)
            return session
        }
    }

    /// Whom a newcomer displaces: who has not been heard of for long, else the smallest of those that
    /// are not protected from it and not larger than itself.
    private func victim(
        _ slots: [Int32: Slot], _ size: Int, _ isPrivileged: Bool, _ now: MonotonicTime
    ) -> Int32? {
        let oldest = slots.min { a, b in
            (a.value.lastUsed.nanoseconds, a.key) < (b.value.lastUsed.nanoseconds, b.key)
        }
        if let oldest, now - oldest.value.lastUsed > Self.protectedTime { return oldest.key }
        let candidates = slots.filter { slot in
            let isOld = now - slot.value.session.created > Self.protectedTime
            return isOld || (isPrivileged && !slot.value.session.isPrivileged)
        }
        let smallest = candidates.min { a, b in
            Self.rank(a.value, a.key) < Self.rank(b.value, b.key)
        }
        guard let smallest else { return nil }
        let newcomer = (isPrivileged ? 1 : 0, size, Int(Int32.max))
        return newcomer < Self.rank(smallest.value, smallest.key) ? nil : smallest.key
    }

    private static func rank(_ slot: Slot, _ id: Int32) -> (Int, Int, Int) {
        (slot.session.isPrivileged ? 1 : 0, slot.size, Int(id))
    }
}
