import BrokerClient
import KafkaModel
import KafkaProtocol

/// The timestamps with which ListOffsets asks for a place in the log instead of a time.
enum OffsetQuery {
    static let latest: Int64 = -1
    static let earliest: Int64 = -2
    static let maximumTimestamp: Int64 = -3
    static let earliestLocal: Int64 = -4
    static let latestTiered: Int64 = -5
}

extension ClusterAdmin {
    /// Asks each leader for the offset at `timestamp` of its partitions. An offset below 0 means that
    /// there is none.
    func listOffsets(
        _ partitions: [TopicPartition], at timestamp: Int64
    ) async throws(AdminFailure) -> [TopicPartition: Result<Offset, AdminFailure>] {
        var results: [TopicPartition: Result<Offset, AdminFailure>] = [:]
        for (broker, group) in try await leaders(of: partitions, &results) {
            do throws(AdminFailure) {
                try await listOffsets(group, at: timestamp, from: broker, &results)
            } catch {
                for partition in group { results[partition] = .failure(error) }
            }
        }
        return results
    }

    private func listOffsets(
        _ partitions: [TopicPartition], at timestamp: Int64, from broker: BrokerID,
        _ results: inout [TopicPartition: Result<Offset, AdminFailure>]
    ) async throws(AdminFailure) {
        let topics = grouped(partitions).map { topic, numbers in
            ListOffsetsRequest.ListOffsetsTopic(
                name: topic,
                partitions: numbers.map {
                    ListOffsetsRequest.ListOffsetsPartition(
                        partitionIndex: $0, timestamp: timestamp)
                })
        }
        let response = try await send(
            ListOffsetsRequest(replicaId: .consumer, topics: topics), to: .broker(broker),
            call: "listOffsets"
        ) { response in
            retryOnly(
                [.leaderNotAvailable, .offsetNotAvailable],
                in: response.topics.flatMap { $0.partitions.map(\.errorCode) })
        }
        for topic in response.topics {
            for partition in topic.partitions {
                let key = TopicPartition(topic.name, partition.partitionIndex)
                results[key] =
                    partition.errorCode == .none
                    ? .success(partition.offset) : .failure(AdminFailure(partition.errorCode))
            }
        }
    }

    /// Which broker leads which of the partitions, by ascending id. Partitions without a leader go
    /// to `failures`.
    func leaders<Value>(
        of partitions: [TopicPartition],
        _ failures: inout [TopicPartition: Result<Value, AdminFailure>]
    ) async throws(AdminFailure) -> [(broker: BrokerID, partitions: [TopicPartition])] {
        let names = Set(partitions.map(\.topic)).sorted()
        let answer = try await metadata(topics: names, call: "metadata")
        var leaders: [TopicPartition: BrokerID] = [:]
        var errors: [String: ErrorCode] = [:]
        for topic in answer.topics {
            guard let name = topic.name else { continue }
            errors[name] = topic.errorCode
            for partition in topic.partitions {
                leaders[TopicPartition(name, partition.partitionIndex)] = partition.leaderId
            }
        }
        var groups: [BrokerID: [TopicPartition]] = [:]
        for partition in partitions {
            if let code = errors[partition.topic], code != .none {
                failures[partition] = .failure(AdminFailure(code))
            } else if let leader = leaders[partition] {
                if leader.isBroker {
                    groups[leader, default: []].append(partition)
                } else {
                    failures[partition] = .failure(AdminFailure(.leaderNotAvailable))
                }
            } else {
                failures[partition] = .failure(AdminFailure(.unknownTopicOrPartition))
            }
        }
        return groups.sorted { $0.key < $1.key }.map { (broker: $0.key, partitions: $0.value) }
    }
}

/// The partitions by topic, both ascending.
func grouped(_ partitions: [TopicPartition]) -> [(topic: String, numbers: [Int32])] {
    Dictionary(grouping: partitions, by: \.topic).sorted { $0.key < $1.key }
        .map { (topic: $0.key, numbers: $0.value.map(\.partition).sorted()) }
}
