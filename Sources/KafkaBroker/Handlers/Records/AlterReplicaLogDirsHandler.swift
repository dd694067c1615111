import KafkaModel
import KafkaProtocol
import Replication
import Scheduling

/// AlterReplicaLogDirs: moves replicas to other log directories of this broker. Answers when the moves
/// have begun; DescribeLogDirs tells how far they are.
///
/// Versions 0–2, which differ in form only. Source: KIP-113.
struct AlterReplicaLogDirsHandler: ControlHandler {
    let moves: ReplicaMoves
    /// Where the controller's orders are carried out.
    let orders: BlockingExecutor
    let cache: MetadataCache

    func handle(_ request: AlterReplicaLogDirsRequest, _ context: RequestContext) async
        -> AlterReplicaLogDirsResponse
    {
        let view = cache.current
        let (moves, wanted) = (moves, Self.wanted(request))
        let answers = await orders.run {
            wanted.map { id, directory in
                (id, moves.move(id, to: directory, isKnown: view.partition(id) != nil))
            }
        }
        var response = AlterReplicaLogDirsResponse()
        for (id, error) in answers {
            if response.results.last?.topicName != id.topic {
                response.results.append(.init(topicName: id.topic))
            }
            response.results[response.results.count - 1].partitions.append(
                .init(partitionIndex: id.partition, errorCode: error))
        }
        return response
    }

    /// In order; of a partition that stands there twice, the last directory.
    private static func wanted(_ request: AlterReplicaLogDirsRequest)
        -> [(TopicPartition, String)]
    {
        var wanted: [TopicPartition: String] = [:]
        for directory in request.dirs {
            for topic in directory.topics {
                for number in topic.partitions {
                    wanted[TopicPartition(topic.name, number)] = directory.path
                }
            }
        }
        return wanted.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
