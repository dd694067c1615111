import Platform
import Replication
import Simulation

/// What happens to brokers.
extension FaultPlan {
    func killAny() {
        let up = cluster.brokers.filter { $0.isUp && !$0.isPaused }
        if let victim = draw(up) { kill(victim, .kill) }
    }

    func kill(_ victim: SimulatedBroker, _ kind: Occurrence) {
        begin(kind, "\(victim.host) is killed")
        victim.crash(losingPower: false)
        later { self.startAgain(victim) }
    }

    /// One in three comes back behind slow links: it is behind for long, which is when rules about who
    /// is in sync matter.
    private func startAgain(_ broker: SimulatedBroker) {
        guard !broker.isUp else { return }
        note("\(broker.host) starts")
        broker.start()
        guard executor.random.once(in: 3) else { return }
        let delay = executor.random.duration(.milliseconds(50)...(.milliseconds(800)))
        begin(.slowReturn, "to \(broker.host) it takes \(delay.wholeMilliseconds) ms")
        let others = cluster.brokers.map(\.host).filter { $0 != broker.host }
        for other in others { cluster.network.slow(from: other, to: broker.host, by: delay) }
        later { for other in others { self.cluster.network.mend(from: other, to: broker.host) } }
    }

    /// A disk fails, and is whole again when the broker starts anew.
    func failDirectory() {
        let whole = cluster.brokers.filter {
            $0.broker != nil && !$0.isPaused && $0.failedDirectory == nil
        }
        guard let victim = draw(whole), !tree.isAnythingMoving else { return }
        victim.failDirectory()
        begin(.diskError, "\(victim.failedDirectory ?? "") of \(victim.host) fails")
        let life = victim.lives
        later {
            guard victim.lives == life, victim.isUp else { return }
            if victim.partitions.offlineCount > 0 { self.cluster.log.count(.replicasOffline) }
            self.kill(victim, .kill)
        }
    }

    func pause() {
        guard let victim = draw(cluster.brokers.filter { $0.isUp && !$0.isPaused }) else { return }
        begin(.pause, "\(victim.host) stands still")
        victim.pause()
        later {
            self.note("\(victim.host) goes on")
            victim.resume()
        }
    }

    /// A replica of the broker is about to move between log directories. The broker dies at times before
    /// it is there.
    func awaitDirectoryMove(at broker: SimulatedBroker) {
        guard !isOver, !isThunderstorm, executor.random.once(in: 3) else { return }
        lurk(broker, looks: Self.looks)
    }

    /// A move takes less than a millisecond, and begins a few after it was asked for.
    private static let looks = 400
    private static let lookPause = Duration.microseconds(100)

    private func lurk(_ broker: SimulatedBroker, looks: Int) {
        executor.schedule(after: Self.lookPause) { [self] in
            guard !isOver, looks > 0, broker.isUp, !broker.isPaused else { return }
            guard broker.isMovingReplicas else { return lurk(broker, looks: looks - 1) }
            kill(broker, .kill)
        }
    }
}
