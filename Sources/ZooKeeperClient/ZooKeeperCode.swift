/// A result code of the ZooKeeper protocol or its C client. Codes that this program does not know
/// are kept as they are.
package struct ZooKeeperCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }

    /// ZooKeeper's own name of the code.
    package var description: String { Self.names[rawValue] ?? "code \(rawValue)" }

    private static let names: [Int32: String] = [
        0: "OK",
        -1: "SYSTEMERROR",
        -2: "RUNTIMEINCONSISTENCY",
        -3: "DATAINCONSISTENCY",
        -4: "CONNECTIONLOSS",
        -5: "MARSHALLINGERROR",
        -6: "UNIMPLEMENTED",
        -7: "OPERATIONTIMEOUT",
        -8: "BADARGUMENTS",
        -9: "INVALIDSTATE",
        -12: "UNKNOWNSESSION",
        -13: "NEWCONFIGNOQUORUM",
        -14: "RECONFIGINPROGRESS",
        -15: "SSLCONNECTIONERROR",
        -100: "APIERROR",
        -101: "NONODE",
        -102: "NOAUTH",
        -103: "BADVERSION",
        -108: "NOCHILDRENFOREPHEMERALS",
        -110: "NODEEXISTS",
        -111: "NOTEMPTY",
        -112: "SESSIONEXPIRED",
        -113: "INVALIDCALLBACK",
        -114: "INVALIDACL",
        -115: "AUTHFAILED",
        -116: "CLOSING",
        -117: "NOTHING",
        -118: "SESSIONMOVED",
        -119: "NOTREADONLY",
        -120: "EPHEMERALONLOCALSESSION",
        -121: "NOWATCHER",
        -122: "REQUESTTIMEOUT",
        -123: "RECONFIGDISABLED",
        -124: "SESSIONCLOSEDREQUIRESASLAUTH",
        -125: "QUOTAEXCEEDED",
        -127: "THROTTLEDOP",
    ]
}

extension ZooKeeperCode {
    /// Success.
    package static let ok = ZooKeeperCode(rawValue: 0)
    /// The server or the library failed in a way that has no code.
    package static let systemError = ZooKeeperCode(rawValue: -1)
    /// The operation stood behind the failed one of a multi.
    package static let runtimeInconsistency = ZooKeeperCode(rawValue: -2)
    /// The server found its data damaged.
    package static let dataInconsistency = ZooKeeperCode(rawValue: -3)
    /// The connection broke while the request was on its way.
    package static let connectionLoss = ZooKeeperCode(rawValue: -4)
    /// A request or an answer could not be encoded or decoded.
    package static let marshallingError = ZooKeeperCode(rawValue: -5)
    /// The server does not know the operation.
    package static let unimplemented = ZooKeeperCode(rawValue: -6)
    /// Nothing was heard in time.
    package static let operationTimeout = ZooKeeperCode(rawValue: -7)
    /// An invalid path or argument.
    package static let badArguments = ZooKeeperCode(rawValue: -8)
    /// The handle can no longer be used.
    package static let invalidState = ZooKeeperCode(rawValue: -9)
    /// The server does not know the session.
    package static let unknownSession = ZooKeeperCode(rawValue: -12)
    /// A new ensemble would have no quorum.
    package static let newConfigNoQuorum = ZooKeeperCode(rawValue: -13)
    /// The ensemble is being changed already.
    package static let reconfigInProgress = ZooKeeperCode(rawValue: -14)
    /// The TLS connection failed.
    package static let sslConnectionError = ZooKeeperCode(rawValue: -15)
    /// Marks the range of the codes below; not sent by itself.
    package static let apiError = ZooKeeperCode(rawValue: -100)
    /// There is no such node, or no such parent.
    package static let noNode = ZooKeeperCode(rawValue: -101)
    /// The ACL of the node does not allow the operation.
    package static let noAuth = ZooKeeperCode(rawValue: -102)
    /// The node has another version than the expected one.
    package static let badVersion = ZooKeeperCode(rawValue: -103)
    /// An ephemeral node cannot be a parent.
    package static let noChildrenForEphemerals = ZooKeeperCode(rawValue: -108)
    /// There is such a node already.
    package static let nodeExists = ZooKeeperCode(rawValue: -110)
    /// The node has children.
    package static let notEmpty = ZooKeeperCode(rawValue: -111)
    /// The session has ended on the server.
    package static let sessionExpired = ZooKeeperCode(rawValue: -112)
    /// Not sent by today's servers.
    package static let invalidCallback = ZooKeeperCode(rawValue: -113)
    /// The ACL is empty or has an unknown scheme.
    package static let invalidACL = ZooKeeperCode(rawValue: -114)
    /// The server refused the credentials.
    package static let authFailed = ZooKeeperCode(rawValue: -115)
    /// The handle is being closed.
    package static let closing = ZooKeeperCode(rawValue: -116)
    /// No answer to process; not an error.
    package static let nothing = ZooKeeperCode(rawValue: -117)
    /// Another server has taken over the session.
    package static let sessionMoved = ZooKeeperCode(rawValue: -118)
    /// A write reached a server that only reads.
    package static let notReadOnly = ZooKeeperCode(rawValue: -119)
    /// A local session cannot own nodes.
    package static let ephemeralOnLocalSession = ZooKeeperCode(rawValue: -120)
    /// There is no such watch.
    package static let noWatcher = ZooKeeperCode(rawValue: -121)
    /// The server gave up on the request.
    package static let requestTimeout = ZooKeeperCode(rawValue: -122)
    /// The server does not allow changes of the ensemble.
    package static let reconfigDisabled = ZooKeeperCode(rawValue: -123)
    /// The server insists on a SASL login.
    package static let sessionClosedRequireSASLAuth = ZooKeeperCode(rawValue: -124)
    /// The quota of a subtree is used up.
    package static let quotaExceeded = ZooKeeperCode(rawValue: -125)
    /// The overloaded server did not carry out the request.
    package static let throttledOperation = ZooKeeperCode(rawValue: -127)
}
