import TestSupport
import ZooKeeperClient

/// One thing that one of several clients asks of a ZooKeeper.
enum RandomCommand {
    case get(String, watch: Bool)
    case exists(String, watch: Bool)
    case children(String, watch: Bool)
    case getACL(String)
    case setACL(String, [ZNodeACL], version: Int32)
    case write(ZooKeeperOperation)
    case multi([ZooKeeperOperation])

    /// Few names, so that commands meet the same nodes. The last two are nobody's children.
    private static let names = ["a", "b", "c", "d", "x-"]

    init(using random: inout SeededRandom) {
        let path = Self.path(&random)
        switch Int.random(in: 0..<20, using: &random) {
        case 0, 1: self = .get(path, watch: .random(using: &random))
        case 2, 3: self = .exists(path, watch: .random(using: &random))
        case 4, 5: self = .children(path, watch: .random(using: &random))
        case 6: self = .getACL(path)
        case 7:
            // The root keeps all rights, or nothing would happen any more.
            let target = path == "/" ? "/a" : path
            self = .setACL(target, Self.acl(&random), version: Self.version(&random))
        case 8, 9, 10:
            let count = Int.random(in: 1...4, using: &random)
            self = .multi((0..<count).map { _ in Self.operation(Self.path(&random), &random) })
        default:
            var operation = Self.operation(path, &random)
            // Alone it is no request of this client.
            while case .check = operation { operation = Self.operation(path, &random) }
            self = .write(operation)
        }
    }

    private static func operation(_ path: String, _ random: inout SeededRandom)
        -> ZooKeeperOperation
    {
        switch Int.random(in: 0..<10, using: &random) {
        case 0...3:
            let modes: [CreateMode] = [
                .persistent, .persistent, .ephemeral, .persistentSequential, .ephemeralSequential,
            ]
            let mode = modes[Int.random(in: 0..<modes.count, using: &random)]
            // The client refuses to number a child of the root without a name.
            let isNamed = path != "/" || !mode.isSequential
            return .create(
                path: isNamed ? path : "/a", data: data(&random), mode: mode,
                acl: Int.random(in: 0..<10, using: &random) == 0 ? acl(&random) : .openUnsafe)
        case 4...6: return .set(path: path, data: data(&random), version: version(&random))
        case 7, 8: return .delete(path: path, version: version(&random))
        default: return .check(path: path, version: version(&random))
        }
    }

    private static func path(_ random: inout SeededRandom) -> String {
        let depth = [0, 1, 1, 1, 2, 2, 2, 3][Int.random(in: 0..<8, using: &random)]
        if depth == 0 { return "/" }
        return (0..<depth).map { _ in "/" + names[Int.random(in: 0..<names.count, using: &random)] }
            .joined()
    }

    /// Often any, else one that a young node may have.
    private static func version(_ random: inout SeededRandom) -> Int32 {
        [-1, -1, -1, 0, 0, 1, 2, 7][Int.random(in: 0..<8, using: &random)]
    }

    private static func data(_ random: inout SeededRandom) -> [UInt8]? {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: nil
        case 1: []
        default: random.bytes(Int.random(in: 1...20, using: &random))
        }
    }

    private static func acl(_ random: inout SeededRandom) -> [ZNodeACL] {
        let lists: [[ZNodeACL]] = [
            [], .openUnsafe, .openUnsafe, [ZNodeACL(.read, scheme: "world", id: "anyone")],
            [ZNodeACL([.read, .admin], scheme: "world", id: "anyone")],
            [
                ZNodeACL(.all, scheme: "world", id: "anyone"),
                ZNodeACL(.all, scheme: "world", id: "anyone"),
            ],
            [ZNodeACL(.all, scheme: "auth", id: "")], [ZNodeACL(.all, scheme: "magic", id: "x")],
            [ZNodeACL(.all, scheme: "digest", id: "nocolon")],
            [
                ZNodeACL([.read, .write], scheme: "world", id: "anyone"),
                ZNodeACL(.all, scheme: "digest", id: "alice:3vbNSHkEOqNnm6vDWhJvvBVWDSM="),
            ],
        ]
        return lists[Int.random(in: 0..<lists.count, using: &random)]
    }
}
