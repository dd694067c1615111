import Bytes
import Glibc
import Networking
import Platform
import Scheduling
import TestSupport
import Testing

@Suite struct SocketTransportTests {
    @Test func aStreamConnectsByName() async throws {
        let server = try await FrameServer(loops: 2)
        let target = SocketAddress(host: "localhost", port: server.address.port)
        let stream = try await server.transport.connect(to: target, timeout: .seconds(60))
        #expect(stream.peer == server.address)
        let received = Lock<[UInt8]>([])
        await stream.loop.run {
            stream.start(Collector(received))
            stream.send([.bytes(SharedBytes(copying: RawClient.frame([1, 2])))])
        }
        try await wait { received.withLock { $0.count } == 6 }
        #expect(received.withLock { $0 } == RawClient.frame([1, 2]))
        await stream.loop.run { stream.close() }
    }

    @Test func aPortWithoutListenerRefuses() async throws {
        let server = try await FrameServer()
        // A port that was free a moment ago: bound, read, and closed again.
        let probe = try await server.transport.listen(
            at: SocketAddress(host: "127.0.0.1", port: 0)
        ) { _ in }
        let address = probe.address
        probe.close()
        await server.loops.loops[0].run {}
        await #expect(throws: TransportError.refused(address)) {
            _ = try await server.transport.connect(to: address, timeout: .seconds(60))
        }
    }

    @Test func aSilentAddressTimesOut() async throws {
        let server = try await FrameServer()
        // A full backlog: the system drops further attempts, as a dead host would.
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listening) }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(listening, $0, length)
                _ = listen(listening, 0)
                _ = getsockname(listening, $0, &length)
            }
        }
        let address = SocketAddress(host: "127.0.0.1", port: UInt16(bigEndian: name.sin_port))
        let first = try await server.transport.connect(to: address, timeout: .seconds(60))
        var failure: TransportError?
        do throws(TransportError) {
            for _ in 0..<3 {
                _ = try await server.transport.connect(to: address, timeout: .milliseconds(100))
            }
        } catch {
            failure = error
        }
        #expect(failure == .timedOut(address))
        await first.loop.run { first.close() }
    }

    @Test func anUnknownNameIsUnresolvable() async throws {
        let server = try await FrameServer()
        let address = SocketAddress(host: "no-such-host.invalid", port: 1)
        var failure: TransportError?
        do throws(TransportError) {
            _ = try await server.transport.connect(to: address, timeout: .seconds(20))
        } catch {
            failure = error
        }
        switch failure {
        case .unresolvable(address, _), .timedOut(address): break
        default: Issue.record("\(String(describing: failure))")
        }
    }

    @Test func aTakenPortIsAClearError() async throws {
        let server = try await FrameServer()
        let error = TransportError.failed(
            SystemError("bind", server.address.description, number: EADDRINUSE))
        await #expect(throws: error) {
            _ = try await server.transport.listen(at: server.address) { _ in }
        }
    }

    @Test func everyLocalAddressIncludesIPv4() async throws {
        let server = try await FrameServer()
        let listening = try await server.transport.listen(at: SocketAddress(host: "", port: 0)) {
            $0.close()
        }
        let client = try RawClient(listening.address)
        #expect(try client.isClosedByPeer())
        listening.close()
    }

    @Test func connectionsAboveTheLimitOfAHostAreClosed() async throws {
        let server = try await FrameServer(admission: ConnectionLimits(maximumPerHost: 1))
        let first = try RawClient(server.address)
        try first.send(RawClient.frame([1]))
        #expect(try first.receive(5) == RawClient.frame([1]))
        let second = try RawClient(server.address)
        #expect(try second.isClosedByPeer())
        try first.send(RawClient.frame([2]))
        #expect(try first.receive(5) == RawClient.frame([2]))
        #expect(server.log.lines.count == 1)
    }

    @Test(arguments: [10, 100_000, 20_000_000])
    func regionsOfFilesAreSentBetweenBytes(_ size: Int) async throws {
        let directory = try TemporaryDirectory("region")
        var random = SeededRandom(seed: 2)
        let content = random.bytes(size + 14)
        let file = try LocalFileSystem().open(directory.file("a"), .new)
        try content.withUnsafeBytes { try file.write($0, at: 0) }
        let region = TestRegion(file, position: 7, count: size)
        let server = try await FrameServer { _, place, connection in
            var writer = Frame.begin()
            writer.text("before")
            writer.payload(.region(region))
            writer.text("after")
            connection.answer(place, Frame.finish(writer))
        }
        let client = try RawClient(server.address)
        try client.send(RawClient.frame([]) + RawClient.frame([]))
        let expected = Array("before".utf8) + content[7..<(7 + size)] + Array("after".utf8)
        #expect(try client.receiveFrame() == expected)
        #expect(try client.receiveFrame() == expected)
    }

    @Test func aRegionWhoseFileIsClosedIsSentFromMemory() async throws {
        let directory = try TemporaryDirectory("region")
        let file = try LocalFileSystem().open(directory.file("a"), .new)
        let region = TestRegion(file, position: 0, count: 3, contents: [1, 2, 3])
        file.close()
        let server = try await FrameServer { _, place, connection in
            var writer = Frame.begin()
            writer.payload(.region(region))
            connection.answer(place, Frame.finish(writer))
        }
        let client = try RawClient(server.address)
        try client.send(RawClient.frame([]))
        #expect(try client.receiveFrame() == [1, 2, 3])
    }

    @Test func aRegionThatItsFileNoLongerHasClosesTheConnection() async throws {
        let directory = try TemporaryDirectory("region")
        let file = try LocalFileSystem().open(directory.file("a"), .new)
        let region = TestRegion(file, position: 0, count: 3)
        let server = try await FrameServer { _, place, connection in
            connection.answer(place, [.region(region)])
        }
        let client = try RawClient(server.address)
        try client.send(RawClient.frame([]))
        #expect(try client.isClosedByPeer())
    }
}

/// Collects what a stream receives.
private final class Collector: ByteReceiver {
    private let target: Lock<[UInt8]>
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1024, alignment: 1)

    init(_ target: Lock<[UInt8]>) { self.target = target }

    deinit { buffer.deallocate() }

    func receiveSpace() -> UnsafeMutableRawBufferPointer { buffer }
    func received(_ count: Int) {
        let bytes = Array(buffer.prefix(count))
        target.withLock { $0 += bytes }
    }
    func drained() {}
    func sendQueueEmptied() {}
    func ended(_ error: TransportError?) {}
}
