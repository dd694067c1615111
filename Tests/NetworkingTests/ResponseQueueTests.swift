import Bytes
import Networking
import TestSupport
import Testing

@Suite struct ResponseQueueTests {
    private func answer(_ number: UInt8) -> [Payload] {
        [.bytes(SharedBytes(copying: [number]))]
    }

    @Test func answersLeaveInTheOrderOfTheirPlaces() {
        var queue = ResponseQueue(capacity: 4)
        let places = (0..<3).map { _ in queue.reserve() }
        queue.fill(places[2], answer(2))
        #expect(queue.popReady() == nil)
        queue.fill(places[0], answer(0))
        #expect(queue.popReady() == answer(0))
        #expect(queue.popReady() == nil)
        queue.fill(places[1], answer(1))
        #expect(queue.popReady() == answer(1))
        #expect(queue.popReady() == answer(2))
        #expect(queue.count == 0)
    }

    @Test func aPlaceGivenUpIsPassedOver() {
        var queue = ResponseQueue(capacity: 2)
        let places = [queue.reserve(), queue.reserve()]
        queue.fill(places[1], answer(1))
        queue.fill(places[0], nil)
        #expect(queue.popReady() == answer(1))
        #expect(queue.popReady() == nil)
        #expect(!queue.isFull)
    }

    @Test func onlyTheFirstAnswerCounts() {
        var queue = ResponseQueue(capacity: 2)
        let place = queue.reserve()
        queue.fill(place, answer(1))
        queue.fill(place, answer(2))
        #expect(queue.popReady() == answer(1))
        queue.fill(place, answer(3))
        #expect(queue.popReady() == nil)
    }

    @Test func anyOrderOfCompletionGivesTheOrderOfRequests() {
        var random = SeededRandom(seed: 3)
        var queue = ResponseQueue(capacity: 16)
        var open: [UInt64] = []
        var sent: [UInt8] = []
        var reserved = 0
        while sent.count < 5000 {
            if !queue.isFull, Bool.random(using: &random) {
                open.append(queue.reserve())
                reserved += 1
            } else if let index = open.indices.randomElement(using: &random) {
                let place = open.remove(at: index)
                queue.fill(place, answer(UInt8(truncatingIfNeeded: place)))
            }
            while let frame = queue.popReady() {
                sent.append(frame.first?.inMemory?.array.first ?? 0)
            }
        }
        #expect(sent == (0..<sent.count).map { UInt8(truncatingIfNeeded: $0) })
        #expect(queue.count == reserved - sent.count)
    }
}
