import Platform
import Simulation

/// Brokers that lose power, and with it what they had not synced.
///
/// Records are acknowledged when all in-sync replicas have them, on disk or not. So one broker at a
/// time loses power, while all replicas are in sync and nothing else than connections fails, and comes
/// back when it is out of every set of in-sync replicas. Where the last in-sync replica loses power,
/// Kafka promises nothing without `flush.messages`, and neither do we.
extension FaultPlan {
    func makeThunder() {
        if let powerless { return waitForSuccessors(powerless) }
        switch executor.random.below(8) {
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

    private func waitForSuccessors(_ victim: SimulatedBroker) {
        guard !tree.isInSyncAnywhere(victim.id) else { return }
        powerless = nil
        note("\(victim.host) starts")
        victim.start()
    }
}
