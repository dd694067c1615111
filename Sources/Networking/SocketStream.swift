import Bytes
import Glibc
import Platform
import Scheduling

/// A TCP connection on an epoll loop.
///
/// Edge-triggered: a read that does not fill the space has emptied the socket, and only a new event
/// tells of more. Sending happens at the end of the loop's turn.
// Sendable because everything mutable is touched on the loop only.
final class SocketStream: ByteStream, ReadinessHandler, TurnEndHandler, @unchecked Sendable {
    private let eventLoop: EpollEventLoop
    /// Where files are waited for.
    private let disk: BlockingExecutor
    let peer: SocketAddress
    let local: SocketAddress

    /// -1 after the end.
    private var descriptor: Int32
    private var token: UInt64 = 0
    private var receiver: (any ByteReceiver)?
    private var output = SendQueue()
    private var isReadable = false
    private var isWritable = true
    /// The next bytes to be sent are on their way from the disk.
    private var awaitsDisk = false
    private var isPaused = false
    private var peerHasFinished = false
    private var asksForTurnEnd = false
    private var continuesReceiving = false

    /// Bytes received for one connection in one turn, so that the others have theirs.
    private static let bytesPerTurn = 1024 * 1024

    /// Takes over a connected socket. On the loop.
    init(_ descriptor: Int32, _ eventLoop: EpollEventLoop, disk: BlockingExecutor)
        throws(SystemError)
    {
        self.descriptor = descriptor
        self.eventLoop = eventLoop
        self.disk = disk
        peer = ResolvedAddress.of(descriptor, getpeername)
        local = ResolvedAddress.of(descriptor, getsockname)
        token = try eventLoop.register(descriptor, self)
    }

    deinit {
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    var loop: any EventLoop { eventLoop }
    var queuedBytes: Int { output.bytes }

    func start(_ receiver: any ByteReceiver) {
        precondition(self.receiver == nil, "started twice")
        guard descriptor >= 0 else { return receiver.ended(nil) }
        self.receiver = receiver
        receive()
    }

    // MARK: Receiving

    func ready(_ readiness: Readiness) {
        if readiness.contains(.writable) {
            isWritable = true
            if !output.isEmpty { flush() }
        }
        guard !readiness.isDisjoint(with: [.readable, .readHangUp, .hangUp, .error]) else { return }
        if !readiness.isDisjoint(with: [.readHangUp, .hangUp, .error]) { peerHasFinished = true }
        isReadable = true
        if isPaused, !readiness.isDisjoint(with: [.hangUp, .error]) {
            // Nobody is there any more to read answers, so the rest of the input is of no use.
            end(.failed(SystemError("recv", peer.description, number: ECONNRESET)))
        } else {
            receive()
        }
    }

    func pauseReceiving() { isPaused = true }

    func resumeReceiving() {
        guard isPaused else { return }
        isPaused = false
        // Not from here: the receiver may be in the middle of its work.
        if isReadable { continueReceivingLater() }
    }

    private func continueReceivingLater() {
        guard !continuesReceiving else { return }
        continuesReceiving = true
        eventLoop.execute { [self] in
            continuesReceiving = false
            receive()
        }
    }

    private func receive() {
        var budget = Self.bytesPerTurn
        while isReadable, !isPaused, descriptor >= 0, let receiver {
            guard budget > 0 else { return continueReceivingLater() }
            let space = receiver.receiveSpace()
            let count = recv(descriptor, space.baseAddress, space.count, 0)
            if count > 0 {
                budget -= count
                // After the peer has finished, only a read of nothing tells the end.
                let hasMore = count == space.count || peerHasFinished
                if !hasMore { isReadable = false }
                receiver.received(count)
                if !hasMore { receiver.drained() }
            } else if count == 0 {
                end(nil)
            } else if errno == EAGAIN {
                isReadable = false
                receiver.drained()
            } else if errno != EINTR {
                end(.failed(.last("recv", peer.description)))
            }
        }
    }

    // MARK: Sending

    func send(_ chunks: [Payload]) {
        guard descriptor >= 0 else { return }
        for chunk in chunks { output.append(chunk) }
        askForTurnEnd()
    }

    private func askForTurnEnd() {
        guard !asksForTurnEnd else { return }
        asksForTurnEnd = true
        eventLoop.callAtTurnEnd(self)
    }

    func turnEnded() {
        asksForTurnEnd = false
        flush()
    }

    private func flush() {
        guard isWritable, !awaitsDisk, descriptor >= 0, !output.isEmpty else { return }
        do throws(SystemError) {
            switch try output.write(to: descriptor) {
            case .emptied: receiver?.sendQueueEmptied()
            case .blocked: isWritable = false
            case .interrupted: askForTurnEnd()
            case .absent(let stretch): load(stretch)
            }
            readAhead()
        } catch {
            fail(error)
        }
    }

    private func fail(_ error: SystemError) {
        end(.failed(SystemError(error.call, peer.description, number: error.number)))
    }

    /// Has the next bytes brought in by another thread, so that only this connection waits for them.
    private func load(_ stretch: SendQueue.Stretch) {
        awaitsDisk = true
        let accepted = disk.execute { [self] in
            do throws(SystemError) {
                try stretch.load()
                eventLoop.execute { [self] in loaded(nil) }
            } catch {
                eventLoop.execute { [self] in loaded(error) }
            }
        }
        if !accepted { fail(SystemError("read", stretch.region.file.path, number: ECANCELED)) }
    }

    private func loaded(_ error: SystemError?) {
        awaitsDisk = false
        if let error { return fail(error) }
        output.loaded()
        flush()
    }

    private func readAhead() {
        for ahead in output.takeReadAheads() {
            disk.execute { ahead.file.readAhead(at: ahead.position, count: ahead.count) }
        }
    }

    // MARK: The end

    func close() {
        guard descriptor >= 0 else { return }
        if isWritable, !output.isEmpty { _ = try? output.write(to: descriptor) }
        end(nil)
    }

    private func end(_ error: TransportError?) {
        guard descriptor >= 0 else { return }
        eventLoop.deregister(descriptor, token)
        Glibc.close(descriptor)
        descriptor = -1
        output.removeAll()
        let receiver = receiver
        self.receiver = nil
        receiver?.ended(error)
    }
}
