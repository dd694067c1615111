import KafkaModel

// How Kafka's tools speak of error codes: scripts look for these names and sentences.
extension ErrorCode {
    /// The exception by which Kafka's clients report the code.
    package var exceptionName: String {
        "org.apache.kafka.common.errors." + (Self.irregularNames[self] ?? regularName)
    }

    /// `OFFSET_OUT_OF_RANGE` becomes `OffsetOutOfRangeException`.
    private var regularName: String {
        let words = name.split(separator: "_").map { word in
            word.prefix(1) + word.dropFirst().lowercased()
        }
        let joined = words.joined()
        return joined.hasSuffix("Exception") ? joined : joined + "Exception"
    }

    /// The sentence for a code that came without a message.
    package var usualMessage: String {
        Self.messages[self] ?? "The request failed with \(name)."
    }

    private static let irregularNames: [ErrorCode: String] = [
        .requestTimedOut: "TimeoutException",
        .topicAlreadyExists: "TopicExistsException",
        .nonEmptyGroup: "GroupNotEmptyException",
        .topicAuthorizationFailed: "TopicAuthorizationException",
        .groupAuthorizationFailed: "GroupAuthorizationException",
        .clusterAuthorizationFailed: "ClusterAuthorizationException",
        .invalidConfig: "InvalidConfigurationException",
        .corruptMessage: "CorruptRecordException",
        .messageTooLarge: "RecordTooLargeException",
        .coordinatorLoadInProgress: "CoordinatorLoadInProgressException",
        .networkException: "DisconnectException",
        .kafkaStorageError: "KafkaStorageException",
    ]

    private static let messages: [ErrorCode: String] = [
        .unknownServerError:
            "The server experienced an unexpected error when processing the request.",
        .offsetOutOfRange:
            "The requested offset is not within the range of offsets maintained by the server.",
        .unknownTopicOrPartition: "This server does not host this topic-partition.",
        .leaderNotAvailable:
            "There is no leader for this topic-partition as we are in the middle of a leadership "
            + "election.",
        .requestTimedOut: "The request timed out.",
        .brokerNotAvailable: "The broker is not available.",
        .coordinatorLoadInProgress: "The coordinator is loading and hence can't process requests.",
        .coordinatorNotAvailable: "The coordinator is not available.",
        .notCoordinator: "This is not the correct coordinator.",
        .invalidTopicException:
            "The request attempted to perform an operation on an invalid topic.",
        .invalidGroupId: "The group id is invalid.",
        .topicAuthorizationFailed: "Topic authorization failed.",
        .groupAuthorizationFailed: "Group authorization failed.",
        .clusterAuthorizationFailed: "Cluster authorization failed.",
        .unsupportedVersion: "The version of API is not supported.",
        .topicAlreadyExists: "Topic with this name already exists.",
        .invalidPartitions: "Number of partitions is below 1.",
        .invalidReplicationFactor:
            "Replication factor is below 1 or larger than the number of available brokers.",
        .invalidReplicaAssignment: "Replica assignment is invalid.",
        .invalidConfig: "Configuration is invalid.",
        .notController: "This is not the correct controller for this cluster.",
        .invalidRequest: "The request is malformed or contradicts itself.",
        .policyViolation: "Request parameters do not satisfy the configured policy.",
        .kafkaStorageError: "The log directory of the partition failed.",
        .nonEmptyGroup: "The group is not empty.",
        .groupIdNotFound: "The group id does not exist.",
        .topicDeletionDisabled: "Topic deletion is disabled.",
        .groupSubscribedToTopic:
            "Deleting offsets of a topic is forbidden while the consumer group is actively "
            + "subscribed to it.",
        .unknownTopicId: "This server does not host this topic ID.",
    ]
}
