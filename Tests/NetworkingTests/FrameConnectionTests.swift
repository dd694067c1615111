import Bytes
import Glibc
import Networking
import Platform
import Scheduling
import TestSupport
import Testing

@Suite struct FrameConnectionTests {
    @Test func framesAreAnsweredHoweverTheyAreCut() async throws {
        let server = try await FrameServer()
        let client = try RawClient(server.address)
        let stream = RawClient.frame([1, 2, 3]) + RawClient.frame([]) + RawClient.frame([4])
        for cut in 0...stream.count {
            try client.send(Array(stream[..<cut]))
            // Lets the server see the first part alone, now and then.
            await server.loops.loops[0].run {}
            try client.send(Array(stream[cut...]))
            #expect(try client.receive(stream.count) == stream, "cut at \(cut)")
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        let server = try await FrameServer()
        let client = try RawClient(server.address)
        let stream = (0..<2000).flatMap { number in
            RawClient.frame(Array(String(number).utf8))
        }
        let reader = Thread { try? client.send(stream) }
        #expect(try client.receive(stream.count) == stream)
        reader.join()
    }

    @Test func answersGivenOutOfOrderLeaveInOrder() async throws {
        let held = Lock<[(UInt64, SharedBytes)]>([])
        let server = try await FrameServer { frame, place, connection in
            held.withLock { $0.append((place, frame)) }
            guard held.withLock({ $0.count }) == 3 else { return }
            for (place, frame) in held.withLock({ $0 }).reversed() {
                connection.answer(place, [.bytes(FrameServer.frame(frame))])
            }
        }
        let client = try RawClient(server.address)
        let stream = (1...3).flatMap { RawClient.frame([UInt8($0)]) }
        try client.send(stream)
        #expect(try client.receive(stream.count) == stream)
    }

    @Test func anOmittedAnswerLeavesNoTrace() async throws {
        let server = try await FrameServer { frame, place, connection in
            if frame.count == 0 {
                connection.omit(place)
            } else {
                FrameServer.echo(frame, place, connection)
            }
        }
        let client = try RawClient(server.address)
        try client.send(RawClient.frame([]) + RawClient.frame([5]) + RawClient.frame([]))
        #expect(try client.receive(5) == RawClient.frame([5]))
    }

    @Test(arguments: [[0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0, 0, 0]] as [[UInt8]])
    func aBrokenLengthClosesTheConnection(_ header: [UInt8]) async throws {
        let server = try await FrameServer(limits: FrameLimits(maximumFrameSize: 1000))
        let client = try RawClient(server.address)
        try client.send(RawClient.frame([1]) + header)
        #expect(try client.receive(5) == RawClient.frame([1]))
        #expect(try client.isClosedByPeer())
        guard case .broken = try await server.nextEnd() else {
            Issue.record("the reason is not the frame")
            return
        }
    }

    @Test func framesOfManySizesComeBackUnchanged() async throws {
        let server = try await FrameServer(loops: 2)
        var random = SeededRandom(seed: 1)
        let client = try RawClient(server.address)
        for size in [0, 1, 4095, 65_536, 131_068, 131_072, 131_073, 1_000_000, 3_000_000, 10] {
            let stream = RawClient.frame(random.bytes(size))
            let sender = Thread { try? client.send(stream) }
            let answer = try client.receive(stream.count)
            sender.join()
            #expect(answer == stream, "\(size) bytes")
        }
    }

    @Test func aPeerThatDoesNotReadIsNoLongerRead() async throws {
        let answered = Lock(0)
        let limits = FrameLimits(maximumInFlight: 8, maximumQueuedBytes: 100_000)
        let server = try await FrameServer(limits: limits) { frame, place, connection in
            answered.withLock { $0 += 1 }
            let content = SharedBytes(copying: [UInt8](repeating: frame.array[0], count: 50_000))
            connection.answer(place, [.bytes(FrameServer.frame(content))])
        }
        let client = try RawClient(server.address)
        let requests = 1000
        try client.send((0..<requests).flatMap { RawClient.frame([UInt8($0 % 251)]) })
        // Everything the system's buffers take is answered; the rest waits.
        var before = -1
        while before != answered.withLock({ $0 }) {
            before = answered.withLock { $0 }
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(before < requests)
        for number in 0..<requests {
            let answer = try client.receiveFrame()
            #expect(answer.count == 50_000 && answer[0] == UInt8(number % 251))
        }
    }

    @Test func requestsBeyondTheLimitWaitUntilOneIsAnswered() async throws {
        let held = Lock<[(UInt64, FrameConnection)]>([])
        let server = try await FrameServer(limits: FrameLimits(maximumInFlight: 2)) {
            _, place, connection in
            held.withLock { $0.append((place, connection)) }
        }
        let loop = server.loops.loops[0]
        let client = try RawClient(server.address)
        try client.send((0..<6).flatMap { RawClient.frame([UInt8($0)]) })
        for answered in 0..<6 {
            while held.withLock({ $0.count }) < min(answered + 2, 6) {
                try await Task.sleep(for: .milliseconds(1))
            }
            #expect(held.withLock { $0.count } == min(answered + 2, 6))
            let (place, connection) = held.withLock { $0[answered] }
            await loop.run {
                let content = SharedBytes(copying: [UInt8(answered)])
                connection.answer(place, [.bytes(FrameServer.frame(content))])
            }
            #expect(try client.receiveFrame() == [UInt8(answered)])
        }
        held.withLock { $0 = [] }
    }

    @Test func anIdleConnectionIsClosed() async throws {
        let limits = FrameLimits(idleTimeout: .milliseconds(30))
        let server = try await FrameServer(limits: limits)
        let client = try RawClient(server.address)
        try client.send(RawClient.frame([1]))
        #expect(try client.receive(5) == RawClient.frame([1]))
        #expect(try client.isClosedByPeer())
        #expect(try await server.nextEnd() == .idle)
    }

    @Test func aConnectionWithARequestUnderWayIsNotIdle() async throws {
        let limits = FrameLimits(idleTimeout: .milliseconds(20))
        let server = try await FrameServer(limits: limits) { frame, place, connection in
            connection.loop.schedule(after: .milliseconds(100)) {
                FrameServer.echo(frame, place, connection)
            }
        }
        let client = try RawClient(server.address)
        try client.send(RawClient.frame([1]))
        #expect(try client.receive(5) == RawClient.frame([1]))
    }

    @Test func aPeerThatClosesEndsTheConnection() async throws {
        let server = try await FrameServer()
        do {
            let client = try RawClient(server.address)
            try client.send(RawClient.frame([1]) + [0, 0])
            #expect(try client.receive(5) == RawClient.frame([1]))
        }
        #expect(try await server.nextEnd() == .closed)
        #expect(server.listener.connectionCount == 0)
    }

    @Test func aResetEndsOneConnectionAndTheOthersGoOn() async throws {
        let server = try await FrameServer()
        let other = try RawClient(server.address)
        do {
            let client = try RawClient(server.address)
            try client.send(RawClient.frame([1]))
            #expect(try client.receive(5) == RawClient.frame([1]))
            client.resetOnClose()
        }
        guard case .failed = try await server.nextEnd() else {
            Issue.record("the reset did not show")
            return
        }
        try other.send(RawClient.frame([2]))
        #expect(try other.receive(5) == RawClient.frame([2]))
    }

    @Test func manyAnnouncedHugeFramesTakeNoMemory() async throws {
        let server = try await FrameServer()
        let before = residentBytes()
        let header = withUnsafeBytes(of: Int32(100_000_000).bigEndian) { Array($0) }
        var clients: [RawClient] = []
        for _ in 0..<200 {
            let client = try RawClient(server.address)
            try client.send(header + [1, 2, 3])
            clients.append(client)
        }
        let last = try RawClient(server.address)
        try last.send(RawClient.frame([7]))
        #expect(try last.receive(5) == RawClient.frame([7]))
        #expect(residentBytes() - before < 50_000_000)
        #expect(clients.count == 200)
    }

    private func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 200)
        guard fgets(&line, 200, file) != nil else { return 0 }
        let text = String(
            decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
    }
}
