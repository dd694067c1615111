import ClusterMetadata
import KafkaModel
import KafkaProtocol

/// Everything that a controller reacts to.
enum ControllerEvent: Sendable {
    // Office.
    case start
    case controllerChange
    case reelect
    case sessionExpired
    case sessionReplaced(previous: Int64)

    // Watches.
    case brokerChange
    case brokerModification(BrokerID)
    case topicChange
    case partitionModification(String)
    case topicDeletion
    case isrChange
    case logDirEvent
    case preferredElectionRequest
    case reassignmentRequest
    /// Below IBP 2.7-IV2: the state of a partition that is on the move was written.
    case reassignedStateChange(TopicPartition)

    // Settings and time.
    case defaultUncleanElection
    case uncleanElection(topic: String)
    case balanceLeaders(ControllerEpoch)

    /// In-sync replicas changed: moves of these partitions may be over.
    case inSyncReplicasAltered([TopicPartition])

    /// Orders to a broker were lost.
    case channelOverfull(BrokerID)

    // Answers of brokers to orders of one term.
    case leaderAndIsrAnswer(BrokerID, ControllerEpoch, LeaderAndIsrRequest, LeaderAndIsrResponse)
    case stopReplicaAnswer(BrokerID, ControllerEpoch, [TopicPartition], StopReplicaResponse)

    // Requests.
    case controlledShutdown(ControlledShutdownRequest, Reply<ControlledShutdownResponse>)
    case alterPartition(AlterPartitionRequest, version: Int16, Reply<AlterPartitionResponse>)
    case allocateProducerIDs(AllocateProducerIdsRequest, Reply<AllocateProducerIdsResponse>)
    case electLeaders(LeaderElectionRequest, Reply<[PartitionElection]?>)
    case alterReassignments(
        AlterPartitionReassignmentsRequest, Reply<AlterPartitionReassignmentsResponse>)
    case listReassignments(
        ListPartitionReassignmentsRequest, Reply<ListPartitionReassignmentsResponse>)

    typealias Reply<Response> = @Sendable (Response) -> Void
}

extension ControllerEvent {
    /// What an event is about, for events of which a second one adds nothing while the first still
    /// waits: each reads all there is to read. `nil` for those that all count.
    var subject: String? {
        switch self {
        case .controllerChange: "controller"
        case .reelect: "reelect"
        case .brokerChange: "brokers"
        case .brokerModification(let id): "broker \(id)"
        case .topicChange: "topics"
        case .partitionModification(let topic): "topic \(topic)"
        case .topicDeletion: "deletions"
        case .isrChange: "isr"
        case .logDirEvent: "log dirs"
        case .preferredElectionRequest: "preferred"
        case .reassignmentRequest: "reassignments"
        case .reassignedStateChange(let partition): "state \(partition)"
        case .channelOverfull(let id): "channel \(id)"
        case .balanceLeaders(let epoch): "balance \(epoch)"
        case .defaultUncleanElection: "unclean"
        case .uncleanElection(let topic): "unclean \(topic)"
        default: nil
        }
    }

    /// Answers a request that will not be carried out.
    func refuse() {
        switch self {
        case .controlledShutdown(_, let reply):
            reply(ControlledShutdownResponse(errorCode: .staleControllerEpoch))
        case .alterPartition(_, _, let reply):
            reply(AlterPartitionResponse(errorCode: .notController))
        case .allocateProducerIDs(_, let reply):
            reply(AllocateProducerIdsResponse(errorCode: .notController))
        case .electLeaders(_, let reply): reply(nil)
        case .alterReassignments(_, let reply):
            reply(AlterPartitionReassignmentsResponse(errorCode: .notController, errorMessage: nil))
        case .listReassignments(_, let reply):
            reply(ListPartitionReassignmentsResponse(errorCode: .notController, errorMessage: nil))
        default: break
        }
    }
}
