import CZooKeeper
import Testing

@testable import ZooKeeperClient

struct ZooKeeperCodeTests {
    /// The codes that the C header names, in its spelling without the leading Z.
    @Test(arguments: [
        (ZNONODE, ZooKeeperCode.noNode, "NONODE"),
        (ZNODEEXISTS, .nodeExists, "NODEEXISTS"),
        (ZBADVERSION, .badVersion, "BADVERSION"),
        (ZNOTEMPTY, .notEmpty, "NOTEMPTY"),
        (ZNOAUTH, .noAuth, "NOAUTH"),
        (ZSESSIONEXPIRED, .sessionExpired, "SESSIONEXPIRED"),
        (ZCONNECTIONLOSS, .connectionLoss, "CONNECTIONLOSS"),
        (ZOPERATIONTIMEOUT, .operationTimeout, "OPERATIONTIMEOUT"),
        (ZINVALIDACL, .invalidACL, "INVALIDACL"),
        (ZAUTHFAILED, .authFailed, "AUTHFAILED"),
        (ZRUNTIMEINCONSISTENCY, .runtimeInconsistency, "RUNTIMEINCONSISTENCY"),
        (ZNOCHILDRENFOREPHEMERALS, .noChildrenForEphemerals, "NOCHILDRENFOREPHEMERALS"),
        (ZSESSIONMOVED, .sessionMoved, "SESSIONMOVED"),
        (ZTHROTTLEDOP, .throttledOperation, "THROTTLEDOP"),
    ])
    func codesAreThoseOfTheLibrary(number: ZOO_ERRORS, code: ZooKeeperCode, name: String) {
        #expect(code.rawValue == number.rawValue)
        #expect(code.description == name)
    }

    @Test func anUnknownCodeIsKept() {
        #expect(ZooKeeperCode(rawValue: -999).description == "code -999")
    }
}
