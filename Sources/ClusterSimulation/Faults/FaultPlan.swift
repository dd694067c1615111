import ClusterMetadata
import KafkaModel
import Platform
import Simulation

/// Faults drawn from the seed: one after another for a while, each with its own end, and some just
/// when they hurt most.
// Sendable because everything happens on the one thread of the simulation.
final class FaultPlan: @unchecked Sendable {
    let cluster: SimulatedCluster
    let tree: ZooKeeperChecker
    private(set) var isOver = false
    /// Faults that have been made.
    private(set) var count = 0

    /// The longest time between two faults: in rough seas little is acknowledged, in calm ones there is
    /// much to lose.
    private let longestPause: Duration
    /// Changes of in-sync replicas are answered with a fault once in so many times.
    private let ambushOdds: Int
    /// In a thunderstorm brokers lose power, one at a time; see `FaultPlan+Power`.
    let isThunderstorm: Bool
    /// Lost power and may still be counted on by somebody.
    var powerless: SimulatedBroker?

    private static let shortestPause = Duration.milliseconds(50)
    private static let length = Duration.milliseconds(100)...Duration.milliseconds(7000)

    init(_ cluster: SimulatedCluster, _ tree: ZooKeeperChecker) {
        self.cluster = cluster
        self.tree = tree
        let weathers = [(Duration.seconds(2), 4), (.seconds(5), 8), (.seconds(8), 3)]
        let weather = weathers[cluster.executor.random.below(weathers.count)]
        ambushOdds = weather.1
        isThunderstorm = cluster.executor.random.once(in: 5)
        longestPause = isThunderstorm ? .seconds(1) : weather.0
    }

    var executor: DeterministicExecutor { cluster.executor }

    func start() {
        spreadClocks()
        cluster.zooKeeper.lostAnswerOdds = executor.random.once(in: 2) ? 10 : nil
        scheduleNext()
    }

    /// No more faults: what is cut is mended, who is down starts, who stands still goes on.
    func heal() {
        isOver = true
        cluster.zooKeeper.lostAnswerOdds = nil
        cluster.network.mend()
        for broker in cluster.brokers {
            broker.resume()
            if broker.failedDirectory != nil { broker.crash(losingPower: false) }
            if !broker.isUp, broker !== powerless { broker.start() }
        }
        cluster.log.note("all faults are over")
        bringBackPowerless()
    }

    /// The world ends.
    func end() {
        isOver = true
        powerless = nil
    }

    private func scheduleNext() {
        executor.schedule(after: executor.random.duration(Self.shortestPause...longestPause)) {
            [self] in
            guard !isOver else { return }
            make()
            scheduleNext()
        }
    }

    private func make() {
        if isThunderstorm { return makeThunder() }
        if let powerless { waitForSuccessors(powerless) }
        switch executor.random.below(15) {
        case 14: strikeAmidFaults()
        case 13: setClock()
        case 11, 12: failDirectory()
        case 0, 1, 2: killAny()
        case 3: pause()
        case 4, 5: cut()
        case 6: slow()
        case 7: resetConnection()
        case 8: disconnectFromZooKeeper()
        case 9: expireSession()
        default: depose()
        }
    }

    /// The in-sync replicas of a partition have changed just now. Whoever has joined too early, or was
    /// dropped and does not know it, shows when its leader dies at this moment.
    func saw(_ change: PartitionStateChange) {
        guard !isOver, !isThunderstorm, change.before != nil, change.hasOtherISR else { return }
        guard executor.random.once(in: ambushOdds) else { return }
        let delay = executor.random.duration(.zero...(.milliseconds(30)))
        // Such changes come in bursts: the next ones reach a controller that is none any more.
        let isAgainstController = executor.random.once(in: 3)
        let leader = cluster.broker(change.after.leader)
        executor.schedule(after: delay) { [self] in
            guard !isOver else { return }
            if isAgainstController { return depose() }
            guard let leader, leader.isUp, !leader.isPaused else { return }
            kill(leader, .killAfterISRChange)
        }
    }

    // MARK: For faults

    /// Notes a fault that begins now.
    func begin(_ kind: Occurrence, _ text: String) {
        count += 1
        cluster.log.count(kind)
        note(text)
    }

    func note(_ text: String) { cluster.log.note("FAULT: \(text)") }

    func draw(_ brokers: [SimulatedBroker]) -> SimulatedBroker? {
        brokers.isEmpty ? nil : brokers[executor.random.below(brokers.count)]
    }

    /// A broker and another one, or ZooKeeper.
    func drawHosts() -> (String, String) {
        let hosts = cluster.brokers.map(\.host)
        let first = executor.random.below(hosts.count)
        let other = executor.random.below(hosts.count)
        return (hosts[first], other == first ? SimulatedZooKeeper.host : hosts[other])
    }

    /// Calls `end` after the length of a fault, unless all faults are over by then.
    func later(_ end: @escaping @Sendable () -> Void) {
        executor.schedule(after: executor.random.duration(Self.length)) { [self] in
            if !isOver { end() }
        }
    }
}
