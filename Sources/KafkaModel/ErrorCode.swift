/// The result code of a request or of a part of it (Kafka's `Errors`): the one table of number, name
/// and whether a client may try again.
///
/// A struct, not an enum, because a peer may send a code that this program does not know.
package struct ErrorCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package var rawValue: Int16

    @inlinable package init(rawValue: Int16) { self.rawValue = rawValue }

    /// Kafka's name, such as `TOPIC_ALREADY_EXISTS`; the number for an unknown code.
    package var name: String { entry?.name ?? "UNKNOWN_CODE_\(rawValue)" }
    /// Whether the same request may succeed later.
    package var isRetriable: Bool { entry?.isRetriable ?? false }
    package var description: String { name }

    private var entry: Entry? {
        let index = Int(rawValue) + 1
        return Self.table.indices.contains(index) ? Self.table[index] : nil
    }

    private struct Entry: Sendable {
        let name: String
        let isRetriable: Bool
    }
}

extension ErrorCode {
    package static let unknownServerError = ErrorCode(rawValue: -1)
    package static let none = ErrorCode(rawValue: 0)
    package static let offsetOutOfRange = ErrorCode(rawValue: 1)
    package static let corruptMessage = ErrorCode(rawValue: 2)
    package static let unknownTopicOrPartition = ErrorCode(rawValue: 3)
    package static let invalidFetchSize = ErrorCode(rawValue: 4)
    package static let leaderNotAvailable = ErrorCode(rawValue: 5)
    package static let notLeaderOrFollower = ErrorCode(rawValue: 6)
    package static let requestTimedOut = ErrorCode(rawValue: 7)
    package static let brokerNotAvailable = ErrorCode(rawValue: 8)
    package static let replicaNotAvailable = ErrorCode(rawValue: 9)
    package static let messageTooLarge = ErrorCode(rawValue: 10)
    package static let staleControllerEpoch = ErrorCode(rawValue: 11)
    package static let offsetMetadataTooLarge = ErrorCode(rawValue: 12)
    package static let networkException = ErrorCode(rawValue: 13)
    package static let coordinatorLoadInProgress = ErrorCode(rawValue: 14)
    package static let coordinatorNotAvailable = ErrorCode(rawValue: 15)
    package static let notCoordinator = ErrorCode(rawValue: 16)
    package static let invalidTopicException = ErrorCode(rawValue: 17)
    package static let recordListTooLarge = ErrorCode(rawValue: 18)
    package static let notEnoughReplicas = ErrorCode(rawValue: 19)
    package static let notEnoughReplicasAfterAppend = ErrorCode(rawValue: 20)
    package static let invalidRequiredAcks = ErrorCode(rawValue: 21)
    package static let illegalGeneration = ErrorCode(rawValue: 22)
    package static let inconsistentGroupProtocol = ErrorCode(rawValue: 23)
    package static let invalidGroupId = ErrorCode(rawValue: 24)
    package static let unknownMemberId = ErrorCode(rawValue: 25)
    package static let invalidSessionTimeout = ErrorCode(rawValue: 26)
    package static let rebalanceInProgress = ErrorCode(rawValue: 27)
    package static let invalidCommitOffsetSize = ErrorCode(rawValue: 28)
    package static let topicAuthorizationFailed = ErrorCode(rawValue: 29)
    package static let groupAuthorizationFailed = ErrorCode(rawValue: 30)
    package static let clusterAuthorizationFailed = ErrorCode(rawValue: 31)
    package static let invalidTimestamp = ErrorCode(rawValue: 32)
    package static let unsupportedSaslMechanism = ErrorCode(rawValue: 33)
    package static let illegalSaslState = ErrorCode(rawValue: 34)
    package static let unsupportedVersion = ErrorCode(rawValue: 35)
    package static let topicAlreadyExists = ErrorCode(rawValue: 36)
    package static let invalidPartitions = ErrorCode(rawValue: 37)
    package static let invalidReplicationFactor = ErrorCode(rawValue: 38)
    package static let invalidReplicaAssignment = ErrorCode(rawValue: 39)
    package static let invalidConfig = ErrorCode(rawValue: 40)
    package static let notController = ErrorCode(rawValue: 41)
    package static let invalidRequest = ErrorCode(rawValue: 42)
    package static let unsupportedForMessageFormat = ErrorCode(rawValue: 43)
    package static let policyViolation = ErrorCode(rawValue: 44)
    package static let outOfOrderSequenceNumber = ErrorCode(rawValue: 45)
    package static let duplicateSequenceNumber = ErrorCode(rawValue: 46)
    package static let invalidProducerEpoch = ErrorCode(rawValue: 47)
    package static let invalidTxnState = ErrorCode(rawValue: 48)
    package static let invalidProducerIdMapping = ErrorCode(rawValue: 49)
    package static let invalidTransactionTimeout = ErrorCode(rawValue: 50)
    package static let concurrentTransactions = ErrorCode(rawValue: 51)
    package static let transactionCoordinatorFenced = ErrorCode(rawValue: 52)
    package static let transactionalIdAuthorizationFailed = ErrorCode(rawValue: 53)
    package static let securityDisabled = ErrorCode(rawValue: 54)
    package static let operationNotAttempted = ErrorCode(rawValue: 55)
    package static let kafkaStorageError = ErrorCode(rawValue: 56)
    package static let logDirNotFound = ErrorCode(rawValue: 57)
    package static let saslAuthenticationFailed = ErrorCode(rawValue: 58)
    package static let unknownProducerId = ErrorCode(rawValue: 59)
    package static let reassignmentInProgress = ErrorCode(rawValue: 60)
    package static let delegationTokenAuthDisabled = ErrorCode(rawValue: 61)
    package static let delegationTokenNotFound = ErrorCode(rawValue: 62)
    package static let delegationTokenOwnerMismatch = ErrorCode(rawValue: 63)
    package static let delegationTokenRequestNotAllowed = ErrorCode(rawValue: 64)
    package static let delegationTokenAuthorizationFailed = ErrorCode(rawValue: 65)
    package static let delegationTokenExpired = ErrorCode(rawValue: 66)
    package static let invalidPrincipalType = ErrorCode(rawValue: 67)
    package static let nonEmptyGroup = ErrorCode(rawValue: 68)
    package static let groupIdNotFound = ErrorCode(rawValue: 69)
    package static let fetchSessionIdNotFound = ErrorCode(rawValue: 70)
    package static let invalidFetchSessionEpoch = ErrorCode(rawValue: 71)
    package static let listenerNotFound = ErrorCode(rawValue: 72)
    package static let topicDeletionDisabled = ErrorCode(rawValue: 73)
    package static let fencedLeaderEpoch = ErrorCode(rawValue: 74)
    package static let unknownLeaderEpoch = ErrorCode(rawValue: 75)
    package static let unsupportedCompressionType = ErrorCode(rawValue: 76)
    package static let staleBrokerEpoch = ErrorCode(rawValue: 77)
    package static let offsetNotAvailable = ErrorCode(rawValue: 78)
    package static let memberIdRequired = ErrorCode(rawValue: 79)
    package static let preferredLeaderNotAvailable = ErrorCode(rawValue: 80)
    package static let groupMaxSizeReached = ErrorCode(rawValue: 81)
    package static let fencedInstanceId = ErrorCode(rawValue: 82)
    package static let eligibleLeadersNotAvailable = ErrorCode(rawValue: 83)
    package static let electionNotNeeded = ErrorCode(rawValue: 84)
    package static let noReassignmentInProgress = ErrorCode(rawValue: 85)
    package static let groupSubscribedToTopic = ErrorCode(rawValue: 86)
    package static let invalidRecord = ErrorCode(rawValue: 87)
    package static let unstableOffsetCommit = ErrorCode(rawValue: 88)
    package static let throttlingQuotaExceeded = ErrorCode(rawValue: 89)
    package static let producerFenced = ErrorCode(rawValue: 90)
    package static let resourceNotFound = ErrorCode(rawValue: 91)
    package static let duplicateResource = ErrorCode(rawValue: 92)
    package static let unacceptableCredential = ErrorCode(rawValue: 93)
    package static let inconsistentVoterSet = ErrorCode(rawValue: 94)
    package static let invalidUpdateVersion = ErrorCode(rawValue: 95)
    package static let featureUpdateFailed = ErrorCode(rawValue: 96)
    package static let principalDeserializationFailure = ErrorCode(rawValue: 97)
    package static let snapshotNotFound = ErrorCode(rawValue: 98)
    package static let positionOutOfRange = ErrorCode(rawValue: 99)
    package static let unknownTopicId = ErrorCode(rawValue: 100)
    package static let duplicateBrokerRegistration = ErrorCode(rawValue: 101)
    package static let brokerIdNotRegistered = ErrorCode(rawValue: 102)
    package static let inconsistentTopicId = ErrorCode(rawValue: 103)
    package static let inconsistentClusterId = ErrorCode(rawValue: 104)
    package static let transactionalIdNotFound = ErrorCode(rawValue: 105)
    package static let fetchSessionTopicIdError = ErrorCode(rawValue: 106)
    package static let ineligibleReplica = ErrorCode(rawValue: 107)
    package static let newLeaderElected = ErrorCode(rawValue: 108)
    package static let offsetMovedToTieredStorage = ErrorCode(rawValue: 109)
    package static let fencedMemberEpoch = ErrorCode(rawValue: 110)
    package static let unreleasedInstanceId = ErrorCode(rawValue: 111)
    package static let unsupportedAssignor = ErrorCode(rawValue: 112)
    package static let staleMemberEpoch = ErrorCode(rawValue: 113)
    package static let mismatchedEndpointType = ErrorCode(rawValue: 114)
    package static let unsupportedEndpointType = ErrorCode(rawValue: 115)
    package static let unknownControllerId = ErrorCode(rawValue: 116)
    package static let unknownSubscriptionId = ErrorCode(rawValue: 117)
    package static let telemetryTooLarge = ErrorCode(rawValue: 118)
    package static let invalidRegistration = ErrorCode(rawValue: 119)
    package static let transactionAbortable = ErrorCode(rawValue: 120)
    package static let invalidRecordState = ErrorCode(rawValue: 121)
    package static let shareSessionNotFound = ErrorCode(rawValue: 122)
    package static let invalidShareSessionEpoch = ErrorCode(rawValue: 123)
    package static let fencedStateEpoch = ErrorCode(rawValue: 124)
    package static let invalidVoterKey = ErrorCode(rawValue: 125)
    package static let duplicateVoter = ErrorCode(rawValue: 126)
    package static let voterNotFound = ErrorCode(rawValue: 127)
}

extension ErrorCode {
    /// Ordered by code, from -1 upwards without gaps.
    private static let table: [Entry] = [
        Entry(name: "UNKNOWN_SERVER_ERROR", isRetriable: false),
        Entry(name: "NONE", isRetriable: false),
        Entry(name: "OFFSET_OUT_OF_RANGE", isRetriable: false),
        Entry(name: "CORRUPT_MESSAGE", isRetriable: true),
        Entry(name: "UNKNOWN_TOPIC_OR_PARTITION", isRetriable: true),
        Entry(name: "INVALID_FETCH_SIZE", isRetriable: false),
        Entry(name: "LEADER_NOT_AVAILABLE", isRetriable: true),
        Entry(name: "NOT_LEADER_OR_FOLLOWER", isRetriable: true),
        Entry(name: "REQUEST_TIMED_OUT", isRetriable: true),
        Entry(name: "BROKER_NOT_AVAILABLE", isRetriable: false),
        Entry(name: "REPLICA_NOT_AVAILABLE", isRetriable: true),
        Entry(name: "MESSAGE_TOO_LARGE", isRetriable: false),
        Entry(name: "STALE_CONTROLLER_EPOCH", isRetriable: false),
        Entry(name: "OFFSET_METADATA_TOO_LARGE", isRetriable: false),
        Entry(name: "NETWORK_EXCEPTION", isRetriable: true),
        Entry(name: "COORDINATOR_LOAD_IN_PROGRESS", isRetriable: true),
        Entry(name: "COORDINATOR_NOT_AVAILABLE", isRetriable: true),
        Entry(name: "NOT_COORDINATOR", isRetriable: true),
        Entry(name: "INVALID_TOPIC_EXCEPTION", isRetriable: false),
        Entry(name: "RECORD_LIST_TOO_LARGE", isRetriable: false),
        Entry(name: "NOT_ENOUGH_REPLICAS", isRetriable: true),
        Entry(name: "NOT_ENOUGH_REPLICAS_AFTER_APPEND", isRetriable: true),
        Entry(name: "INVALID_REQUIRED_ACKS", isRetriable: false),
        Entry(name: "ILLEGAL_GENERATION", isRetriable: false),
        Entry(name: "INCONSISTENT_GROUP_PROTOCOL", isRetriable: false),
        Entry(name: "INVALID_GROUP_ID", isRetriable: false),
        Entry(name: "UNKNOWN_MEMBER_ID", isRetriable: false),
        Entry(name: "INVALID_SESSION_TIMEOUT", isRetriable: false),
        Entry(name: "REBALANCE_IN_PROGRESS", isRetriable: false),
        Entry(name: "INVALID_COMMIT_OFFSET_SIZE", isRetriable: false),
        Entry(name: "TOPIC_AUTHORIZATION_FAILED", isRetriable: false),
        Entry(name: "GROUP_AUTHORIZATION_FAILED", isRetriable: false),
        Entry(name: "CLUSTER_AUTHORIZATION_FAILED", isRetriable: false),
        Entry(name: "INVALID_TIMESTAMP", isRetriable: false),
        Entry(name: "UNSUPPORTED_SASL_MECHANISM", isRetriable: false),
        Entry(name: "ILLEGAL_SASL_STATE", isRetriable: false),
        Entry(name: "UNSUPPORTED_VERSION", isRetriable: false),
        Entry(name: "TOPIC_ALREADY_EXISTS", isRetriable: false),
        Entry(name: "INVALID_PARTITIONS", isRetriable: false),
        Entry(name: "INVALID_REPLICATION_FACTOR", isRetriable: false),
        Entry(name: "INVALID_REPLICA_ASSIGNMENT", isRetriable: false),
        Entry(name: "INVALID_CONFIG", isRetriable: false),
        Entry(name: "NOT_CONTROLLER", isRetriable: true),
        Entry(name: "INVALID_REQUEST", isRetriable: false),
        Entry(name: "UNSUPPORTED_FOR_MESSAGE_FORMAT", isRetriable: false),
        Entry(name: "POLICY_VIOLATION", isRetriable: false),
        Entry(name: "OUT_OF_ORDER_SEQUENCE_NUMBER", isRetriable: false),
        Entry(name: "DUPLICATE_SEQUENCE_NUMBER", isRetriable: false),
        Entry(name: "INVALID_PRODUCER_EPOCH", isRetriable: false),
        Entry(name: "INVALID_TXN_STATE", isRetriable: false),
        Entry(name: "INVALID_PRODUCER_ID_MAPPING", isRetriable: false),
        Entry(name: "INVALID_TRANSACTION_TIMEOUT", isRetriable: false),
        Entry(name: "CONCURRENT_TRANSACTIONS", isRetriable: true),
        Entry(name: "TRANSACTION_COORDINATOR_FENCED", isRetriable: false),
        Entry(name: "TRANSACTIONAL_ID_AUTHORIZATION_FAILED", isRetriable: false),
        Entry(name: "SECURITY_DISABLED", isRetriable: false),
        Entry(name: "OPERATION_NOT_ATTEMPTED", isRetriable: false),
        Entry(name: "KAFKA_STORAGE_ERROR", isRetriable: true),
        Entry(name: "LOG_DIR_NOT_FOUND", isRetriable: false),
        Entry(name: "SASL_AUTHENTICATION_FAILED", isRetriable: false),
        Entry(name: "UNKNOWN_PRODUCER_ID", isRetriable: false),
        Entry(name: "REASSIGNMENT_IN_PROGRESS", isRetriable: false),
        Entry(name: "DELEGATION_TOKEN_AUTH_DISABLED", isRetriable: false),
        Entry(name: "DELEGATION_TOKEN_NOT_FOUND", isRetriable: false),
        Entry(name: "DELEGATION_TOKEN_OWNER_MISMATCH", isRetriable: false),
        Entry(name: "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED", isRetriable: false),
        Entry(name: "DELEGATION_TOKEN_AUTHORIZATION_FAILED", isRetriable: false),
        Entry(name: "DELEGATION_TOKEN_EXPIRED", isRetriable: false),
        Entry(name: "INVALID_PRINCIPAL_TYPE", isRetriable: false),
        Entry(name: "NON_EMPTY_GROUP", isRetriable: false),
        Entry(name: "GROUP_ID_NOT_FOUND", isRetriable: false),
        Entry(name: "FETCH_SESSION_ID_NOT_FOUND", isRetriable: true),
        Entry(name: "INVALID_FETCH_SESSION_EPOCH", isRetriable: true),
        Entry(name: "LISTENER_NOT_FOUND", isRetriable: true),
        Entry(name: "TOPIC_DELETION_DISABLED", isRetriable: false),
        Entry(name: "FENCED_LEADER_EPOCH", isRetriable: true),
        Entry(name: "UNKNOWN_LEADER_EPOCH", isRetriable: true),
        Entry(name: "UNSUPPORTED_COMPRESSION_TYPE", isRetriable: false),
        Entry(name: "STALE_BROKER_EPOCH", isRetriable: false),
        Entry(name: "OFFSET_NOT_AVAILABLE", isRetriable: true),
        Entry(name: "MEMBER_ID_REQUIRED", isRetriable: false),
        Entry(name: "PREFERRED_LEADER_NOT_AVAILABLE", isRetriable: true),
        Entry(name: "GROUP_MAX_SIZE_REACHED", isRetriable: false),
        Entry(name: "FENCED_INSTANCE_ID", isRetriable: false),
        Entry(name: "ELIGIBLE_LEADERS_NOT_AVAILABLE", isRetriable: true),
        Entry(name: "ELECTION_NOT_NEEDED", isRetriable: true),
        Entry(name: "NO_REASSIGNMENT_IN_PROGRESS", isRetriable: false),
        Entry(name: "GROUP_SUBSCRIBED_TO_TOPIC", isRetriable: false),
        Entry(name: "INVALID_RECORD", isRetriable: false),
        Entry(name: "UNSTABLE_OFFSET_COMMIT", isRetriable: true),
        Entry(name: "THROTTLING_QUOTA_EXCEEDED", isRetriable: true),
        Entry(name: "PRODUCER_FENCED", isRetriable: false),
        Entry(name: "RESOURCE_NOT_FOUND", isRetriable: false),
        Entry(name: "DUPLICATE_RESOURCE", isRetriable: false),
        Entry(name: "UNACCEPTABLE_CREDENTIAL", isRetriable: false),
        Entry(name: "INCONSISTENT_VOTER_SET", isRetriable: false),
        Entry(name: "INVALID_UPDATE_VERSION", isRetriable: false),
        Entry(name: "FEATURE_UPDATE_FAILED", isRetriable: false),
        Entry(name: "PRINCIPAL_DESERIALIZATION_FAILURE", isRetriable: false),
        Entry(name: "SNAPSHOT_NOT_FOUND", isRetriable: false),
        Entry(name: "POSITION_OUT_OF_RANGE", isRetriable: false),
        Entry(name: "UNKNOWN_TOPIC_ID", isRetriable: true),
        Entry(name: "DUPLICATE_BROKER_REGISTRATION", isRetriable: false),
        Entry(name: "BROKER_ID_NOT_REGISTERED", isRetriable: false),
        Entry(name: "INCONSISTENT_TOPIC_ID", isRetriable: true),
        Entry(name: "INCONSISTENT_CLUSTER_ID", isRetriable: false),
        Entry(name: "TRANSACTIONAL_ID_NOT_FOUND", isRetriable: false),
        Entry(name: "FETCH_SESSION_TOPIC_ID_ERROR", isRetriable: true),
        Entry(name: "INELIGIBLE_REPLICA", isRetriable: false),
        Entry(name: "NEW_LEADER_ELECTED", isRetriable: false),
        Entry(name: "OFFSET_MOVED_TO_TIERED_STORAGE", isRetriable: false),
        Entry(name: "FENCED_MEMBER_EPOCH", isRetriable: false),
        Entry(name: "UNRELEASED_INSTANCE_ID", isRetriable: false),
        Entry(name: "UNSUPPORTED_ASSIGNOR", isRetriable: false),
        Entry(name: "STALE_MEMBER_EPOCH", isRetriable: false),
        Entry(name: "MISMATCHED_ENDPOINT_TYPE", isRetriable: false),
        Entry(name: "UNSUPPORTED_ENDPOINT_TYPE", isRetriable: false),
        Entry(name: "UNKNOWN_CONTROLLER_ID", isRetriable: false),
        Entry(name: "UNKNOWN_SUBSCRIPTION_ID", isRetriable: false),
        Entry(name: "TELEMETRY_TOO_LARGE", isRetriable: false),
        Entry(name: "INVALID_REGISTRATION", isRetriable: false),
        Entry(name: "TRANSACTION_ABORTABLE", isRetriable: false),
        Entry(name: "INVALID_RECORD_STATE", isRetriable: false),
        Entry(name: "SHARE_SESSION_NOT_FOUND", isRetriable: true),
        Entry(name: "INVALID_SHARE_SESSION_EPOCH", isRetriable: true),
        Entry(name: "FENCED_STATE_EPOCH", isRetriable: false),
        Entry(name: "INVALID_VOTER_KEY", isRetriable: false),
        Entry(name: "DUPLICATE_VOTER", isRetriable: false),
        Entry(name: "VOTER_NOT_FOUND", isRetriable: false),
    ]
}
