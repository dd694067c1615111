import Bytes
import Glibc
import Networking
import Platform
import TestSupport
import Testing

/// Regions of files that are not in memory when they are to be sent.
@Suite(.timeLimit(.minutes(2))) struct ColdRegionTests {
    let directory: TemporaryDirectory
    let file: any File
    let content: [UInt8]
    let disk = TestRegion.Disk()

    init() throws {
        directory = try TemporaryDirectory("cold")
        var random = SeededRandom(seed: 8)
        content = random.bytes(3_500_000)
        file = try LocalFileSystem().open(directory.file("a"), .new)
        try content.withUnsafeBytes { try file.write($0, at: 0) }
    }

    /// A server whose answer to a request of one byte is the file, to any other the request.
    private func server() async throws -> FrameServer {
        let region = TestRegion(file, position: 0, count: content.count, disk: disk)
        return try await FrameServer { frame, place, connection in
            guard frame.count == 1 else { return FrameServer.echo(frame, place, connection) }
            var writer = Frame.begin()
            writer.payload(.region(region))
            connection.answer(place, Frame.finish(writer))
        }
    }

    @Test func `a region is loaded piece by piece and arrives whole`() async throws {
        let server = try await server()
        let client = try RawClient(server.address)
        try client.send(RawClient.frame([1]))
        #expect(try client.receiveFrame() == content)
        let loads = disk.state.withLock { $0.loads }
        #expect(loads.first?.lowerBound == 0)
        #expect(loads.last?.upperBound == content.count)
        #expect(zip(loads, loads.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
        #expect(loads.allSatisfy { $0.count <= 1 << 20 })
    }

    @Test func `other connections of the loop do not wait for the disk`() async throws {
        disk.state.withLock { $0.isBlocked = true }
        let server = try await server()
        let cold = try RawClient(server.address)
        try cold.send(RawClient.frame([1]))
        while disk.state.withLock({ $0.loads.isEmpty }) {
            try await Task.sleep(for: .milliseconds(1))
        }
        let warm = try RawClient(server.address)
        for number in 0..<100 {
            try warm.send(RawClient.frame([UInt8(number), 0]))
            #expect(try warm.receiveFrame() == [UInt8(number), 0])
        }
        #expect(disk.state.withLock { $0.loads.count } == 1)
        disk.state.withLock { $0.isBlocked = false }
        #expect(try cold.receiveFrame() == content)
    }

    @Test func `answers behind a region on the disk keep their order`() async throws {
        let server = try await server()
        let client = try RawClient(server.address)
        try client.send(RawClient.frame([1]) + RawClient.frame([2, 2]) + RawClient.frame([1]))
        #expect(try client.receiveFrame() == content)
        #expect(try client.receiveFrame() == [2, 2])
        #expect(try client.receiveFrame() == content)
    }

    @Test func `a region that cannot be read closes the connection`() async throws {
        disk.state.withLock { $0.error = SystemError("read", "a", number: EIO) }
        let server = try await server()
        let client = try RawClient(server.address)
        try client.send(RawClient.frame([1]))
        let end = try await server.nextEnd()
        guard case .failed(.failed(let error)) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(error.number == EIO)
    }

    @Test func `a region that is gone closes the connection`() async throws {
        disk.state.withLock {
            $0.resident = 1 << 20
            $0.isBlocked = true
        }
        let server = try await server()
        let client = try RawClient(server.address)
        try client.send(RawClient.frame([1]))
        // The first part has been sent when the second is waited for.
        while disk.state.withLock({ $0.loads.isEmpty }) {
            try await Task.sleep(for: .milliseconds(1))
        }
        disk.state.withLock {
            $0.isGone = true
            $0.isBlocked = false
        }
        let received = try client.receive(content.count + 4)
        #expect(received.count < content.count)
        #expect(received.dropFirst(4).elementsEqual(content.prefix(received.count - 4)))
    }

    @Test func `a connection that ends while its region is loaded is left alone`() async throws {
        disk.state.withLock { $0.isBlocked = true }
        let server = try await server()
        do {
            let client = try RawClient(server.address)
            try client.send(RawClient.frame([1]))
            while disk.state.withLock({ $0.loads.isEmpty }) {
                try await Task.sleep(for: .milliseconds(1))
            }
            // Not before: a client that is gone at once gets no answer to begin with.
            withExtendedLifetime(client) {}
        }
        _ = try await server.nextEnd()
        disk.state.withLock { $0.isBlocked = false }
        let other = try RawClient(server.address)
        try other.send(RawClient.frame([3, 3]))
        #expect(try other.receiveFrame() == [3, 3])
    }
}
