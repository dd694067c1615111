import ClusterMetadata
import Platform
import Simulation

/// What happens between hosts.
extension FaultPlan {
    func cut() {
        let (a, b) = drawHosts()
        let bothWays = executor.random.once(in: 2)
        begin(
            bothWays ? .cut : .cutOneWay,
            "nothing comes from \(a) to \(b)\(bothWays ? " and back" : "")")
        cluster.network.cut(from: a, to: b)
        if bothWays { cluster.network.cut(from: b, to: a) }
        later {
            self.note("\(a) and \(b) hear each other again")
            self.cluster.network.mend(from: a, to: b)
            self.cluster.network.mend(from: b, to: a)
        }
    }

    func slow() {
        let (a, b) = drawHosts()
        let delay = executor.random.duration(.milliseconds(10)...(.milliseconds(1500)))
        begin(.slowLink, "from \(a) to \(b) it takes \(delay.wholeMilliseconds) ms")
        cluster.network.slow(from: a, to: b, by: delay)
        later { self.cluster.network.mend(from: a, to: b) }
    }

    func resetConnection() {
        begin(.connectionReset, "a connection breaks")
        cluster.network.resetAnyConnection()
    }

    func disconnectFromZooKeeper() {
        begin(.zooKeeperDisconnect, "a connection to ZooKeeper breaks")
        cluster.zooKeeper.disconnectAny()
    }

    func expireSession() {
        begin(.sessionExpiry, "a session expires")
        cluster.zooKeeper.expireAny()
    }

    /// An operator removes the controller's node; somebody, mostly the controller, hears of it late.
    func depose() {
        let anybody = cluster.brokers[executor.random.below(cluster.brokers.count)].host
        let controller = executor.random.once(in: 4) ? nil : cluster.controller
        let deaf = controller?.host ?? anybody
        begin(.lateWatch, "an operator wants another controller; \(deaf) hears of it late")
        let delay = executor.random.duration(.milliseconds(200)...(.milliseconds(2500)))
        cluster.network.slow(from: SimulatedZooKeeper.host, to: deaf, by: delay)
        cluster.zooKeeper.remove(ControllerZNode.path)
        later { self.cluster.network.mend(from: SimulatedZooKeeper.host, to: deaf) }
    }
}
