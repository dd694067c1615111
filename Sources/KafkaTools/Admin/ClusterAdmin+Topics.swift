import BrokerClient
import KafkaModel
import KafkaProtocol

extension ClusterAdmin {
    /// Brokers, controller and topics: all of them for `nil`. Topics that were asked for by name and
    /// do not exist are there with an error code.
    func metadata(topics: [String]?, call: String) async throws(AdminFailure) -> MetadataResponse {
        try await send(to: .anyBroker, call: call, errors: { _ in [] }) { version in
            var request = MetadataRequest(
                topics: topics?.map { MetadataRequest.MetadataRequestTopic(name: $0) })
            // Before version 1 an empty list means all.
            if version == 0, topics == nil { request.topics = [] }
            if version >= 4 { request.allowAutoTopicCreation = false }
            return request
        }
    }

    /// The topics that exist, with their partitions in order.
    func allTopics(
        call: String = "listTopics"
    ) async throws(AdminFailure) -> [MetadataResponse.MetadataResponseTopic] {
        let topics = try await metadata(topics: nil, call: call).topics
        return topics.filter { $0.errorCode == .none || $0.errorCode.isRetriable }.map { topic in
            var topic = topic
            topic.partitions.sort { $0.partitionIndex < $1.partitionIndex }
            return topic
        }
    }

    func createTopic(_ topic: NewTopicOptions) async throws(AdminFailure) {
        var creatable = CreateTopicsRequest.CreatableTopic(
            name: topic.name, numPartitions: topic.partitions ?? -1,
            replicationFactor: topic.replicationFactor.map { Int16(clamping: $0) } ?? -1)
        for (index, brokers) in topic.assignment.enumerated() {
            creatable.assignments.append(
                CreateTopicsRequest.CreatableReplicaAssignment(
                    partitionIndex: Int32(index), brokerIds: brokers))
        }
        creatable.configs = topic.configs.map {
            CreateTopicsRequest.CreatableTopicConfig(name: $0.name, value: $0.value)
        }
        let response = try await send(
            CreateTopicsRequest(topics: [creatable], timeoutMs: brokerTimeout), to: .controller,
            call: "createTopics"
        ) { response in retryOnly([.notController], in: response.topics.map(\.errorCode)) }
        for result in response.topics { try check(result.errorCode, result.errorMessage) }
    }

    /// `count` is the new number of partitions; `assignment` is for those that are added.
    func createPartitions(
        _ topic: String, count: Int32, assignment: [[BrokerID]]?
    ) async throws(AdminFailure) {
        let assignments = assignment?.map {
            CreatePartitionsRequest.CreatePartitionsAssignment(brokerIds: $0)
        }
        let request = CreatePartitionsRequest(
            topics: [
                CreatePartitionsRequest.CreatePartitionsTopic(
                    name: topic, count: count, assignments: assignments)
            ], timeoutMs: brokerTimeout)
        let response = try await send(request, to: .controller, call: "createPartitions") {
            retryOnly([.notController], in: $0.results.map(\.errorCode))
        }
        for result in response.results { try check(result.errorCode, result.errorMessage) }
    }

    func deleteTopics(_ names: [String]) async throws(AdminFailure) {
        let limit = brokerTimeout
        let response = try await send(
            to: .controller, call: "deleteTopics",
            errors: { retryOnly([.notController], in: $0.responses.map(\.errorCode)) },
            { version in
                version >= 6
                    ? DeleteTopicsRequest(
                        topics: names.map { DeleteTopicsRequest.DeleteTopicState(name: $0) },
                        timeoutMs: limit)
                    : DeleteTopicsRequest(topicNames: names, timeoutMs: limit)
            })
        for result in response.responses { try check(result.errorCode, result.errorMessage) }
    }

    /// Partitions that are being moved; none where the broker cannot tell.
    func reassignments() async throws(AdminFailure) -> [TopicPartition:
        PartitionDescription.Reassignment]
    {
        let request = ListPartitionReassignmentsRequest(timeoutMs: brokerTimeout, topics: nil)
        let response: ListPartitionReassignmentsResponse
        do throws(AdminFailure) {
            response = try await send(
                request, to: .controller, call: "listPartitionReassignments"
            ) { [$0.errorCode] }
            try check(response.errorCode, response.errorMessage)
        } catch {
            let unable = [ErrorCode.unsupportedVersion, .clusterAuthorizationFailed]
            guard unable.contains(error.code) else { throw error }
            return [:]
        }
        var result: [TopicPartition: PartitionDescription.Reassignment] = [:]
        for topic in response.topics {
            for partition in topic.partitions {
                result[TopicPartition(topic.name, partition.partitionIndex)] =
                    PartitionDescription.Reassignment(
                        adding: partition.addingReplicas, removing: partition.removingReplicas)
            }
        }
        return result
    }
}

/// Those of `codes` that are worth another attempt. A request that changes something is repeated only
/// for codes that say that nothing was done.
func retryOnly(_ wanted: [ErrorCode], in codes: [ErrorCode]) -> [ErrorCode] {
    codes.filter { wanted.contains($0) }
}
