import KafkaModel

/// Who leads partitions that are not led here, so that a client need not ask for metadata (KIP-951).
struct LeaderHints {
    struct Endpoint {
        var id: BrokerID
        var host: String
        var port: Int32
        var rack: String?
    }

    private let cache: MetadataCache
    private let listener: String
    /// Taken when the first hint is asked for: most answers need none.
    private lazy var view = cache.current
    /// Where the leaders are reached, each once.
    private(set) var endpoints: [Endpoint] = []

    init(cache: MetadataCache, listener: String) {
        self.cache = cache
        self.listener = listener
    }

    /// The leader and its epoch as far as this broker knows; notes where to reach it.
    mutating func leader(of partition: TopicPartition) -> (
        leader: BrokerID, leaderEpoch: LeaderEpoch
    )? {
        guard let known = view.partition(partition), known.leader.isBroker else { return nil }
        if let broker = view.brokers[known.leader], let endpoint = broker.endpoints[listener],
            !endpoints.contains(where: { $0.id == broker.id })
        {
            endpoints.append(
                Endpoint(
                    id: broker.id, host: endpoint.host, port: endpoint.port, rack: broker.rack))
        }
        return (known.leader, known.leaderEpoch)
    }
}
