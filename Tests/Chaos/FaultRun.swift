import Platform
import TestSupport

/// Makes the faults of a plan happen, each with its end, and heals what is left.
final class FaultRun: Sendable {
    /// What ends a fault.
    private enum Healing: Sendable {
        case start(Int)
        case resume(Int)
        case mend([ChaosNetwork.Way])
        case startZooKeeper(Int)
        case resumeZooKeeper(Int)
        case startMember(Int)
        case resumeMember(Int)
    }

    private enum Step: Sendable {
        case begin(PlannedFault)
        case end(Healing)
    }

    private let cluster: ChaosCluster
    private let group: ChaosGroup?
    private let note: @Sendable (String) -> Void
    private let clock = SystemClock()
    private let counts = Lock<[String: Int]>([:])

    /// Faults that were made, by their kinds.
    var madeFaults: [String: Int] { counts.withLock { $0 } }

    init(
        _ cluster: ChaosCluster, _ group: ChaosGroup?, note: @escaping @Sendable (String) -> Void
    ) {
        self.cluster = cluster
        self.group = group
        self.note = note
    }

    /// Goes through the plan, then ends every fault. Returns the brokers that died by themselves.
    func run(_ plan: FaultPlan) async throws -> [Int] {
        var begin = clock.monotonic()
        var steps = plan.faults.map { (time: $0.begin, step: Step.begin($0)) }
        var crashed: [Int] = []
        while let index = steps.indices.min(by: { steps[$0].time < steps[$1].time }) {
            let (time, step) = steps.remove(at: index)
            try await clock.sleep(until: begin + time)
            // A step that took long puts all others off, for the plan says what may be how near.
            begin = begin + (clock.monotonic() - (begin + time))
            crashed += try reportCrashes()
            switch step {
            case .begin(let planned):
                for healing in try await make(planned.fault) {
                    steps.append((planned.end, .end(healing)))
                }
            case .end(let healing):
                try await heal(healing)
            }
        }
        try await healAll()
        return try crashed + reportCrashes()
    }

    private func reportCrashes() throws -> [Int] {
        let crashed = try cluster.crashed()
        for id in crashed { note("broker \(id) ENDED BY ITSELF and is started again") }
        return crashed
    }

    /// Makes a fault, unless what it would hit is not there.
    private func make(_ fault: Fault) async throws -> [Healing] {
        let healings = try await begin(fault)
        if !healings.isEmpty { counts.withLock { $0[fault.kind, default: 0] += 1 } }
        return healings
    }

    private func begin(_ fault: Fault) async throws -> [Healing] {
        switch fault {
        case .kill(let choice):
            guard let id = await resolve(choice) else { return skip(fault) }
            note("\(fault)\(choice.number(id))")
            try await cluster.kill(id)
            return [.start(id)]
        case .killAll:
            note("\(fault)")
            let all = cluster.brokers.map(\.id)
            for id in all { try await cluster.kill(id) }
            return all.map { .start($0) }
        case .pause(let choice):
            guard let id = await resolve(choice) else { return skip(fault) }
            note("\(fault)\(choice.number(id))")
            cluster.broker(id).pause()
            return [.resume(id)]
        case .shutDown(let choice):
            guard let id = await resolve(choice) else { return skip(fault) }
            note("\(fault)\(choice.number(id))")
            cluster.shutDown(id)
            return [.start(id)]
        case .cut, .cutFromZooKeeper, .isolate, .isolateZooKeeperLeader:
            return try await cut(fault)
        case .killZooKeeperLeader:
            guard let id = await cluster.zooKeeperLeader() else { return skip(fault) }
            note("\(fault) (\(id))")
            try await cluster.zooKeeper(id).stop()
            return [.startZooKeeper(id)]
        case .pauseZooKeeperLeader:
            guard let id = await cluster.zooKeeperLeader() else { return skip(fault) }
            note("\(fault) (\(id))")
            cluster.zooKeeper(id).pause()
            return [.resumeZooKeeper(id)]
        case .killMember(let number):
            guard let group else { return skip(fault) }
            note("\(fault)")
            try await group.kill(number)
            return [.startMember(number)]
        case .pauseMember(let number):
            guard let group else { return skip(fault) }
            note("\(fault)")
            group.pause(number)
            return [.resumeMember(number)]
        }
    }

    private func cut(_ fault: Fault) async throws -> [Healing] {
        let brokers = cluster.brokers.map { Host.broker($0.id) }
        let zooKeepers = (1...ChaosCluster.zooKeepers).map(Host.zooKeeper)
        let ways: [ChaosNetwork.Way]
        var name = "\(fault)"
        switch fault {
        case .cut(let a, let b, let direction):
            ways = Self.ways(a, [b], direction)
        case .cutFromZooKeeper(let choice, let direction):
            guard let id = await resolve(choice) else { return skip(fault) }
            name += choice.number(id)
            ways = Self.ways(.broker(id), zooKeepers, direction)
        case .isolate(let choice):
            guard let id = await resolve(choice) else { return skip(fault) }
            name += choice.number(id)
            let others = brokers.filter { $0 != .broker(id) }
            ways = Self.ways(.broker(id), others + zooKeepers, .bothWays)
        default:
            guard let id = await cluster.zooKeeperLeader() else { return skip(fault) }
            name += " (\(id))"
            let others = zooKeepers.filter { $0 != .zooKeeper(id) }
            ways = Self.ways(.zooKeeper(id), others, .bothWays)
        }
        note(name)
        try await cluster.network.cut(ways)
        return [.mend(ways)]
    }

    private static func ways(_ one: Host, _ others: [Host], _ direction: Direction)
        -> [ChaosNetwork.Way]
    {
        others.flatMap { other -> [ChaosNetwork.Way] in
            let there = ChaosNetwork.Way(from: one, to: other)
            let back = ChaosNetwork.Way(from: other, to: one)
            return switch direction {
            case .bothWays: [there, back]
            case .oneWay: [there]
            case .otherWay: [back]
            }
        }
    }

    private func skip(_ fault: Fault) -> [Healing] {
        note("\(fault): there is none")
        return []
    }

    private func resolve(_ choice: BrokerChoice) async -> Int? {
        switch choice {
        case .broker(let id): id
        case .controller: await cluster.controller()
        }
    }

    private func heal(_ healing: Healing) async throws {
        switch healing {
        case .start(let id):
            note("  broker \(id) starts")
            try await cluster.restart(id)
        case .resume(let id):
            note("  broker \(id) goes on")
            cluster.broker(id).resume()
        case .mend(let ways):
            let first = ways.first.map { "\($0.from) and \($0.to)" } ?? ""
            note("  mended: \(first)\(ways.count > 2 ? " and more" : "")")
            try await cluster.network.mend(ways)
        case .startZooKeeper(let id):
            note("  ZooKeeper \(id) starts")
            try cluster.zooKeeper(id).launchIfEnded()
        case .resumeZooKeeper(let id):
            note("  ZooKeeper \(id) goes on")
            cluster.zooKeeper(id).resume()
        case .startMember(let number):
            note("  member \(number) starts")
            try group?.start(number)
        case .resumeMember(let number):
            note("  member \(number) goes on")
            group?.resume(number)
        }
    }

    private func healAll() async throws {
        try await cluster.network.mendAll()
        for server in cluster.ensemble.servers {
            server.resume()
            try server.launchIfEnded()
        }
        for broker in cluster.brokers {
            broker.resume()
            try await cluster.restart(broker.id)
        }
        try group?.healAll()
        note("all faults are over")
    }

    /// Waits until the cluster is whole; returns how long that took, or what is still wrong, and the
    /// brokers that died by themselves.
    func converge(within limit: Duration) async throws
        -> (outcome: Result<Duration, Defect>, crashed: [Int])
    {
        let begin = clock.monotonic()
        var crashed: [Int] = []
        while let defect = await cluster.defect() {
            crashed += try reportCrashes()
            guard clock.monotonic() - begin < limit else {
                return (.failure(Defect(text: defect)), crashed)
            }
            // There is nothing to wait for: brokers do not announce what they know.
            try await clock.sleep(for: .milliseconds(250))
        }
        return (.success(clock.monotonic() - begin), crashed)
    }

    struct Defect: Error {
        var text: String
    }
}

extension BrokerChoice {
    /// Which broker a choice that names none has met.
    fileprivate func number(_ id: Int) -> String { self == .controller ? " (broker \(id))" : "" }
}
