/// Every way in which a ZooKeeper operation fails.
package enum ZooKeeperError: Error, Equatable, Sendable {
    /// The server's or the client library's result code.
    case code(ZooKeeperCode)
    /// A multi operation failed at `index`; nothing of it was carried out.
    case multi(index: Int, code: ZooKeeperCode)
    /// The handle was closed by this program.
    case closed

    /// The code, wherever it arose.
    package var code: ZooKeeperCode? {
        switch self {
        case .code(let code), .multi(_, let code): code
        case .closed: nil
        }
    }

    package static let noNode = ZooKeeperError.code(.noNode)
    package static let nodeExists = ZooKeeperError.code(.nodeExists)
    package static let badVersion = ZooKeeperError.code(.badVersion)
    package static let connectionLoss = ZooKeeperError.code(.connectionLoss)
    package static let sessionExpired = ZooKeeperError.code(.sessionExpired)
}

/// A result code of the ZooKeeper protocol or its C client.
package struct ZooKeeperCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }

    private static let names: [Int32: String] = [
        0: "OK", -1: "SYSTEMERROR", -2: "RUNTIMEINCONSISTENCY", -3: "DATAINCONSISTENCY",
        -4: "CONNECTIONLOSS", -5: "MARSHALLINGERROR", -6: "UNIMPLEMENTED", -7: "OPERATIONTIMEOUT",
        -8: "BADARGUMENTS", -9: "INVALIDSTATE", -10: "QUOTAEXCEEDED", -13: "NEWCONFIGNOQUORUM",
        -14: "RECONFIGINPROGRESS", -15: "SSLCONNECTIONERROR", -100: "APIERROR", -101: "NONODE",
        -102: "NOAUTH", -103: "BADVERSION", -108: "NOCHILDRENFOREPHEMERALS", -110: "NODEEXISTS",
        -111: "NOTEMPTY", -112: "SESSIONEXPIRED", -113: "INVALIDCALLBACK", -114: "INVALIDACL",
        -115: "AUTHFAILED", -116: "CLOSING", -117: "NOTHING", -118: "SESSIONMOVED",
        -119: "NOTREADONLY", -120: "EPHEMERALONLOCALSESSION", -121: "NOWATCHER",
        -123: "RECONFIGDISABLED", -124: "SESSIONCLOSEDREQUIRESASLAUTH", -127: "THROTTLEDOP",
    ]

    package var description: String { Self.names[rawValue] ?? "code \(rawValue)" }

    package static let ok = ZooKeeperCode(rawValue: 0)
    package static let runtimeInconsistency = ZooKeeperCode(rawValue: -2)
    package static let connectionLoss = ZooKeeperCode(rawValue: -4)
    package static let marshallingError = ZooKeeperCode(rawValue: -5)
    package static let operationTimeout = ZooKeeperCode(rawValue: -7)
    package static let badArguments = ZooKeeperCode(rawValue: -8)
    package static let invalidState = ZooKeeperCode(rawValue: -9)
    package static let noNode = ZooKeeperCode(rawValue: -101)
    package static let noAuth = ZooKeeperCode(rawValue: -102)
    package static let badVersion = ZooKeeperCode(rawValue: -103)
    package static let noChildrenForEphemerals = ZooKeeperCode(rawValue: -108)
    package static let nodeExists = ZooKeeperCode(rawValue: -110)
    package static let notEmpty = ZooKeeperCode(rawValue: -111)
    package static let sessionExpired = ZooKeeperCode(rawValue: -112)
    package static let invalidACL = ZooKeeperCode(rawValue: -114)
    package static let authFailed = ZooKeeperCode(rawValue: -115)
    package static let closing = ZooKeeperCode(rawValue: -116)
    package static let sessionMoved = ZooKeeperCode(rawValue: -118)
}
