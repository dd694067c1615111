import KafkaModel
import Testing

@testable import ClusterControl

/// Which events a queue takes for the same.
struct ControllerEventQueueTests {
    @Test func `what waits already is not queued again`() async {
        let queue = ControllerEventQueue()
        for _ in 0..<2 { queue.put(.topicChange) }
        queue.put(.brokerChange)
        #expect(await next(of: queue) == "topics")
        #expect(await next(of: queue) == "brokers")
    }

    /// Each goes on with the next one of its office; one that is lost is the last.
    @Test func `the balance of an earlier office does not stand for that of the present one`() async
    {
        let queue = ControllerEventQueue()
        queue.put(.balanceLeaders(6))
        queue.put(.balanceLeaders(8))
        queue.put(.brokerChange)
        var epochs: [ControllerEpoch] = []
        while case .balanceLeaders(let epoch) = await queue.next() { epochs.append(epoch) }
        #expect(epochs == [6, 8])
    }

    private func next(of queue: ControllerEventQueue) async -> String? {
        await queue.next()?.subject
    }
}
