import KafkaModel
import KafkaProtocol
import Platform
import TestSupport
import Testing

@testable import KafkaBroker

@Suite struct FetchSessionCacheTests {
    let clock = ManualClock()
    let cache: FetchSessionCache

    init() {
        cache = FetchSessionCache(capacity: 1, time: clock, random: SystemRandom())
    }

    /// Opens a session over `count` partitions; 0 if there was no room for it.
    private func open(_ count: Int32, isFollower: Bool = false) throws -> Int32 {
        let partitions = (0..<count).map { number in
            var partition = FetchRequest.FetchPartition()
            partition.partition = number
            return partition
        }
        let request = FetchRequest(
            sessionEpoch: 0, topics: [.init(topic: "t", partitions: partitions)])
        let plan = try cache.plan(request, usesTopicIDs: false).get()
        let answers = plan.partitions.map {
            FetchResponse.PartitionData(partitionIndex: $0.partition)
        }
        return cache.finish(plan, answers, isFollower: isFollower, usesTopicIDs: false).sessionID
    }

    @Test func aFreshSessionIsNotDisplaced() throws {
        let first = try open(1)
        #expect(first != 0)
        #expect(try open(100) == 0)
        #expect(cache.count == 1)
    }

    @Test func aSessionNotUsedForLongIsDisplaced() throws {
        let first = try open(100)
        clock.advance(by: FetchSessionCache.protectedTime + .milliseconds(1))
        let second = try open(1)
        #expect(second != 0 && second != first)
        #expect(cache.count == 1)
    }

    @Test func aFollowerDisplacesAConsumerAndNotTheOtherWay() throws {
        _ = try open(100)
        #expect(try open(1, isFollower: true) != 0)
        #expect(try open(100) == 0)
        #expect(try open(100, isFollower: true) == 0)
    }

    @Test func theLastEpochClosesASession() throws {
        let id = try open(1)
        _ = try cache.plan(
            FetchRequest(sessionId: id, sessionEpoch: -1), usesTopicIDs: false
        ).get()
        #expect(cache.count == 0)
    }

    @Test func aSessionWithoutPartitionsIsClosed() throws {
        let id = try open(1)
        let request = FetchRequest(
            sessionId: id, sessionEpoch: 1,
            forgottenTopicsData: [.init(topic: "t", partitions: [0])])
        let plan = try cache.plan(request, usesTopicIDs: false).get()
        #expect(plan.partitions.isEmpty)
        #expect(cache.count == 0)
    }
}
