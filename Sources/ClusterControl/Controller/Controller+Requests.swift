import ClusterMetadata
import KafkaModel
import KafkaProtocol
import Telemetry

/// What brokers ask the controller.
extension Controller {
    /// Moves all leaderships off a broker that is about to stop, and takes it out of replication.
    func shutDown(_ request: ControlledShutdownRequest) async throws(ClusterMetadataError)
        -> ControlledShutdownResponse
    {
        let id = request.brokerId
        guard let broker = context.brokers[id] else {
            return ControlledShutdownResponse(errorCode: .brokerNotAvailable)
        }
        guard request.brokerEpoch == .none || request.brokerEpoch >= broker.epoch else {
            return ControlledShutdownResponse(errorCode: .staleBrokerEpoch)
        }
        logger.info("broker \(id) is about to stop")
        context.shuttingDown.insert(id)
        let partitions = context.replicas(on: [id]).map(\.partition).filter(isMovable)
        let (led, followed) = partitions.partitioned { leads(id, $0) }
        try await bringOnline(led, .controlledShutdown)
        try await moveReplicas(followed.map { Replica($0, on: id) }, to: .offline)
        sendBatch()
        let remaining = led.filter { leads(id, $0) && hasOtherBroker($0, than: id) }
        return ControlledShutdownResponse(
            errorCode: .none,
            remainingPartitions: remaining.map {
                ControlledShutdownResponse.RemainingPartition(
                    topicName: $0.topic, partitionIndex: $0.partition)
            })
    }

    private func isMovable(_ partition: TopicPartition) -> Bool {
        (context.assignment(partition)?.replicas.count ?? 0) > 1
            && context.leadership[partition] != nil && !context.isQueuedForDeletion(partition.topic)
    }

    private func leads(_ id: BrokerID, _ partition: TopicPartition) -> Bool {
        context.leadership[partition]?.state.leader == id
    }

    /// Whether trying again may help: no replica of the partition on another live broker means that
    /// the leadership has nowhere to go, and the broker need not wait.
    private func hasOtherBroker(_ partition: TopicPartition, than id: BrokerID) -> Bool {
        (context.assignment(partition)?.replicas ?? []).contains {
            $0 != id && context.isOnline($0, partition)
        }
    }

    /// Hands out a block of producer ids.
    func allocate(_ request: AllocateProducerIdsRequest) async throws(ClusterMetadataError)
        -> AllocateProducerIdsResponse
    {
        guard let broker = context.brokers[request.brokerId] else {
            return AllocateProducerIdsResponse(errorCode: .brokerIdNotRegistered)
        }
        guard broker.epoch == request.brokerEpoch else {
            return AllocateProducerIdsResponse(errorCode: .staleBrokerEpoch)
        }
        do throws(ClusterMetadataError) {
            let block = try await ProducerIDStore(store).allocate(for: request.brokerId)
            return AllocateProducerIdsResponse(
                errorCode: .none, producerIdStart: block.first,
                producerIdLen: Int32(ProducerIDBlockZNode.blockSize))
        } catch {
            guard error == .producerIDsExhausted else { throw error }
            logger.error("all producer ids are used up")
            return AllocateProducerIdsResponse(errorCode: .unknownServerError)
        }
    }
}
