import ClusterMetadata
import KafkaModel
import Platform
import Telemetry
import TestSupport
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

/// Below IBP 3.0 a broker takes its blocks from ZooKeeper itself.
@Suite struct ProducerIDSourceTests {
    @Test func twoBrokersTakeDifferentBlocksFromZooKeeper() async throws {
        let server = MemoryZooKeeper()
        server.plant("/latest_producer_id_block", nil)
        var ids: [ProducerID?] = []
        for broker in [1, 2] as [BrokerID] {
            let store = ClusterStore(server.connect())
            let source = ProducerIDs(
                brokerID: broker, brokerEpoch: { 1 }, source: .zooKeeper(ProducerIDStore(store)),
                time: SystemClock(), logger: Logger("test", sink: NullLogSink()))
            ids.append(await source.next(timeout: .seconds(10)))
            ids.append(await source.next(timeout: .seconds(10)))
        }
        #expect(ids == [0, 1, 1000, 1001])
        #expect(
            server.text("/latest_producer_id_block")?.contains(#""broker":2"#) == true)
    }
}
