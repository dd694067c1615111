import KafkaModel
import KafkaProtocol
import Platform
import TestSupport
import Testing

@testable import KafkaBroker

@Suite struct MetadataCacheTests {
    private let clock = ManualClock()

    @Test func anUpdateReplacesBrokersAndController() {
        let cache = MetadataCache(time: clock)
        _ = cache.apply(update(controller: 1, brokers: [1, 2]))
        _ = cache.apply(update(controller: 3, brokers: [2, 3]))
        let view = cache.current
        #expect(view.controller == 3)
        #expect(view.liveBrokers.map(\.id) == [2, 3])
        #expect(!view.isAlive(1))
    }

    @Test func anUpdateKeepsPartitionsThatItDoesNotName() {
        let cache = MetadataCache(time: clock)
        _ = cache.apply(update(partitions: [("a", 0, 1)]))
        _ = cache.apply(update(partitions: [("b", 0, 2)]))
        #expect(cache.current.partition(TopicPartition("a", 0))?.leader == 1)
        #expect(cache.current.partition(TopicPartition("b", 0))?.leader == 2)
    }

    @Test func aPartitionLedByNobodyDuringDeletionIsForgottenAndReported() {
        let cache = MetadataCache(time: clock)
        _ = cache.apply(update(partitions: [("a", 0, 1), ("a", 1, 1)]))
        let id = cache.current.topics["a"]?.id
        #expect(cache.apply(update(partitions: [("a", 0, -2)])) == [TopicPartition("a", 0)])
        #expect(cache.current.topics["a"]?.partitions.keys.sorted() == [1])
        #expect(cache.apply(update(partitions: [("a", 1, -2)])) == [TopicPartition("a", 1)])
        #expect(cache.current.topics["a"] == nil)
        #expect(id.flatMap { cache.current.topicNames[$0] } == nil)
    }

    @Test func aTopicMadeAnewIsKnownByItsNewIDOnly() {
        let cache = MetadataCache(time: clock)
        _ = cache.apply(
            update(
                partitions: [("a", 0, 1)], topicID: UUID(mostSignificant: 1, leastSignificant: 1)))
        let second = UUID(mostSignificant: 2, leastSignificant: 2)
        _ = cache.apply(update(partitions: [("a", 0, 1)], topicID: second))
        #expect(cache.current.topicNames == [second: "a"])
    }

    @Test func partitionsThatAreNotThereAreRefused() {
        let cache = MetadataCache(time: clock)
        _ = cache.apply(update(partitions: [("a", 0, 1)]))
        let wanted = [TopicPartition("a", 0), TopicPartition("a", 1), TopicPartition("b", 0)]
        #expect(
            cache.current.refusals(of: wanted) == [
                TopicPartition("a", 1): .unknownTopicOrPartition,
                TopicPartition("b", 0): .unknownTopicOrPartition,
            ])
    }

    @Test func whatHoldsAlreadyIsNotWaitedFor() async {
        let cache = MetadataCache(time: clock)
        _ = cache.apply(update(partitions: [("a", 0, 1)]))
        #expect(await cache.wait(for: .seconds(1)) { $0.topics["a"] != nil })
    }

    /// A deadline that passes on another thread before the waiter is in ends nobody's wait. Many that
    /// wait at once for the same lock meet that.
    @Test(.timeLimit(.minutes(2))) func aWaitWithoutAnyTimeEnds() async {
        let cache = MetadataCache(time: SystemClock())
        await withDiscardingTaskGroup { group in
            for _ in 0..<16 {
                group.addTask {
                    for _ in 0..<1000 { #expect(await !cache.wait(for: .zero) { _ in false }) }
                }
            }
        }
    }

    @Test func aWaiterIsWokenByTheUpdateThatItWaitsFor() async {
        let cache = MetadataCache(time: SystemClock())
        async let arrived = cache.wait(for: .seconds(60)) { $0.topics["b"] != nil }
        _ = cache.apply(update(partitions: [("a", 0, 1)]))
        _ = cache.apply(update(partitions: [("b", 0, 1)]))
        #expect(await arrived)
    }

    @Test func aClientOfABrokerThatKnowsNobodyWaitsForTheFirstWord() async {
        let cache = MetadataCache(time: SystemClock())
        let answers = AsyncStream<[BrokerID]>.makeStream()
        cache.whenInformed { answers.continuation.yield($0?.liveBrokers.map(\.id) ?? []) }
        _ = cache.apply(update(controller: 1, brokers: [1, 2]))
        var iterator = answers.stream.makeAsyncIterator()
        #expect(await iterator.next() == [1, 2])
    }

    @Test func aClientOfABrokerThatKnowsOnlyBrokersWaitsForTheTopicsThatThereAre() async {
        let cache = MetadataCache(time: SystemClock(), hasTopics: { true })
        _ = cache.apply(update(controller: 1, brokers: [1, 2]))
        let answers = AsyncStream<[String]>.makeStream()
        cache.whenInformed { answers.continuation.yield($0?.topics.keys.sorted() ?? []) }
        _ = cache.apply(update(controller: 1, brokers: [1, 2], partitions: [("a", 0, 1)]))
        var iterator = answers.stream.makeAsyncIterator()
        #expect(await iterator.next() == ["a"])
    }

    @Test func inAClusterWithoutTopicsNobodyWaits() async {
        let cache = MetadataCache(time: clock, hasTopics: { false })
        _ = cache.apply(update(controller: 1, brokers: [1, 2]))
        let answers = AsyncStream<[BrokerID]>.makeStream()
        cache.whenInformed { answers.continuation.yield($0?.liveBrokers.map(\.id) ?? []) }
        var iterator = answers.stream.makeAsyncIterator()
        #expect(await iterator.next() == [1, 2])
    }

    @Test func aClientOfABrokerThatKnowsTheClusterIsAnsweredAtOnce() {
        let cache = MetadataCache(time: clock, hasTopics: { true })
        _ = cache.apply(update(controller: 1, brokers: [1, 2], partitions: [("a", 0, 1)]))
        let answers = Lock<[[String]]>([])
        cache.whenInformed { view in
            answers.withLock { $0.append(view?.topics.keys.sorted() ?? []) }
        }
        #expect(answers.withLock { $0 } == [["a"]])
    }

    @Test func aClientIsNeverToldThatThereIsNobody() async {
        let cache = MetadataCache(time: SystemClock(), hasTopics: { true })
        _ = cache.apply(update(controller: 1, brokers: [1, 2], partitions: [("a", 0, 1)]))
        _ = cache.apply(update(controller: 3, brokers: []))
        let answers = AsyncStream<[BrokerID]>.makeStream()
        cache.whenInformed { answers.continuation.yield($0?.liveBrokers.map(\.id) ?? []) }
        _ = cache.apply(update(controller: 3, brokers: [2, 3]))
        var iterator = answers.stream.makeAsyncIterator()
        #expect(await iterator.next() == [2, 3])
    }

    @Test func aWaitEndsWithItsTime() async {
        let cache = MetadataCache(time: SystemClock())
        #expect(await !cache.wait(for: .milliseconds(1)) { $0.topics["never"] != nil })
    }

    private func update(
        controller: BrokerID = 1, brokers: [BrokerID] = [1, 2],
        partitions: [(topic: String, index: Int32, leader: BrokerID)] = [],
        topicID: UUID = UUID(mostSignificant: 7, leastSignificant: 7)
    ) -> UpdateMetadataRequest {
        let topics = Dictionary(grouping: partitions, by: \.topic).sorted { $0.key < $1.key }
        return UpdateMetadataRequest(
            controllerId: controller, controllerEpoch: 1,
            topicStates: topics.map { name, parts in
                .init(
                    topicName: name, topicId: topicID,
                    partitionStates: parts.map {
                        .init(
                            partitionIndex: $0.index, leader: $0.leader, isr: [1], replicas: [1])
                    })
            },
            liveBrokers: brokers.map {
                .init(id: $0, endpoints: [.init(port: 9092, host: "h", listener: "PLAINTEXT")])
            })
    }
}
