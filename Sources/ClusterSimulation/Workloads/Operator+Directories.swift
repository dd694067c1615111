import BrokerClient
import KafkaModel
import KafkaProtocol
import Platform
import Replication
import Simulation
import Storage

extension Operator {
    /// Moves a replica from one log directory of its broker to the other, also one that is on its way
    /// already, led elsewhere or about to be deleted.
    func moveToOtherDirectory() async throws(BrokerClientError) {
        let topic = topics[random.below(topics.count)]
        let partition = topic.all[random.below(topic.all.count)]
        let holders = cluster.brokers.filter { $0.partitions.online(partition) != nil }
        guard !holders.isEmpty else { return }
        let broker = holders[random.below(holders.count)]
        let now = broker.partitions.online(partition)?.log.logDirectory
        let directories = SimulatedBroker.directories
        // Where it is ends a move that is under way.
        let target = directories[random.below(directories.count)]
        note("moves \(partition) on broker \(broker.id) from \(now ?? "nowhere") to \(target)")
        if now != target { beforeDirectoryMove?(broker) }
        let answer = try await client.admin.send(
            AlterReplicaLogDirsRequest(dirs: [
                .init(
                    path: target,
                    topics: [.init(name: partition.topic, partitions: [partition.partition])])
            ]), to: .broker(broker.id), timeout: Self.patience)
        let code = answer.results.first?.partitions.first?.errorCode
        note("is told \(code.map { "\($0)" } ?? "nothing")")
        if code == ErrorCode.none, now != target { cluster.log.count(.directoryMoveBegun) }
    }
}
