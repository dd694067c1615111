import ClusterMetadata
import Platform
import Simulation

/// Faults drawn from the seed: one after another for a while, each with its own end.
// Sendable because everything happens on the one thread of the simulation.
final class FaultPlan: @unchecked Sendable {
    private let cluster: SimulatedCluster
    private var isOver = false
    /// Faults that have been made.
    private(set) var count = 0

    private static let pause = Duration.milliseconds(50)...Duration.milliseconds(2000)
    private static let length = Duration.milliseconds(100)...Duration.milliseconds(7000)

    init(_ cluster: SimulatedCluster) { self.cluster = cluster }

    private var executor: DeterministicExecutor { cluster.executor }

    func start() {
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
            if !broker.isUp { broker.start() }
        }
        cluster.log.note("all faults are over")
    }

    private func scheduleNext() {
        executor.schedule(after: executor.random.duration(Self.pause)) { [self] in
            guard !isOver else { return }
            make()
            count += 1
            scheduleNext()
        }
    }

    private func make() {
        switch executor.random.below(11) {
        case 0, 1, 2: crash()
        case 3: pause()
        case 4, 5: cut()
        case 6: slow()
        case 7:
            note("a connection breaks")
            cluster.network.resetAnyConnection()
        case 8:
            note("a connection to ZooKeeper breaks")
            cluster.zooKeeper.disconnectAny()
        case 9:
            note("a session expires")
            cluster.zooKeeper.expireAny()
        default: depose()
        }
    }

    private func crash() {
        let up = cluster.brokers.filter { $0.isUp && !$0.isPaused }
        guard let victim = draw(up) else { return }
        note("\(victim.host) is killed")
        victim.crash(losingPower: false)
        later { if !victim.isUp { self.note("\(victim.host) starts"); victim.start() } }
    }

    private func pause() {
        guard let victim = draw(cluster.brokers.filter { $0.isUp && !$0.isPaused }) else { return }
        note("\(victim.host) stands still")
        victim.pause()
        later {
            self.note("\(victim.host) goes on")
            victim.resume()
        }
    }

    private func cut() {
        let (a, b) = drawHosts()
        let bothWays = executor.random.once(in: 2)
        note("nothing comes from \(a) to \(b)\(bothWays ? " and back" : "")")
        cluster.network.cut(from: a, to: b)
        if bothWays { cluster.network.cut(from: b, to: a) }
        later {
            self.note("\(a) and \(b) hear each other again")
            self.cluster.network.mend(from: a, to: b)
            self.cluster.network.mend(from: b, to: a)
        }
    }

    private func slow() {
        let (a, b) = drawHosts()
        let delay = executor.random.duration(.milliseconds(10)...(.milliseconds(1500)))
        note("from \(a) to \(b) it takes \(delay.wholeMilliseconds) ms")
        cluster.network.slow(from: a, to: b, by: delay)
        later { self.cluster.network.mend(from: a, to: b) }
    }

    /// An operator removes the controller's node; somebody, maybe the controller, hears of it late.
    private func depose() {
        let deaf = cluster.brokers[executor.random.below(cluster.brokers.count)].host
        note("an operator wants another controller; \(deaf) hears of it late")
        let delay = executor.random.duration(.milliseconds(200)...(.milliseconds(2500)))
        cluster.network.slow(from: SimulatedZooKeeper.host, to: deaf, by: delay)
        cluster.zooKeeper.remove(ControllerZNode.path)
        later { self.cluster.network.mend(from: SimulatedZooKeeper.host, to: deaf) }
    }

    private func draw(_ brokers: [SimulatedBroker]) -> SimulatedBroker? {
        brokers.isEmpty ? nil : brokers[executor.random.below(brokers.count)]
    }

    /// A broker and another one, or ZooKeeper.
    private func drawHosts() -> (String, String) {
        let hosts = cluster.brokers.map(\.host)
        let first = executor.random.below(hosts.count)
        let other = executor.random.below(hosts.count)
        return (hosts[first], other == first ? SimulatedZooKeeper.host : hosts[other])
    }

    private func later(_ end: @escaping @Sendable () -> Void) {
        executor.schedule(after: executor.random.duration(Self.length)) { [self] in
            if !isOver { end() }
        }
    }

    private func note(_ text: String) { cluster.log.note("FAULT: \(text)") }
}
