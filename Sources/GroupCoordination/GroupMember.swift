import KafkaModel
import KafkaProtocol
import Scheduling

/// Who sent a request, as the group's description shows it.
package struct GroupClient: Equatable, Sendable {
    /// The client id of the request's header.
    package var id: String
    /// The address, with a `/` in front, as Kafka shows it.
    package var host: String

    package init(id: String, host: String) {
        self.id = id
        self.host = host
    }
}

/// A way of assigning partitions that a member knows, and what it says to its leader under it.
struct MemberProtocol: Equatable, Sendable {
    var name: String
    var metadata: [UInt8]
}

/// A member of a group. Belongs to its ``ClassicGroup`` and shares its owner.
final class GroupMember {
    let id: String
    /// Set for a static member, which keeps its place while it is away.
    let instanceID: String?
    let client: GroupClient
    /// Its place in the order of joining.
    let serial: Int
    private(set) var terms: MemberTerms
    var assignment: [UInt8] = []
    /// Whether it has joined for the first time and not been answered yet: then its session has the
    /// long timeout of those who do not know their id.
    var isNew = false
    /// The JoinGroup that waits for the rebalance.
    private(set) var waitingJoin: (@Sendable (JoinOutcome) -> Void)?
    /// The SyncGroup that waits for the leader's assignment.
    private(set) var waitingSync: (@Sendable (SyncOutcome) -> Void)?
    /// Runs when the member has been silent for too long.
    private var session: ScheduledJob?

    init(
        id: String, instanceID: String?, client: GroupClient, serial: Int, terms: MemberTerms
    ) {
        self.id = id
        self.instanceID = instanceID
        self.client = client
        self.serial = serial
        self.terms = terms
    }

    var isStatic: Bool { instanceID != nil }
    var isAwaitingJoin: Bool { waitingJoin != nil }
    var isAwaitingSync: Bool { waitingSync != nil }

    /// Its metadata under a protocol; empty for one that it does not know.
    func metadata(for name: String) -> [UInt8] {
        terms.protocols.first { $0.name == name }?.metadata ?? []
    }

    /// Joins again, under new terms.
    func update(_ terms: MemberTerms, waitingJoin: (@Sendable (JoinOutcome) -> Void)?) {
        self.terms = terms
        self.waitingJoin = waitingJoin
    }

    func awaitSync(_ completion: @escaping @Sendable (SyncOutcome) -> Void) {
        waitingSync = completion
    }

    /// Answers the JoinGroup that waits, if one does. Returns whether one did.
    @discardableResult
    func answerJoin(_ outcome: @autoclosure () -> JoinOutcome) -> Bool {
        guard let completion = waitingJoin else { return false }
        waitingJoin = nil
        completion(outcome())
        return true
    }

    /// Answers the SyncGroup that waits, if one does. Returns whether one did.
    @discardableResult
    func answerSync(_ outcome: @autoclosure () -> SyncOutcome) -> Bool {
        guard let completion = waitingSync else { return false }
        waitingSync = nil
        completion(outcome())
        return true
    }

    /// Replaces the session's timer.
    func setSession(_ timer: ScheduledJob?) {
        session?.cancel()
        session = timer
    }
}

/// What a member asks for when it joins.
struct MemberTerms: Equatable, Sendable {
    var protocolType: String
    /// In order of preference.
    var protocols: [MemberProtocol]
    var sessionTimeoutMilliseconds: Int32
    var rebalanceTimeoutMilliseconds: Int32

    var sessionTimeout: Duration { .milliseconds(sessionTimeoutMilliseconds) }
}
