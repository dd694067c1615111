import ClusterControl
import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Platform
import TestSupport

/// Brokers that answer every order with success, and a list of the orders in words.
final class RecordingSender: BrokerRequestSender {
    struct Order: Equatable, Sendable, CustomStringConvertible {
        var broker: BrokerID
        var text: String

        var description: String { "\(broker) <- \(text)" }
    }

    private let log = Lock<[Order]>([])
    /// Brokers that do not answer, and replicas whose disk is lost, by broker.
    let silent = Lock<Set<BrokerID>>([])
    let lostReplicas = Lock<[BrokerID: Set<TopicPartition>]>([:])
    /// The last word about everything.
    let told = Lock(ToldOrders())
    /// Where each broker was last reached.
    let destinations = Lock<[BrokerID: BrokerEndpoint]>([:])
    /// Replicas whose log is one of another topic of that name, until they are deleted.
    let oldReplicas = Lock<[BrokerID: Set<TopicPartition>]>([:])

    func send<Request: RequestMessage>(
        _ request: Request, version: Int16, to destination: BrokerDestination
    ) async throws(BrokerRequestFailure) -> Request.Response {
        if silent.withLock({ $0.contains(destination.broker) }) {
            throw BrokerRequestFailure("silent")
        }
        told.withLock { $0.note(request, version: version, to: destination.broker) }
        destinations.withLock { $0[destination.broker] = destination.endpoint }
        let order = Order(broker: destination.broker, text: text(request, version))
        log.withLock { $0.append(order) }
        guard let response = answer(request, destination.broker) as? Request.Response else {
            throw BrokerRequestFailure("unexpected request")
        }
        return response
    }

    func disconnect(_ broker: BrokerID) {}

    /// All orders since the last ``forget()``.
    var orders: [Order] { log.withLock { $0 } }

    func forget() { log.withLock { $0 = [] } }

    /// The orders to one broker.
    func sent(to broker: BrokerID) -> [String] {
        orders.filter { $0.broker == broker }.map(\.text)
    }

    /// Waits until an order holds `text`.
    func waitFor(_ broker: BrokerID, _ text: String) async -> Bool {
        await TestCluster.eventually {
            orders.contains { $0.broker == broker && $0.text.contains(text) }
        }
    }

    private func answer(_ request: any RequestMessage, _ broker: BrokerID)
        -> (any ResponseMessage)?
    {
        switch request {
        case let request as LeaderAndIsrRequest:
            var response = LeaderAndIsrResponse()
            response.topics = request.topicStates.map { topic in
                LeaderAndIsrResponse.LeaderAndIsrTopicError(
                    topicId: topic.topicId,
                    partitionErrors: topic.partitionStates.map { state in
                        let key = TopicPartition(topic.topicName, state.partitionIndex)
                        let isLost = lostReplicas.withLock { $0[broker]?.contains(key) ?? false }
                        let isOld = oldReplicas.withLock { $0[broker]?.contains(key) ?? false }
                        return LeaderAndIsrResponse.LeaderAndIsrPartitionError(
                            partitionIndex: state.partitionIndex,
                            errorCode: isLost
                                ? .kafkaStorageError : isOld ? .inconsistentTopicId : .none)
                    })
            }
            return response
        case is UpdateMetadataRequest: return UpdateMetadataResponse()
        case let request as StopReplicaRequest:
            return stopped(request, broker)
        default: return nil
        }
    }
}

// Replicas that stop.
extension RecordingSender {
    private func stopped(_ request: StopReplicaRequest, _ broker: BrokerID) -> StopReplicaResponse {
        var response = StopReplicaResponse()
        for topic in request.topicStates {
            for state in topic.partitionStates where state.deletePartition {
                let key = TopicPartition(topic.topicName, state.partitionIndex)
                let isLost = lostReplicas.withLock { $0[broker]?.contains(key) ?? false }
                if !isLost { oldReplicas.withLock { _ = $0[broker]?.remove(key) } }
                response.partitionErrors.append(
                    .init(
                        topicName: key.topic, partitionIndex: key.partition,
                        errorCode: isLost ? .kafkaStorageError : .none))
            }
        }
        return response
    }
}

// Orders in words.
extension RecordingSender {
    private func text(_ request: any RequestMessage, _ version: Int16) -> String {
        switch request {
        case let request as LeaderAndIsrRequest:
            "LeaderAndIsr v\(version)" + request.topicStates.map(Self.text).joined()
        case let request as UpdateMetadataRequest:
            "UpdateMetadata v\(version) live \(request.liveBrokers.map(\.id))"
                + request.topicStates.map(Self.text).joined()
        case let request as StopReplicaRequest:
            "StopReplica v\(version)" + request.topicStates.map(Self.text).joined()
        default: "other"
        }
    }

    private static func text(_ topic: LeaderAndIsrRequest.LeaderAndIsrTopicState) -> String {
        topic.partitionStates.map { state in
            " \(topic.topicName)-\(state.partitionIndex):leader \(state.leader)"
                + " epoch \(state.leaderEpoch) isr \(state.isr)\(state.isNew ? " new" : "")"
                + (state.addingReplicas.isEmpty ? "" : " adding \(state.addingReplicas)")
                + (state.removingReplicas.isEmpty ? "" : " removing \(state.removingReplicas)")
        }.joined()
    }

    private static func text(_ topic: UpdateMetadataRequest.UpdateMetadataTopicState) -> String {
        topic.partitionStates.map { state in
            " \(topic.topicName)-\(state.partitionIndex):leader \(state.leader)"
                + " epoch \(state.leaderEpoch) isr \(state.isr) offline \(state.offlineReplicas)"
        }.joined()
    }

    private static func text(_ topic: StopReplicaRequest.StopReplicaTopicState) -> String {
        topic.partitionStates.map { state in
            " \(topic.topicName)-\(state.partitionIndex):epoch \(state.leaderEpoch)"
                + (state.deletePartition ? " delete" : "")
        }.joined()
    }
}
