import Bytes
import Networking
import Platform
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RequestMemoryTests {
    private let large = [UInt8](repeating: 7, count: 1_000_000)

    private func server(limit: Int) async throws -> (FrameServer, RequestMemory) {
        let memory = RequestMemory(limit: limit)
        var limits = FrameLimits()
        limits.requestMemory = memory
        let server = try await FrameServer(limits: limits) { frame, place, connection in
            var writer = Frame.begin()
            writer.int32(Int32(frame.count))
            connection.answer(place, Frame.finish(writer))
        }
        return (server, memory)
    }

    private func length(_ answer: [UInt8]) -> Int { answer.reduce(0) { $0 << 8 | Int($1) } }

    @Test func `a large request waits while others use up the memory`() async throws {
        let (server, memory) = try await server(limit: 500_000)
        let first = try RawClient(server.address)
        let begun = RawClient.frame(large)
        try first.send(Array(begun.prefix(400_000)))
        try await wait { memory.isExhausted }

        let second = try RawClient(server.address)
        let request = RawClient.frame(large)
        let sending = Thread { try? second.send(request) }
        // Small requests are read all the same, also by a loop that has large ones waiting.
        let third = try RawClient(server.address)
        for size in [0, 10, 60_000] {
            try third.send(RawClient.frame([UInt8](repeating: 1, count: size)))
            #expect(length(try third.receiveFrame()) == size)
        }
        #expect(memory.isExhausted)

        try first.send(Array(begun.dropFirst(400_000)))
        #expect(length(try first.receiveFrame()) == large.count)
        #expect(length(try second.receiveFrame()) == large.count)
        sending.join()
        try await wait { !memory.isExhausted }
    }

    @Test func `a request larger than the limit is read when nothing else is`() async throws {
        let (server, memory) = try await server(limit: 1)
        let client = try RawClient(server.address)
        for _ in 0..<3 {
            try client.send(RawClient.frame(large))
            #expect(length(try client.receiveFrame()) == large.count)
        }
        try await wait { !memory.isExhausted }
    }

    @Test func `a connection that ends gives its memory back`() async throws {
        let (server, memory) = try await server(limit: 500_000)
        do {
            let first = try RawClient(server.address)
            try first.send(Array(RawClient.frame(large).prefix(400_000)))
            try await wait { memory.isExhausted }
            withExtendedLifetime(first) {}
        }
        let second = try RawClient(server.address)
        try second.send(RawClient.frame(large))
        #expect(length(try second.receiveFrame()) == large.count)
    }
}
