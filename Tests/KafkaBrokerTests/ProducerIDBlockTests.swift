import KafkaModel
import Testing

@testable import KafkaBroker

@Suite struct ProducerIDBlockTests {
    @Test func idsAreHandedOutInOrderUntilTheBlockIsEmpty() {
        var block = ProducerIDBlock(start: 5000, count: 3)
        #expect([block.take(), block.take(), block.take()] == [5000, 5001, 5002])
        #expect(block.isEmpty)
    }

    @Test func theNextBlockIsAskedForAtNineTenths() {
        #expect(ProducerIDBlock(start: 0, count: 1000).refillAt == 900)
    }

    @Test func aBlockWithoutIdsIsEmpty() {
        #expect(ProducerIDBlock(start: 10, count: 0).isEmpty)
        #expect(ProducerIDBlock(start: 10, count: -5).isEmpty)
    }
}
