import Platform
import Simulation

/// Wall clocks that differ, and are set while programs run. Records get their times from them; nothing
/// that brokers promise each other may.
extension FaultPlan {
    private static let deviation = Duration.seconds(-600)...Duration.seconds(600)

    /// No two clocks are alike from the beginning.
    func spreadClocks() {
        for broker in cluster.brokers {
            broker.wallClock.set(aheadBy: executor.random.duration(Self.deviation))
        }
    }

    func setClock() {
        let broker = cluster.brokers[executor.random.below(cluster.brokers.count)]
        let deviation = executor.random.duration(Self.deviation)
        begin(.clockSet, "the clock of \(broker.host) is \(deviation) ahead from now on")
        broker.wallClock.set(aheadBy: deviation)
    }
}
