import Bytes
import Networking
import Platform
import Scheduling
import TestSupport
import Testing

@testable import Simulation

/// Keeps what arrives.
private final class Receiver: ByteReceiver, @unchecked Sendable {
    private let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 3, alignment: 1)
    private(set) var bytes: [UInt8] = []
    private(set) var hasEnded = false
    private(set) var failure: TransportError?

    deinit { space.deallocate() }

    func receiveSpace() -> UnsafeMutableRawBufferPointer { space }
    func received(_ count: Int) { bytes += space[..<count] }
    func drained() {}
    func sendQueueEmptied() {}

    func ended(_ error: TransportError?) {
        hasEnded = true
        failure = error
    }
}

/// A server that keeps what it gets, and a client with one connection to it.
private final class Conversation: @unchecked Sendable {
    let executor = DeterministicExecutor(seed: 9)
    let network: SimulatedNetwork
    let server: SimulatedProcess
    let client: SimulatedProcess
    let atServer = Receiver()
    let atClient = Receiver()
    private(set) var stream: (any ByteStream)?
    private(set) var error: TransportError?

    init(port: UInt16 = 9092) {
        network = SimulatedNetwork(executor)
        server = executor.makeProcess("server")
        client = executor.makeProcess("client")
        let listening = network.attach(
            server, host: "server", loops: [SimulatedEventLoop(server)])
        let connecting = network.attach(
            client, host: "client", loops: [SimulatedEventLoop(client)])
        executor.within(server) {
            _ = Task {
                _ = try? await listening.listen(at: SocketAddress(host: "", port: 9092)) {
                    $0.start(self.atServer)
                }
            }
        }
        executor.run(for: .seconds(1))
        executor.within(client) {
            _ = Task {
                do throws(TransportError) {
                    let stream = try await connecting.connect(
                        to: SocketAddress(host: "server", port: port), timeout: .seconds(1))
                    stream.loop.execute { stream.start(self.atClient) }
                    self.stream = stream
                } catch {
                    self.error = error
                }
            }
        }
        executor.run(for: .seconds(2))
    }

    func send(_ bytes: [UInt8]) {
        guard let stream else { return }
        stream.loop.execute { stream.send([.bytes(SharedBytes(copying: bytes))]) }
    }
}

struct SimulatedNetworkTests {
    @Test func `bytes arrive in order`() async throws {
        let bytes = try await onOwnThread {
            let conversation = Conversation()
            for number in 0..<50 {
                conversation.send([UInt8(number), UInt8(number)])
                conversation.executor.run(for: .microseconds(100))
            }
            conversation.executor.run(for: .seconds(1))
            return conversation.atServer.bytes
        }
        #expect(bytes == (0..<50).flatMap { [UInt8($0), UInt8($0)] })
    }

    @Test func `nobody listens there`() async throws {
        let error = try await onOwnThread { Conversation(port: 1).error }
        #expect(error == .refused(SocketAddress(host: "server", port: 1)))
    }

    @Test func `what a cut holds up arrives when it is mended`() async throws {
        let (during, after) = try await onOwnThread {
            let conversation = Conversation()
            conversation.network.cut(from: "client", to: "server")
            conversation.send([7])
            conversation.executor.run(for: .seconds(5))
            let during = conversation.atServer.bytes
            conversation.network.mend(from: "client", to: "server")
            conversation.executor.run(for: .seconds(1))
            return (during, conversation.atServer.bytes)
        }
        #expect(during == [])
        #expect(after == [7])
    }

    @Test func `both ends hear of a broken connection`() async throws {
        let ends = try await onOwnThread {
            let conversation = Conversation()
            conversation.network.resetAnyConnection()
            conversation.executor.run(for: .seconds(1))
            return [conversation.atServer.failure, conversation.atClient.failure]
        }
        #expect(ends[0] != nil)
        #expect(ends[1] != nil)
    }

    @Test func `the peer of a killed process hears of it after what it had sent`() async throws {
        let conversation = try await onOwnThread {
            let conversation = Conversation()
            conversation.send([1, 2, 3, 4, 5])
            conversation.executor.run(for: .microseconds(30))
            conversation.client.kill()
            conversation.network.detach(conversation.client)
            conversation.executor.run(for: .seconds(1))
            return conversation
        }
        #expect(conversation.atServer.hasEnded)
        #expect(conversation.atServer.failure != nil)
        #expect(!conversation.atClient.hasEnded)
    }
}
