import Bytes
import Glibc
import Platform

/// The bytes and file regions that wait to leave through a socket, in order.
struct SendQueue {
    enum Progress {
        /// Nothing is left.
        case emptied
        /// The socket takes no more for now.
        case blocked
        /// The share of this turn is used up; the socket may take more.
        case interrupted
        /// The next bytes are on the disk: ``loaded()`` once they have been brought in.
        case absent(Stretch)
    }

    /// A part of a region that is to be sent next.
    struct Stretch: Sendable {
        let region: any FileRegion
        let offset: Int
        let count: Int

        /// Brings it into memory. Blocks.
        func load() throws(SystemError) {
            try region.load(from: offset, count: count)
        }
    }

    private var chunks: [Payload] = []
    /// The first chunk not sent completely, and how much of it has been sent.
    private var first = 0
    private var sent = 0
    private(set) var bytes = 0
    /// The next bytes have just been brought in: they are sent without asking again, so that there is
    /// progress even where memory is short.
    private var isLoaded = false
    /// What files should be asked to read ahead, for the caller to take and do on another thread.
    private(set) var readAheads: [ReadAhead] = []

    struct ReadAhead: Sendable {
        let file: any File
        let position: Int64
        let count: Int
    }

    /// Runs of memory handed to the system in one call.
    private static let largestGather = 64
    /// Bytes sent for one connection in one turn, so that a fast reader of old data does not keep
    /// the other connections of its loop waiting.
    private static let bytesPerTurn = 8 * 1024 * 1024
    /// Bytes of a region that are known to be in memory before they are sent, and that are brought in
    /// at once: about a turn's worth for a socket, some milliseconds of a disk.
    private static let regionStretch = 1024 * 1024

    var isEmpty: Bool { first == chunks.count }

    mutating func append(_ chunk: Payload) {
        let count = chunk.count
        guard count > 0 else { return }
        chunks.append(chunk)
        bytes += count
    }

    mutating func removeAll() {
        self = SendQueue()
    }

    /// Hands as much as possible to the socket.
    mutating func write(to socket: Int32) throws(SystemError) -> Progress {
        var budget = Self.bytesPerTurn
        // Where the part of the first chunk ends that is known to be in memory.
        var checked = 0
        while !isEmpty {
            guard budget > 0 else { return .interrupted }
            let count: Int
            switch chunks[first] {
            case .bytes: count = gather(socket)
            case .region(let region):
                guard let file = region as? any FileRegion, let descriptor = file.file.descriptor
                else {
                    try replaceByContents(region)
                    continue
                }
                if sent >= checked {
                    if let absent = try check(file) { return .absent(absent) }
                    checked = sent + stretch(file)
                }
                count = try sendRegion(file, descriptor, upTo: checked, socket)
            }
            guard count >= 0 else {
                switch errno {
                case EAGAIN: return .blocked
                case EINTR: continue
                default: throw .last("send")
                }
            }
            if advance(count) { checked = 0 }
            budget -= count
        }
        return .emptied
    }

    /// Sends the runs of memory at the front with one call.
    private func gather(_ socket: Int32) -> Int {
        var end = first
        while end < chunks.count, end - first < Self.largestGather, chunks[end].inMemory != nil {
            end += 1
        }
        // A region follows: its first bytes shall fill the last packet of these.
        let more = end < chunks.count ? Int32(MSG_MORE) : 0
        let flags = Int32(MSG_NOSIGNAL) | more
        if end == first + 1, let bytes = chunks[first].inMemory {
            return send(socket, bytes.storage.base + bytes.offset + sent, bytes.count - sent, flags)
        }
        return withUnsafeTemporaryAllocation(of: iovec.self, capacity: end - first) { vectors in
            for index in first..<end {
                guard let bytes = chunks[index].inMemory else { continue }
                let skipped = index == first ? sent : 0
                vectors[index - first] = iovec(
                    iov_base: bytes.storage.base + bytes.offset + skipped,
                    iov_len: bytes.count - skipped)
            }
            var message = msghdr()
            message.msg_iov = vectors.baseAddress
            message.msg_iovlen = end - first
            return sendmsg(socket, &message, flags)
        }
    }

    private func stretch(_ region: any FileRegion) -> Int {
        min(region.count - sent, Self.regionStretch)
    }

    /// Makes sure that the next stretch of a region waits for no disk; else it is returned.
    private mutating func check(_ region: any FileRegion) throws(SystemError) -> Stretch? {
        let count = stretch(region)
        switch region.readiness(from: sent, count: count) {
        case .resident(let ahead):
            if let ahead {
                readAheads.append(
                    ReadAhead(file: region.file, position: ahead.position, count: ahead.count))
            }
        case .absent:
            if !isLoaded { return Stretch(region: region, offset: sent, count: count) }
        case .gone: throw SystemError("sendfile", region.file.path, number: ESTALE)
        }
        isLoaded = false
        return nil
    }

    /// What ``Progress/absent(_:)`` named has been brought in.
    mutating func loaded() { isLoaded = true }

    mutating func takeReadAheads() -> [ReadAhead] {
        defer { readAheads = [] }
        return readAheads
    }

    private func sendRegion(
        _ region: any FileRegion, _ file: Int32, upTo end: Int, _ socket: Int32
    ) throws(SystemError) -> Int {
        var position = off_t(region.position) + off_t(sent)
        let count = sendfile(socket, file, &position, end - sent)
        // The file ends before the region does: what was promised cannot be delivered.
        if count == 0 { throw SystemError("sendfile", region.file.path, number: EIO) }
        return count
    }

    private mutating func replaceByContents(_ region: any ByteRegion) throws(SystemError) {
        guard let contents = try? region.contents(), contents.count == region.count else {
            throw SystemError("read", "file region", number: EIO)
        }
        chunks[first] = .bytes(contents)
    }

    /// `true` if another chunk is the first now.
    private mutating func advance(_ count: Int) -> Bool {
        bytes -= count
        sent += count
        let isDone = sent >= chunks[first].count
        while first < chunks.count, sent >= chunks[first].count {
            sent -= chunks[first].count
            // Gives up the memory; the place goes with the others below.
            chunks[first] = .empty
            first += 1
        }
        if first == chunks.count {
            chunks.removeAll(keepingCapacity: chunks.capacity <= 256)
            first = 0
        } else if first >= 256 {
            chunks.removeFirst(first)
            first = 0
        }
        return isDone
    }
}
