// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.
// swift-format-ignore-file

import KafkaModel

extension APIKey {
    /// The type of the API's requests.
    package var requestType: any RequestMessage.Type {
        switch self {
        case .addOffsetsToTxn: AddOffsetsToTxnRequest.self
        case .addPartitionsToTxn: AddPartitionsToTxnRequest.self
        case .allocateProducerIds: AllocateProducerIdsRequest.self
        case .alterClientQuotas: AlterClientQuotasRequest.self
        case .alterConfigs: AlterConfigsRequest.self
        case .alterPartitionReassignments: AlterPartitionReassignmentsRequest.self
        case .alterPartition: AlterPartitionRequest.self
        case .alterReplicaLogDirs: AlterReplicaLogDirsRequest.self
        case .alterUserScramCredentials: AlterUserScramCredentialsRequest.self
        case .apiVersions: ApiVersionsRequest.self
        case .consumerGroupDescribe: ConsumerGroupDescribeRequest.self
        case .consumerGroupHeartbeat: ConsumerGroupHeartbeatRequest.self
        case .controlledShutdown: ControlledShutdownRequest.self
        case .createAcls: CreateAclsRequest.self
        case .createDelegationToken: CreateDelegationTokenRequest.self
        case .createPartitions: CreatePartitionsRequest.self
        case .createTopics: CreateTopicsRequest.self
        case .deleteAcls: DeleteAclsRequest.self
        case .deleteGroups: DeleteGroupsRequest.self
        case .deleteRecords: DeleteRecordsRequest.self
        case .deleteTopics: DeleteTopicsRequest.self
        case .describeAcls: DescribeAclsRequest.self
        case .describeClientQuotas: DescribeClientQuotasRequest.self
        case .describeCluster: DescribeClusterRequest.self
        case .describeConfigs: DescribeConfigsRequest.self
        case .describeDelegationToken: DescribeDelegationTokenRequest.self
        case .describeGroups: DescribeGroupsRequest.self
        case .describeLogDirs: DescribeLogDirsRequest.self
        case .describeProducers: DescribeProducersRequest.self
        case .describeTransactions: DescribeTransactionsRequest.self
        case .describeUserScramCredentials: DescribeUserScramCredentialsRequest.self
        case .electLeaders: ElectLeadersRequest.self
        case .endTxn: EndTxnRequest.self
        case .envelope: EnvelopeRequest.self
        case .expireDelegationToken: ExpireDelegationTokenRequest.self
        case .fetch: FetchRequest.self
        case .findCoordinator: FindCoordinatorRequest.self
        case .heartbeat: HeartbeatRequest.self
        case .incrementalAlterConfigs: IncrementalAlterConfigsRequest.self
        case .initProducerId: InitProducerIdRequest.self
        case .joinGroup: JoinGroupRequest.self
        case .leaderAndIsr: LeaderAndIsrRequest.self
        case .leaveGroup: LeaveGroupRequest.self
        case .listGroups: ListGroupsRequest.self
        case .listOffsets: ListOffsetsRequest.self
        case .listPartitionReassignments: ListPartitionReassignmentsRequest.self
        case .listTransactions: ListTransactionsRequest.self
        case .metadata: MetadataRequest.self
        case .offsetCommit: OffsetCommitRequest.self
        case .offsetDelete: OffsetDeleteRequest.self
        case .offsetFetch: OffsetFetchRequest.self
        case .offsetForLeaderEpoch: OffsetForLeaderEpochRequest.self
        case .produce: ProduceRequest.self
        case .renewDelegationToken: RenewDelegationTokenRequest.self
        case .saslAuthenticate: SaslAuthenticateRequest.self
        case .saslHandshake: SaslHandshakeRequest.self
        case .stopReplica: StopReplicaRequest.self
        case .syncGroup: SyncGroupRequest.self
        case .txnOffsetCommit: TxnOffsetCommitRequest.self
        case .updateFeatures: UpdateFeaturesRequest.self
        case .updateMetadata: UpdateMetadataRequest.self
        case .writeTxnMarkers: WriteTxnMarkersRequest.self
        }
    }

    /// The versions of the API that exist.
    package var validVersions: ClosedRange<Int16> {
        switch self {
        case .addOffsetsToTxn: 0...4
        case .addPartitionsToTxn: 0...5
        case .allocateProducerIds: 0...0
        case .alterClientQuotas: 0...1
        case .alterConfigs: 0...2
        case .alterPartitionReassignments: 0...0
        case .alterPartition: 0...3
        case .alterReplicaLogDirs: 0...2
        case .alterUserScramCredentials: 0...0
        case .apiVersions: 0...4
        case .consumerGroupDescribe: 0...0
        case .consumerGroupHeartbeat: 0...0
        case .controlledShutdown: 0...3
        case .createAcls: 0...3
        case .createDelegationToken: 0...3
        case .createPartitions: 0...3
        case .createTopics: 0...7
        case .deleteAcls: 0...3
        case .deleteGroups: 0...2
        case .deleteRecords: 0...2
        case .deleteTopics: 0...6
        case .describeAcls: 0...3
        case .describeClientQuotas: 0...1
        case .describeCluster: 0...1
        case .describeConfigs: 0...4
        case .describeDelegationToken: 0...3
        case .describeGroups: 0...5
        case .describeLogDirs: 0...4
        case .describeProducers: 0...0
        case .describeTransactions: 0...0
        case .describeUserScramCredentials: 0...0
        case .electLeaders: 0...2
        case .endTxn: 0...4
        case .envelope: 0...0
        case .expireDelegationToken: 0...2
        case .fetch: 0...17
        case .findCoordinator: 0...6
        case .heartbeat: 0...4
        case .incrementalAlterConfigs: 0...1
        case .initProducerId: 0...5
        case .joinGroup: 0...9
        case .leaderAndIsr: 0...7
        case .leaveGroup: 0...5
        case .listGroups: 0...5
        case .listOffsets: 0...9
        case .listPartitionReassignments: 0...0
        case .listTransactions: 0...1
        case .metadata: 0...12
        case .offsetCommit: 0...9
        case .offsetDelete: 0...0
        case .offsetFetch: 0...9
        case .offsetForLeaderEpoch: 0...4
        case .produce: 0...11
        case .renewDelegationToken: 0...2
        case .saslAuthenticate: 0...2
        case .saslHandshake: 0...1
        case .stopReplica: 0...4
        case .syncGroup: 0...5
        case .txnOffsetCommit: 0...4
        case .updateFeatures: 0...1
        case .updateMetadata: 0...8
        case .writeTxnMarkers: 0...1
        }
    }

    /// The first version with compact lengths and tagged fields, if any.
    package var firstFlexibleVersion: Int16? {
        switch self {
        case .addOffsetsToTxn: 3
        case .addPartitionsToTxn: 3
        case .allocateProducerIds: 0
        case .alterClientQuotas: 1
        case .alterConfigs: 2
        case .alterPartitionReassignments: 0
        case .alterPartition: 0
        case .alterReplicaLogDirs: 2
        case .alterUserScramCredentials: 0
        case .apiVersions: 3
        case .consumerGroupDescribe: 0
        case .consumerGroupHeartbeat: 0
        case .controlledShutdown: 3
        case .createAcls: 2
        case .createDelegationToken: 2
        case .createPartitions: 2
        case .createTopics: 5
        case .deleteAcls: 2
        case .deleteGroups: 2
        case .deleteRecords: 2
        case .deleteTopics: 4
        case .describeAcls: 2
        case .describeClientQuotas: 1
        case .describeCluster: 0
        case .describeConfigs: 4
        case .describeDelegationToken: 2
        case .describeGroups: 5
        case .describeLogDirs: 2
        case .describeProducers: 0
        case .describeTransactions: 0
        case .describeUserScramCredentials: 0
        case .electLeaders: 2
        case .endTxn: 3
        case .envelope: 0
        case .expireDelegationToken: 2
        case .fetch: 12
        case .findCoordinator: 3
        case .heartbeat: 4
        case .incrementalAlterConfigs: 1
        case .initProducerId: 2
        case .joinGroup: 6
        case .leaderAndIsr: 4
        case .leaveGroup: 4
        case .listGroups: 3
        case .listOffsets: 6
        case .listPartitionReassignments: 0
        case .listTransactions: 0
        case .metadata: 9
        case .offsetCommit: 8
        case .offsetDelete: nil
        case .offsetFetch: 6
        case .offsetForLeaderEpoch: 4
        case .produce: 9
        case .renewDelegationToken: 2
        case .saslAuthenticate: 2
        case .saslHandshake: nil
        case .stopReplica: 2
        case .syncGroup: 4
        case .txnOffsetCommit: 3
        case .updateFeatures: 0
        case .updateMetadata: 6
        case .writeTxnMarkers: 1
        }
    }
}

/// Every message of the protocol, in the order of their names.
package let allMessageTypes: [any WireMessage.Type] = [
    AddOffsetsToTxnRequest.self,
    AddOffsetsToTxnResponse.self,
    AddPartitionsToTxnRequest.self,
    AddPartitionsToTxnResponse.self,
    AllocateProducerIdsRequest.self,
    AllocateProducerIdsResponse.self,
    AlterClientQuotasRequest.self,
    AlterClientQuotasResponse.self,
    AlterConfigsRequest.self,
    AlterConfigsResponse.self,
    AlterPartitionReassignmentsRequest.self,
    AlterPartitionReassignmentsResponse.self,
    AlterPartitionRequest.self,
    AlterPartitionResponse.self,
    AlterReplicaLogDirsRequest.self,
    AlterReplicaLogDirsResponse.self,
    AlterUserScramCredentialsRequest.self,
    AlterUserScramCredentialsResponse.self,
    ApiVersionsRequest.self,
    ApiVersionsResponse.self,
    ConsumerGroupDescribeRequest.self,
    ConsumerGroupDescribeResponse.self,
    ConsumerGroupHeartbeatRequest.self,
    ConsumerGroupHeartbeatResponse.self,
    ConsumerProtocolAssignment.self,
    ConsumerProtocolSubscription.self,
    ControlledShutdownRequest.self,
    ControlledShutdownResponse.self,
    CreateAclsRequest.self,
    CreateAclsResponse.self,
    CreateDelegationTokenRequest.self,
    CreateDelegationTokenResponse.self,
    CreatePartitionsRequest.self,
    CreatePartitionsResponse.self,
    CreateTopicsRequest.self,
    CreateTopicsResponse.self,
    DefaultPrincipalData.self,
    DeleteAclsRequest.self,
    DeleteAclsResponse.self,
    DeleteGroupsRequest.self,
    DeleteGroupsResponse.self,
    DeleteRecordsRequest.self,
    DeleteRecordsResponse.self,
    DeleteTopicsRequest.self,
    DeleteTopicsResponse.self,
    DescribeAclsRequest.self,
    DescribeAclsResponse.self,
    DescribeClientQuotasRequest.self,
    DescribeClientQuotasResponse.self,
    DescribeClusterRequest.self,
    DescribeClusterResponse.self,
    DescribeConfigsRequest.self,
    DescribeConfigsResponse.self,
    DescribeDelegationTokenRequest.self,
    DescribeDelegationTokenResponse.self,
    DescribeGroupsRequest.self,
    DescribeGroupsResponse.self,
    DescribeLogDirsRequest.self,
    DescribeLogDirsResponse.self,
    DescribeProducersRequest.self,
    DescribeProducersResponse.self,
    DescribeTransactionsRequest.self,
    DescribeTransactionsResponse.self,
    DescribeUserScramCredentialsRequest.self,
    DescribeUserScramCredentialsResponse.self,
    ElectLeadersRequest.self,
    ElectLeadersResponse.self,
    EndTxnRequest.self,
    EndTxnResponse.self,
    EnvelopeRequest.self,
    EnvelopeResponse.self,
    ExpireDelegationTokenRequest.self,
    ExpireDelegationTokenResponse.self,
    FetchRequest.self,
    FetchResponse.self,
    FindCoordinatorRequest.self,
    FindCoordinatorResponse.self,
    GroupMetadataKey.self,
    GroupMetadataValue.self,
    HeartbeatRequest.self,
    HeartbeatResponse.self,
    IncrementalAlterConfigsRequest.self,
    IncrementalAlterConfigsResponse.self,
    InitProducerIdRequest.self,
    InitProducerIdResponse.self,
    JoinGroupRequest.self,
    JoinGroupResponse.self,
    LeaderAndIsrRequest.self,
    LeaderAndIsrResponse.self,
    LeaveGroupRequest.self,
    LeaveGroupResponse.self,
    ListGroupsRequest.self,
    ListGroupsResponse.self,
    ListOffsetsRequest.self,
    ListOffsetsResponse.self,
    ListPartitionReassignmentsRequest.self,
    ListPartitionReassignmentsResponse.self,
    ListTransactionsRequest.self,
    ListTransactionsResponse.self,
    MetadataRequest.self,
    MetadataResponse.self,
    OffsetCommitKey.self,
    OffsetCommitRequest.self,
    OffsetCommitResponse.self,
    OffsetCommitValue.self,
    OffsetDeleteRequest.self,
    OffsetDeleteResponse.self,
    OffsetFetchRequest.self,
    OffsetFetchResponse.self,
    OffsetForLeaderEpochRequest.self,
    OffsetForLeaderEpochResponse.self,
    ProduceRequest.self,
    ProduceResponse.self,
    RenewDelegationTokenRequest.self,
    RenewDelegationTokenResponse.self,
    RequestHeader.self,
    ResponseHeader.self,
    SaslAuthenticateRequest.self,
    SaslAuthenticateResponse.self,
    SaslHandshakeRequest.self,
    SaslHandshakeResponse.self,
    StopReplicaRequest.self,
    StopReplicaResponse.self,
    SyncGroupRequest.self,
    SyncGroupResponse.self,
    TransactionLogKey.self,
    TransactionLogValue.self,
    TxnOffsetCommitRequest.self,
    TxnOffsetCommitResponse.self,
    UpdateFeaturesRequest.self,
    UpdateFeaturesResponse.self,
    UpdateMetadataRequest.self,
    UpdateMetadataResponse.self,
    WriteTxnMarkersRequest.self,
    WriteTxnMarkersResponse.self,
]
