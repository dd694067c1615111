import KafkaModel
import KafkaProtocol
import Platform

/// What a client has learnt of a cluster, possibly outdated.
struct ClusterView {
    private(set) var addresses: [BrokerID: SocketAddress] = [:]
    private var controller: BrokerID?
    private var leaders: [TopicPartition: BrokerID] = [:]
    private var coordinators: [RequestTarget: BrokerID] = [:]
    /// Asked last for what any broker knows; asked again as long as it answers.
    private var asked: SocketAddress?
    /// Brokers that took a question and did not answer it, the latest last.
    private var silent: [SocketAddress] = []

    /// Partitions whose leader is kept. Beyond it all are forgotten, and asked for again when needed.
    private static let maximumLeaders = 100_000
    /// The same for coordinators.
    private static let maximumCoordinators = 10_000

    /// The known brokers in the order of their ids.
    var brokers: [SocketAddress] {
        addresses.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Where to ask what any broker knows, the best first: who answered last, then those that have not
    /// failed to answer. A broker that hangs still accepts connections, so that it can be connected to
    /// says little.
    func candidates(_ bootstrap: [SocketAddress]) -> [SocketAddress] {
        let known = brokers
        let all = known + bootstrap.filter { !known.contains($0) }
        func rank(_ address: SocketAddress) -> Int {
            address == asked ? -1 : silent.firstIndex(of: address).map { $0 + 1 } ?? 0
        }
        return all.enumerated()
            .sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
            .map(\.element)
    }

    mutating func noteAsked(_ address: SocketAddress) {
        asked = address
        silent.removeAll { $0 == address }
    }

    /// Where a request goes; `nil` if that has to be asked.
    func address(of target: RequestTarget) -> SocketAddress? {
        let id: BrokerID? =
            switch target {
            case .anyBroker: addresses.keys.min()
            case .controller: controller
            case .broker(let id): id
            case .leader(let partition): leaders[partition]
            case .groupCoordinator, .transactionCoordinator: coordinators[target]
            }
        return id.flatMap { addresses[$0] }
    }

    mutating func learn(_ metadata: MetadataResponse) {
        addresses = [:]
        for broker in metadata.brokers {
            addresses[broker.nodeId] = SocketAddress(host: broker.host, wirePort: broker.port)
        }
        controller = metadata.controllerId.isBroker ? metadata.controllerId : nil
        if leaders.count > Self.maximumLeaders { leaders = [:] }
        for topic in metadata.topics {
            guard let name = topic.name else { continue }
            for partition in topic.partitions {
                let key = TopicPartition(name, partition.partitionIndex)
                leaders[key] = partition.leaderId.isBroker ? partition.leaderId : nil
            }
        }
    }

    mutating func learn(_ address: SocketAddress, of id: BrokerID, as target: RequestTarget) {
        if coordinators.count > Self.maximumCoordinators { coordinators = [:] }
        addresses[id] = address
        coordinators[target] = id
    }

    /// What was known of `target` has proved wrong.
    mutating func forget(_ target: RequestTarget) {
        switch target {
        case .controller: controller = nil
        case .leader(let partition): leaders[partition] = nil
        case .groupCoordinator, .transactionCoordinator: coordinators[target] = nil
        case .broker(let id): addresses[id] = nil
        case .anyBroker:
            if let asked { silent.append(asked) }
            asked = nil
        }
    }
}

extension SocketAddress {
    /// `nil` for a port that is none.
    init?(host: String, wirePort: Int32) {
        guard let port = UInt16(exactly: wirePort), port > 0, !host.isEmpty else { return nil }
        self.init(host: host, port: port)
    }
}
