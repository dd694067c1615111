import KafkaModel
import KafkaProtocol
import Platform

@testable import KafkaTools

/// Brokers 1 to 3 as the reassignment tool sees them: where partitions are, which of them move, and
/// which settings were changed.
final class MovingCluster: Sendable {
    struct State {
        var replicas: [TopicPartition: [BrokerID]]
        var moves: [TopicPartition: RunningMove] = [:]
        var settings: [String] = []
        /// Of every broker: path, partition, whether it is a future replica there.
        var directories: [(path: String, partition: TopicPartition, isFuture: Bool)] = []
    }

    let state: Lock<State>
    /// Whether moves are over as soon as they begin.
    let isQuick: Bool

    init(_ replicas: [TopicPartition: [BrokerID]], isQuick: Bool = true) {
        state = Lock(State(replicas: replicas))
        self.isQuick = isQuick
    }

    /// Changed settings since the last call, such as `4 1: a=1 b-`.
    func takeSettings() -> [String] {
        state.withLock { state in
            defer { state.settings = [] }
            return state.settings
        }
    }

    var admin: RecordedAdmin {
        RecordedAdmin([
            .metadata: { self.metadata($0 as? MetadataRequest) },
            .listPartitionReassignments: { _ in self.list() },
            .alterPartitionReassignments: {
                self.move($0 as? AlterPartitionReassignmentsRequest)
            },
            .alterReplicaLogDirs: { self.moveDirectories($0 as? AlterReplicaLogDirsRequest) },
            .describeLogDirs: { _ in self.describeDirectories() },
            .incrementalAlterConfigs: { self.configure($0 as? IncrementalAlterConfigsRequest) },
        ])
    }

    private func metadata(_ request: MetadataRequest?) -> MetadataResponse {
        var response = MetadataResponse()
        response.brokers = [1, 2, 3].map { .init(nodeId: $0, host: "h", port: 1) }
        let known = state.withLock { $0.replicas }
        response.topics = (request?.topics ?? []).map { topic in
            let name = topic.name ?? ""
            var answer = MetadataResponse.MetadataResponseTopic(name: name)
            answer.partitions = known.filter { $0.key.topic == name }.map {
                .init(partitionIndex: $0.key.partition, replicaNodes: $0.value)
            }
            if answer.partitions.isEmpty { answer.errorCode = .unknownTopicOrPartition }
            return answer
        }
        return response
    }

    private func list() -> ListPartitionReassignmentsResponse {
        let moves = state.withLock { $0.moves }
        return ListPartitionReassignmentsResponse(
            topics: grouped(Array(moves.keys)).map { topic, numbers in
                .init(
                    name: topic,
                    partitions: numbers.compactMap { number in
                        moves[TopicPartition(topic, number)].map {
                            .init(
                                partitionIndex: number, replicas: $0.replicas,
                                addingReplicas: $0.adding, removingReplicas: $0.removing)
                        }
                    })
            })
    }

    private func move(_ request: AlterPartitionReassignmentsRequest?)
        -> AlterPartitionReassignmentsResponse
    {
        let topics = request?.topics ?? []
        state.withLock { state in
            for topic in topics {
                for partition in topic.partitions {
                    move(
                        TopicPartition(topic.name, partition.partitionIndex), partition.replicas,
                        &state)
                }
            }
        }
        return AlterPartitionReassignmentsResponse(
            responses: topics.map { topic in
                .init(
                    name: topic.name,
                    partitions: topic.partitions.map { .init(partitionIndex: $0.partitionIndex) })
            })
    }

    private func move(_ partition: TopicPartition, _ target: [BrokerID]?, _ state: inout State) {
        let running = state.moves[partition]
        let full = running?.replicas ?? state.replicas[partition] ?? []
        let origin = full.filter { !(running?.adding.contains($0) ?? false) }
        guard let target, !isQuick else {
            state.moves[partition] = nil
            state.replicas[partition] = target ?? origin
            return
        }
        let next = target + origin.filter { !target.contains($0) }
        state.replicas[partition] = next
        state.moves[partition] = RunningMove(
            replicas: next, adding: next.filter { !origin.contains($0) },
            removing: next.filter { !target.contains($0) })
    }

    /// There is no directory below `/no`; others take what is moved to them.
    private func moveDirectories(_ request: AlterReplicaLogDirsRequest?)
        -> AlterReplicaLogDirsResponse
    {
        var response = AlterReplicaLogDirsResponse()
        for directory in request?.dirs ?? [] {
            let isThere = !directory.path.hasPrefix("/no")
            for topic in directory.topics {
                response.results.append(
                    .init(
                        topicName: topic.name,
                        partitions: topic.partitions.map {
                            .init(
                                partitionIndex: $0, errorCode: isThere ? .none : .logDirNotFound)
                        }))
                guard isThere else { continue }
                state.withLock { state in
                    for number in topic.partitions {
                        state.directories.append(
                            (directory.path, TopicPartition(topic.name, number), !isQuick))
                    }
                }
            }
        }
        return response
    }

    private func describeDirectories() -> DescribeLogDirsResponse {
        let all = state.withLock { $0.directories }
        return DescribeLogDirsResponse(
            results: all.map { entry in
                .init(
                    logDir: entry.path,
                    topics: [
                        .init(
                            name: entry.partition.topic,
                            partitions: [
                                .init(
                                    partitionIndex: entry.partition.partition,
                                    isFutureKey: entry.isFuture)
                            ])
                    ])
            })
    }

    private func configure(_ request: IncrementalAlterConfigsRequest?)
        -> IncrementalAlterConfigsResponse
    {
        var response = IncrementalAlterConfigsResponse()
        for resource in request?.resources ?? [] {
            let changes = resource.configs.map { "\($0.name)\($0.value.map { "=\($0)" } ?? "-")" }
            let line = "\(resource.resourceName): \(changes.joined(separator: " "))"
            let isKnown = state.withLock { state in
                state.settings.append(line)
                return resource.resourceType != ConfigResourceType.topic
                    || state.replicas.keys.contains { $0.topic == resource.resourceName }
            }
            response.responses.append(
                .init(
                    errorCode: isKnown ? .none : .unknownTopicOrPartition,
                    errorMessage: isKnown
                        ? nil : "The topic '\(resource.resourceName)' does not exist.",
                    resourceType: resource.resourceType, resourceName: resource.resourceName))
        }
        return response
    }
}
