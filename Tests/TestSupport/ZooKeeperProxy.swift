import Foundation
import Glibc
import Platform

/// Stands between a client and a ZooKeeper server and can make a reply disappear, or the server look
/// like one that is older than it is.
package final class ZooKeeperProxy: Sendable {
    /// Operations, by their number on the wire.
    package enum Operation: Int32, Sendable {
        case create = 1
        case delete = 2
        case setData = 5
        case multi = 14
        case createWithStat = 15
    }

    /// What becomes of a request for many nodes (`multiRead`), which servers before 3.6 do not know.
    package enum MultiReadAnswer: Sendable {
        case passedOn
        /// `UNIMPLEMENTED`, and the connection is closed, as by ZooKeeper 3.4 and 3.5.
        case unimplemented
        /// The connection is closed.
        case closed
    }

    private struct State {
        var multiReadAnswer = MultiReadAnswer.passedOn
        var doomed: Operation?
        var connections: [RawConnection] = []
        var isCutOff = false
    }

    package let port: UInt16
    private let target: UInt16
    private let listener: Int32
    private let state = Lock(State())
    /// Replies that were swallowed.
    package let lostReplies = Observed(0)

    package init(target: UInt16) throws(SystemError) {
        self.target = target
        port = FreePort.next()
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
        guard withLoopback(port, { bind(listener, $0, $1) }) == 0, listen(listener, 16) == 0 else {
            throw SystemError.last("bind", "\(port)")
        }
        Thread.detachNewThread { [self] in acceptAll() }
    }

    /// The next request of this kind reaches the server; its connection is cut instead of the reply
    /// being passed on.
    package func loseReply(to operation: Operation) {
        state.withLock { $0.doomed = operation }
    }

    package func answerMultiRead(with answer: MultiReadAnswer) {
        state.withLock { $0.multiReadAnswer = answer }
    }

    /// While it is set, there are no connections: the present ones are cut and new ones end at once.
    package var isCutOff: Bool {
        get { state.withLock { $0.isCutOff } }
        set {
            let connections = state.withLock { state in
                state.isCutOff = newValue
                return newValue ? state.connections : []
            }
            for connection in connections { connection.shutdown() }
        }
    }

    package func stop() {
        Glibc.shutdown(listener, Int32(SHUT_RDWR))
        Glibc.close(listener)
        isCutOff = true
    }

    private func acceptAll() {
        while true {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            let client = RawConnection(adopting: descriptor)
            guard let server = try? RawConnection(port: target) else { continue }
            client.setLimit(.seconds(3600))
            server.setLimit(.seconds(3600))
            let isWelcome = state.withLock { state in
                if !state.isCutOff { state.connections += [client, server] }
                return !state.isCutOff
            }
            guard isWelcome else { continue }
            let isDoomed = Lock(false)
            Thread.detachNewThread { [self] in
                passRequests(client, server, isDoomed)
                disconnect(client, server)
            }
            Thread.detachNewThread { [self] in
                passReplies(server, client, isDoomed)
                disconnect(client, server)
            }
        }
    }

    private func passRequests(
        _ client: RawConnection, _ server: RawConnection, _ isDoomed: Lock<Bool>
    ) {
        var isFirst = true
        while let frame = try? client.receiveFrame() {
            if !isFirst, frame.count >= 8 {
                let type = frame[4..<8].reduce(Int32(0)) { $0 << 8 | Int32($1) }
                let isDue = state.withLock { state in
                    guard let doomed = state.doomed, doomed.rawValue == type else { return false }
                    state.doomed = nil
                    return true
                }
                if isDue { isDoomed.withLock { $0 = true } }
                if type == Self.multiRead, refuses(frame, client) { return }
            }
            isFirst = false
            guard (try? server.sendFrame(frame)) != nil else { return }
        }
    }

    private static let multiRead: Int32 = 22

    /// Whether a request for many nodes ends here.
    private func refuses(_ request: [UInt8], _ client: RawConnection) -> Bool {
        let answer = state.withLock { $0.multiReadAnswer }
        if case .unimplemented = answer {
            // The number of the request, that of a transaction, and the error -6.
            let header = request[..<4] + [UInt8](repeating: 0, count: 8) + [255, 255, 255, 250]
            try? client.sendFrame(Array(header))
        }
        if case .passedOn = answer { return false }
        return true
    }

    private func passReplies(
        _ server: RawConnection, _ client: RawConnection, _ isDoomed: Lock<Bool>
    ) {
        while let frame = try? server.receiveFrame() {
            if isDoomed.withLock({ $0 }) {
                lostReplies.update { $0 += 1 }
                return
            }
            guard (try? client.sendFrame(frame)) != nil else { return }
        }
    }

    private func disconnect(_ client: RawConnection, _ server: RawConnection) {
        client.shutdown()
        server.shutdown()
        state.withLock { state in
            state.connections.removeAll { $0 === client || $0 === server }
        }
    }
}
