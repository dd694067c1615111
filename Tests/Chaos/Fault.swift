/// Something that bad luck does to a cluster for a while. Each has its end: the process starts again or
/// goes on, the way is open again.
enum Fault: Equatable, Sendable {
    /// `kill -9`; at the end the broker starts again.
    case kill(BrokerChoice)
    /// `kill -9` of all brokers at once.
    case killAll
    /// `SIGSTOP` and `SIGCONT`: connections stay, nothing is answered, and time has gone by afterwards.
    case pause(BrokerChoice)
    /// `SIGTERM`: a controlled shutdown.
    case shutDown(BrokerChoice)
    /// No packet gets through.
    case cut(Host, Host, Direction)
    /// Cut off from all servers of ZooKeeper.
    case cutFromZooKeeper(BrokerChoice, Direction)
    /// Cut off from all other brokers and from ZooKeeper, but not from clients.
    case isolate(BrokerChoice)
    case killZooKeeperLeader
    case pauseZooKeeperLeader
    /// Cut off from the other two servers of the ensemble, but not from brokers.
    case isolateZooKeeperLeader
    /// `kill -9` of a member of the consumer group; at the end it starts again.
    case killMember(Int)
    /// A member that goes on after its session has ended must not commit any more.
    case pauseMember(Int)
}

/// A broker by its number, or the one that is the controller when the fault comes.
enum BrokerChoice: Equatable, Sendable {
    case broker(Int)
    case controller
}

/// Where a process runs.
enum Host: Hashable, Sendable {
    case broker(Int)
    case zooKeeper(Int)
    /// All producers and consumers.
    case clients
}

enum Direction: Equatable, Sendable {
    case bothWays
    /// From the first to the second: what the second sends still arrives.
    case oneWay
    /// From the second to the first.
    case otherWay
}

extension Fault {
    /// What the summary counts it under.
    var kind: String {
        switch self {
        case .kill: "kill"
        case .killAll: "kill all"
        case .pause: "pause"
        case .shutDown: "shutdown"
        case .cut(.broker, .broker, let direction): "cut broker–broker\(direction.suffix)"
        case .cut(_, _, let direction): "cut broker–clients\(direction.suffix)"
        case .cutFromZooKeeper(_, let direction): "cut broker–ZooKeeper\(direction.suffix)"
        case .isolate: "isolate broker"
        case .killZooKeeperLeader: "kill ZooKeeper leader"
        case .pauseZooKeeperLeader: "pause ZooKeeper leader"
        case .isolateZooKeeperLeader: "isolate ZooKeeper leader"
        case .killMember: "kill member"
        case .pauseMember: "pause member"
        }
    }

    /// Whether it takes a server of ZooKeeper away from the others.
    var hitsEnsemble: Bool {
        switch self {
        case .killZooKeeperLeader, .pauseZooKeeperLeader, .isolateZooKeeperLeader: true
        default: false
        }
    }

    var needsCuts: Bool {
        switch self {
        case .cut, .cutFromZooKeeper, .isolate, .isolateZooKeeperLeader: true
        default: false
        }
    }
}

extension Direction {
    fileprivate var suffix: String { self == .bothWays ? "" : " (one way)" }
}

extension BrokerChoice: CustomStringConvertible {
    var description: String {
        switch self {
        case .broker(let id): "broker \(id)"
        case .controller: "the controller"
        }
    }
}

extension Host: CustomStringConvertible {
    var description: String {
        switch self {
        case .broker(let id): "broker \(id)"
        case .zooKeeper(let id): "ZooKeeper \(id)"
        case .clients: "the clients"
        }
    }
}

extension Fault: CustomStringConvertible {
    var description: String {
        switch self {
        case .kill(let choice): "kill \(choice)"
        case .killAll: "kill all brokers"
        case .pause(let choice): "pause \(choice)"
        case .shutDown(let choice): "shut down \(choice)"
        case .cut(let a, let b, .bothWays): "cut \(a) and \(b)"
        case .cut(let a, let b, .oneWay): "cut the way from \(a) to \(b)"
        case .cut(let a, let b, .otherWay): "cut the way from \(b) to \(a)"
        case .cutFromZooKeeper(let choice, .bothWays): "cut \(choice) and ZooKeeper"
        case .cutFromZooKeeper(let choice, .oneWay): "cut the way from \(choice) to ZooKeeper"
        case .cutFromZooKeeper(let choice, .otherWay): "cut the way from ZooKeeper to \(choice)"
        case .isolate(let choice): "isolate \(choice)"
        case .killZooKeeperLeader: "kill ZooKeeper's leader"
        case .pauseZooKeeperLeader: "pause ZooKeeper's leader"
        case .isolateZooKeeperLeader: "isolate ZooKeeper's leader"
        case .killMember(let number): "kill member \(number) of the group"
        case .pauseMember(let number): "pause member \(number) of the group"
        }
    }
}
