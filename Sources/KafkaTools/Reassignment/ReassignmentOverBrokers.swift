import BrokerClient
import ClusterControl
import KafkaModel
import KafkaProtocol

/// `reassign-partitions --bootstrap-server`.
struct ReassignmentOverBrokers: ReassignmentCluster {
    let admin: any ClusterAdmin

    func brokers() async throws(CommandFailure) -> [PlacementBroker] {
        try await asking { () throws(AdminFailure) in
            try await admin.metadata(topics: [], call: "describeCluster").brokers
                .map { PlacementBroker(id: $0.nodeId, rack: $0.rack) }
                .sorted { $0.id < $1.id }
        }
    }

    func replicas(of topics: Set<String>) async throws(CommandFailure)
        -> [TopicPartition: [BrokerID]]
    {
        try await asking { () throws(AdminFailure) in
            let answer = try await admin.metadata(topics: topics.sorted(), call: "describeTopics")
            var replicas: [TopicPartition: [BrokerID]] = [:]
            for topic in answer.topics {
                let name = topic.name ?? ""
                if topic.errorCode == .unknownTopicOrPartition { continue }
                if !topic.errorCode.isRetriable { try check(topic.errorCode) }
                for partition in topic.partitions {
                    replicas[TopicPartition(name, partition.partitionIndex)] =
                        partition.replicaNodes
                }
            }
            return replicas
        }
    }

    func runningMoves() async throws(CommandFailure) -> [TopicPartition: RunningMove] {
        try await asking { () throws(AdminFailure) in try await admin.runningMoves() }
    }

    func move(_ targets: [TopicPartition: [BrokerID]?]) async throws(CommandFailure)
        -> [TopicPartition: String]
    {
        let topics = grouped(Array(targets.keys)).map { topic, numbers in
            AlterPartitionReassignmentsRequest.ReassignableTopic(
                name: topic,
                partitions: numbers.map {
                    .init(
                        partitionIndex: $0, replicas: targets[TopicPartition(topic, $0)] ?? nil)
                })
        }
        let response = try await asking { () throws(AdminFailure) in
            let response = try await admin.send(
                AlterPartitionReassignmentsRequest(
                    timeoutMs: admin.brokerTimeout, topics: topics),
                to: .controller, call: "alterPartitionReassignments"
            ) { retryOnly([.notController], in: [$0.errorCode]) }
            try check(response.errorCode, response.errorMessage)
            return response
        }
        var refused: [TopicPartition: String] = [:]
        for topic in response.responses {
            for partition in topic.partitions where partition.errorCode != .none {
                refused[TopicPartition(topic.name, partition.partitionIndex)] =
                    AdminFailure(partition.errorCode, partition.errorMessage).message
            }
        }
        return refused
    }

    func moveDirectories(_ targets: [PartitionReplica: String]) async throws(CommandFailure)
        -> [PartitionReplica: ErrorCode]
    {
        var answers: [PartitionReplica: ErrorCode] = [:]
        for broker in Set(targets.keys.map(\.broker)).sorted() {
            let own = targets.filter { $0.key.broker == broker }
            let codes = try await asking { () throws(AdminFailure) in
                try await admin.moveReplicas(
                    Dictionary(uniqueKeysWithValues: own.map { ($0.key.partition, $0.value) }),
                    of: broker)
            }
            for (partition, code) in codes {
                answers[PartitionReplica(partition: partition, broker: broker)] = code
            }
        }
        return answers
    }

    func directories(of replicas: Set<PartitionReplica>) async throws(CommandFailure)
        -> [PartitionReplica: ReplicaDirectories]
    {
        var found: [PartitionReplica: ReplicaDirectories] = [:]
        for broker in Set(replicas.map(\.broker)).sorted() {
            let directories = try await asking { () throws(AdminFailure) in
                try await admin.logDirs(of: broker)
            }
            for directory in directories where directory.error == .none {
                for part in directory.replicas {
                    let replica = PartitionReplica(partition: part.partition, broker: broker)
                    guard replicas.contains(replica) else { continue }
                    if part.isFuture {
                        found[replica, default: .init()].future = directory.path
                    } else {
                        found[replica, default: .init()].current = directory.path
                    }
                }
            }
        }
        return found
    }

    func configure(_ changes: [(entity: ReassignmentEntity, changes: [ConfigChange])])
        async throws(CommandFailure)
    {
        for (entity, list) in changes {
            let resource =
                switch entity {
                case .broker(let id):
                    ConfigResource(type: ConfigResourceType.broker, name: id.description)
                case .topic(let name):
                    ConfigResource(type: ConfigResourceType.topic, name: name)
                }
            try await asking { () throws(AdminFailure) in
                try await admin.alterConfigs(of: resource, list)
            }
        }
    }

    private func asking<Value>(
        _ work: () async throws(AdminFailure) -> Value
    ) async throws(CommandFailure) -> Value {
        do throws(AdminFailure) {
            return try await work()
        } catch {
            throw .reassignment(error)
        }
    }
}

extension ClusterAdmin {
    /// All moves of replicas that are under way.
    func runningMoves() async throws(AdminFailure) -> [TopicPartition: RunningMove] {
        let response = try await send(
            ListPartitionReassignmentsRequest(timeoutMs: brokerTimeout, topics: nil),
            to: .controller, call: "listPartitionReassignments"
        ) { [$0.errorCode] }
        try check(response.errorCode, response.errorMessage)
        var moves: [TopicPartition: RunningMove] = [:]
        for topic in response.topics {
            for partition in topic.partitions {
                moves[TopicPartition(topic.name, partition.partitionIndex)] = RunningMove(
                    replicas: partition.replicas, adding: partition.addingReplicas,
                    removing: partition.removingReplicas)
            }
        }
        return moves
    }
}
