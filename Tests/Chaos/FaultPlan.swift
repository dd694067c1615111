import TestSupport

/// A fault with its time, counted from the begin of its round.
struct PlannedFault: Equatable, Sendable {
    var begin: Duration
    var length: Duration
    var fault: Fault

    var end: Duration { begin + length }
}

/// The faults of one round, a pure function of the seed and the round's number: no clock and nothing
/// that happens has a say in it.
struct FaultPlan: Equatable, Sendable {
    var faults: [PlannedFault]

    /// What there is to be hit.
    struct Shape: Sendable {
        var brokers: Int
        /// Whether ways between hosts can be cut.
        var canCut: Bool
    }

    /// Gaps and lengths in milliseconds. A fault of some seconds lets sessions expire and replicas
    /// fall out of the ISR, a short one does not.
    private static let gap = 500...9000
    private static let shortLength = 100...2500
    private static let longLength = 2500...16_000

    /// How long the ensemble is left alone once a server of it came back. ZooKeeper 3.8.0 forgets a
    /// transaction that it has acknowledged if its leader goes while a server is still catching up.
    static let ensembleRest = Duration.seconds(30)

    /// No fault begins after `length`. An earlier round may have ended with a fault of the ensemble.
    static func draw(seed: UInt64, round: Int, _ shape: Shape, length: Duration) -> FaultPlan {
        // Twice mixed: states that are near each other would give the same numbers, only shifted.
        var rounds = SeededRandom(seed: seed)
        var mixed = SeededRandom(seed: rounds.next() ^ UInt64(round))
        var random = SeededRandom(seed: mixed.next())
        var faults: [PlannedFault] = []
        var time = Duration.milliseconds(Int.random(in: 0...2000, using: &random))
        var ensembleIsWhole = round == 0 ? Duration.zero : ensembleRest
        while time < length {
            let fault = drawFault(shape, sparesEnsemble: time < ensembleIsWhole, &random)
            let range = Int.random(in: 0..<3, using: &random) == 0 ? shortLength : longLength
            let span = Duration.milliseconds(Int.random(in: range, using: &random))
            let planned = PlannedFault(begin: time, length: span, fault: fault)
            faults.append(planned)
            if fault.hitsEnsemble { ensembleIsWhole = planned.end + ensembleRest }
            time += .milliseconds(Int.random(in: gap, using: &random))
        }
        return FaultPlan(faults: faults)
    }

    private static func drawFault(
        _ shape: Shape, sparesEnsemble: Bool, _ random: inout SeededRandom
    ) -> Fault {
        while true {
            let fault = drawAnyFault(shape, &random)
            if fault.needsCuts && !shape.canCut { continue }
            if fault.hitsEnsemble && sparesEnsemble { continue }
            return fault
        }
    }

    private static func drawAnyFault(_ shape: Shape, _ random: inout SeededRandom) -> Fault {
        let victim = drawBroker(shape, &random)
        let direction = drawDirection(&random)
        switch Int.random(in: 0..<31, using: &random) {
        case 0...5: return .kill(victim)
        case 6: return .killAll
        case 7...9: return .pause(victim)
        case 10...11: return .shutDown(victim)
        case 12...15:
            let first = Int.random(in: 1...shape.brokers, using: &random)
            let step = Int.random(in: 1..<shape.brokers, using: &random)
            let second = (first - 1 + step) % shape.brokers + 1
            return .cut(.broker(first), .broker(second), direction)
        case 16...17:
            let broker = Int.random(in: 1...shape.brokers, using: &random)
            return .cut(.broker(broker), .clients, direction)
        case 18...20: return .cutFromZooKeeper(victim, direction)
        case 21...22: return .isolate(victim)
        case 23...24: return .killZooKeeperLeader
        case 25: return .pauseZooKeeperLeader
        case 26: return .isolateZooKeeperLeader
        case 27: return .kill(.controller)
        case 28...29: return .killMember(Int.random(in: 0..<ChaosGroup.size, using: &random))
        default: return .pauseMember(Int.random(in: 0..<ChaosGroup.size, using: &random))
        }
    }

    private static func drawBroker(_ shape: Shape, _ random: inout SeededRandom) -> BrokerChoice {
        let number = Int.random(in: 0...shape.brokers, using: &random)
        return number == 0 ? .controller : .broker(number)
    }

    private static func drawDirection(_ random: inout SeededRandom) -> Direction {
        let all: [Direction] = [.bothWays, .oneWay, .otherWay]
        return all[Int.random(in: 0..<all.count, using: &random)]
    }
}

extension FaultPlan {
    /// What `bin/chaos --canary` does to brokers that were told to risk records: while two of three
    /// stand still the third takes records alone; it dies, and the two go on without those records.
    static let canary = FaultPlan(
        faults: [
            PlannedFault(begin: .seconds(2), length: .seconds(19), fault: .pause(.broker(1))),
            PlannedFault(begin: .seconds(2), length: .seconds(19), fault: .pause(.broker(2))),
            PlannedFault(begin: .seconds(20), length: .seconds(15), fault: .kill(.broker(3))),
        ])
}
