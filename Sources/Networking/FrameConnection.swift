import Bytes
import Platform
import Scheduling

/// The limits of one connection.
package struct FrameLimits: Sendable {
    /// `socket.request.max.bytes`: the largest frame.
    package var maximumFrameSize: Int
    /// Requests admitted before the first of them is answered; then reading pauses. Enough for any
    /// client's pipeline, small enough that one connection cannot fill the memory.
    package var maximumInFlight: Int
    /// Bytes of answers that may wait for a peer that does not read; then reading pauses.
    package var maximumQueuedBytes: Int
    /// `connections.max.idle.ms`: closed after this time without bytes in either direction while no
    /// request is under way.
    package var idleTimeout: Duration
    /// `queued.max.request.bytes`, shared by all connections of a broker; `nil`: no bound.
    package var requestMemory: RequestMemory?

    package init(
        maximumFrameSize: Int = 104_857_600, maximumInFlight: Int = 256,
        maximumQueuedBytes: Int = 4 * 1024 * 1024, idleTimeout: Duration = .seconds(600)
    ) {
        self.maximumFrameSize = maximumFrameSize
        self.maximumInFlight = maximumInFlight
        self.maximumQueuedBytes = maximumQueuedBytes
        self.idleTimeout = idleTimeout
    }
}

/// Serves the frames of a connection. Called on the connection's loop.
package protocol FrameHandler: AnyObject {
    /// A request has come, in the order of arrival. Its place is answered once, at any time, with
    /// ``FrameConnection/answer(_:_:)`` or ``FrameConnection/omit(_:)``.
    func received(_ frame: SharedBytes, place: UInt64, on connection: FrameConnection)
    /// The connection has ended, once. `reason` is `nil` if the peer or the owner closed it in order.
    func ended(_ connection: FrameConnection, reason: ConnectionEnd)
}

package enum ConnectionEnd: Equatable, Sendable, CustomStringConvertible {
    /// The peer closed between two frames, or we did.
    case closed
    case idle
    case broken(FrameError)
    case failed(TransportError)

    package var description: String {
        switch self {
        case .closed: "closed"
        case .idle: "idle for too long"
        case .broken(let error): error.description
        case .failed(let error): error.description
        }
    }
}

/// The server's side of a connection: frames in, answers out in the order of the frames.
///
/// Everything happens on the stream's loop. Reading pauses while too many requests are under way or
/// too many bytes wait for a slow peer; frames that have been received by then are kept.
// Sendable because all calls but `loop` and `peer` are made on the loop.
package final class FrameConnection: ByteReceiver, @unchecked Sendable {
    package let stream: any ByteStream
    private let limits: FrameLimits
    private let handler: any FrameHandler
    private let onEnd: (@Sendable () -> Void)?

    private var decoder: FrameDecoder
    private var queue: ResponseQueue
    private var isPaused = false
    private var isCutting = false
    private var isOpen = true
    private var end: ConnectionEnd?
    private var lastActivity: MonotonicTime
    private var idleTimer: ScheduledJob?
    /// What ``RequestMemory`` counts for this connection, bytes.
    private var countedBytes = 0
    private var awaitsMemory = false

    /// On the stream's loop. `memory` is that loop's; `onEnd` is called once, after the handler.
    package init(
        _ stream: any ByteStream, limits: FrameLimits, memory: ReceiveMemory,
        handler: any FrameHandler, onEnd: (@Sendable () -> Void)? = nil
    ) {
        self.stream = stream
        self.onEnd = onEnd
        self.limits = limits
        self.handler = handler
        decoder = FrameDecoder(maximumSize: limits.maximumFrameSize, memory: memory)
        queue = ResponseQueue(capacity: limits.maximumInFlight)
        lastActivity = stream.loop.now
    }

    package var loop: any EventLoop { stream.loop }
    package var peer: SocketAddress { stream.peer }
    /// Requests that have not been answered.
    package var inFlight: Int { queue.count }

    package func start() {
        watchIdleness(after: limits.idleTimeout)
        stream.start(self)
    }

    // MARK: Answers

    /// Sends the answer of a request as soon as those before it are sent. `frame` begins with its
    /// length (``Frame``).
    package func answer(_ place: UInt64, _ frame: [Payload]) {
        guard isOpen else { return }
        queue.fill(place, frame)
        sendReady()
    }

    /// Gives no answer to a request.
    package func omit(_ place: UInt64) {
        guard isOpen else { return }
        queue.fill(place, nil)
        sendReady()
    }

    /// Closes at once.
    package func close() {
        stream.close()
    }

    private func sendReady() {
        while let frame = queue.popReady() {
            lastActivity = loop.now
            stream.send(frame)
        }
        resumeIfPossible()
    }

    private var mustPause: Bool {
        queue.isFull || stream.queuedBytes > limits.maximumQueuedBytes
    }

    private func resumeIfPossible() {
        guard isPaused, !isCutting, isOpen, !mustPause else { return }
        isPaused = false
        cutFrames()
        if !isPaused, isOpen { stream.resumeReceiving() }
    }

    // MARK: Frames

    package func receiveSpace() -> UnsafeMutableRawBufferPointer { decoder.space() }

    package func received(_ count: Int) {
        decoder.filled(count)
        lastActivity = loop.now
        cutFrames()
    }

    private func cutFrames() {
        isCutting = true
        defer {
            isCutting = false
            countMemory()
        }
        do {
            while isOpen {
                if mustPause { return pause() }
                let memory = limits.requestMemory
                guard let frame = try decoder.next(mayAssemble: memory?.isExhausted != true) else {
                    if decoder.needsMemory { awaitMemory(memory) }
                    return
                }
                handler.received(frame, place: queue.reserve(), on: self)
            }
        } catch {
            fail(.broken(error))
        }
    }

    private func pause() {
        isPaused = true
        stream.pauseReceiving()
    }

    /// Reads on when there is memory for a large request.
    private func awaitMemory(_ memory: RequestMemory?) {
        pause()
        guard !awaitsMemory else { return }
        awaitsMemory = true
        memory?.wait { [weak self, loop] in
            loop.execute { [weak self] in
                self?.awaitsMemory = false
                self?.resumeIfPossible()
            }
        }
    }

    /// Keeps the count of memory up to date.
    private func countMemory() {
        guard let memory = limits.requestMemory else { return }
        let held = isOpen ? decoder.assembledBytes : 0
        guard held != countedBytes else { return }
        let change = held - countedBytes
        countedBytes = held
        memory.note(change)
    }

    package func drained() {
        // A paused connection may hold complete frames that wait for their turn.
        guard !isPaused, isOpen else { return }
        do {
            try decoder.rest()
        } catch {
            fail(.broken(error))
        }
        countMemory()
    }

    package func sendQueueEmptied() {
        resumeIfPossible()
    }

    // MARK: The end

    private func fail(_ reason: ConnectionEnd) {
        if end == nil { end = reason }
        stream.close()
    }

    package func ended(_ error: TransportError?) {
        guard isOpen else { return }
        isOpen = false
        countMemory()
        idleTimer?.cancel()
        idleTimer = nil
        handler.ended(self, reason: end ?? error.map { .failed($0) } ?? .closed)
        onEnd?()
    }

    private func watchIdleness(after delay: Duration) {
        idleTimer = loop.schedule(after: delay) { [weak self] in self?.checkIdleness() }
    }

    private func checkIdleness() {
        guard isOpen else { return }
        let idle = loop.now - lastActivity
        if idle >= limits.idleTimeout && queue.count == 0 && stream.queuedBytes == 0 {
            fail(.idle)
        } else {
            watchIdleness(after: max(limits.idleTimeout - idle, limits.idleTimeout / 8))
        }
    }
}
