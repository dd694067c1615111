import Platform
import Simulation

/// Brokers that lose power, and with it what they had not synced.
///
/// Records are acknowledged when all in-sync replicas have them, on disk or not. Where the last in-sync
/// replica loses power, Kafka promises nothing without `flush.messages`, and neither do we. So one broker
/// at a time loses power, and comes back when it is out of every set of in-sync replicas. If it turns out
/// to be the last of one, because the others died before they could be told, it has lost nothing.
extension FaultPlan {
    func makeThunder() {
        if let powerless { return waitForSuccessors(powerless) }
        switch executor.random.below(9) {
        case 8: setClock()
        case 0: resetConnection()
        case 1: disconnectFromZooKeeper()
        case 2: depose()
        default: strike()
        }
    }

    private func strike() {
        guard cluster.brokers.allSatisfy({ $0.broker != nil }), tree.isEverythingInSync else {
            return
        }
        guard let victim = draw(cluster.brokers) else { return }
        begin(.powerLoss, "\(victim.host) loses power")
        powerless = victim
        victim.crash(losingPower: true)
    }

    /// Also at the end nobody comes back while it counts as in sync: a controller elected meanwhile would
    /// leave it the leaderships that it had, as one of Kafka's would.
    func bringBackPowerless() {
        guard let powerless else { return }
        waitForSuccessors(powerless)
        executor.schedule(after: Self.patience) { self.bringBackPowerless() }
    }

    private static let patience = Duration.milliseconds(100)

    /// Beside all other faults, before and after.
    func strikeAmidFaults() {
        guard powerless == nil else { return }
        let candidates = cluster.brokers.filter {
            $0.broker != nil && !$0.isPaused && !tree.isLastInSync($0.id)
        }
        guard let victim = draw(candidates) else { return }
        begin(.powerLossAmidFaults, "\(victim.host) loses power")
        powerless = victim
        victim.crash(losingPower: true)
    }

    func waitForSuccessors(_ victim: SimulatedBroker) {
        let isLast = tree.isLastInSync(victim.id)
        guard isLast || !tree.isInSyncAnywhere(victim.id) else { return }
        powerless = nil
        if isLast { victim.undoPowerLoss() }
        note("\(victim.host) starts\(isLast ? ", and has lost nothing" : "")")
        victim.start()
    }
}
