/// Every way in which a ZooKeeper operation fails.
package enum ZooKeeperError: Error, Equatable, Sendable {
    /// The server's or the client library's result code.
    case code(ZooKeeperCode)
    /// A multi operation failed at `index`; nothing of it was carried out.
    case multi(index: Int, code: ZooKeeperCode)
    /// The handle was closed by this program.
    case closed
    /// The request has `bytes` bytes and servers accept `limit`. Either it was not sent at all, or it
    /// is larger than a server accepts by default and the connection broke under it.
    case tooLarge(bytes: Int, limit: Int)

    /// The code, wherever it arose.
    package var code: ZooKeeperCode? {
        switch self {
        case .code(let code), .multi(_, let code): code
        case .closed, .tooLarge: nil
        }
    }

    package static let noNode = ZooKeeperError.code(.noNode)
    package static let nodeExists = ZooKeeperError.code(.nodeExists)
    package static let badVersion = ZooKeeperError.code(.badVersion)
    package static let connectionLoss = ZooKeeperError.code(.connectionLoss)
    package static let sessionExpired = ZooKeeperError.code(.sessionExpired)
}

extension ZooKeeperError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .code(let code): "ZooKeeper answered \(code)"
        case .multi(let index, let code):
            "ZooKeeper answered \(code) to operation \(index + 1) of several"
        case .closed: "the ZooKeeper session was closed"
        case .tooLarge(let bytes, let limit):
            "a request of \(bytes) bytes is too large for ZooKeeper, which takes \(limit)"
        }
    }
}
