import KafkaModel
import Platform
import Testing

@testable import Replication

struct MoveQueueTests {
    private let now = MonotonicTime(nanoseconds: 1_000_000_000)
    private let a = TopicPartition("a", 0)
    private let b = TopicPartition("b", 0)

    private func queue() -> MoveQueue {
        var queue = MoveQueue()
        queue.add(a, at: now)
        queue.add(b, at: now)
        queue.add(a, at: now)
        return queue
    }

    @Test func `the first is worked on until it is over`() throws {
        var queue = queue()
        let taken = queue.take(at: now)
        let first = try #require(taken)
        #expect(first.id == a)
        let second = queue.take(at: now)
        #expect(second?.id == b)
        let third = queue.take(at: now)
        #expect(third == nil)
        queue.giveBack(first)
        let again = queue.take(at: now)
        #expect(again?.id == a)
        queue.finish(first)
        #expect(queue.entries.map(\.id) == [b])
    }

    @Test func `a delayed move lets the next one go first`() throws {
        var queue = queue()
        let taken = queue.take(at: now)
        let first = try #require(taken)
        queue.giveBack(first) { $0.dueAt = now + .seconds(1) }
        let second = queue.take(at: now)
        #expect(second?.id == b)
        #expect(queue.nextDue == now + .seconds(1))
        let later = queue.take(at: now + .seconds(1))
        #expect(later?.id == a)
    }

    @Test func `what happens to a move that is gone does not touch its successor`() throws {
        var queue = queue()
        let taken = queue.take(at: now)
        let first = try #require(taken)
        queue.remove(a)
        queue.add(a, at: now)
        queue.giveBack(first) { $0.failures = 7 }
        queue.finish(first)
        #expect(queue.entries.map(\.id) == [b, a])
        #expect(queue.entries.allSatisfy { $0.failures == 0 })
    }
}
