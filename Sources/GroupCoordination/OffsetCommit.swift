import Configuration
import CoordinatorRuntime
import KafkaModel
import KafkaProtocol

/// Offsets to be committed, as OffsetCommit and TxnOffsetCommit bring them (group-and-transactions
/// A9).
///
/// OffsetCommit: version 1 has a timestamp for each partition, 2 to 4 a retention, 6 brings leader
/// epochs, 7 static members. Version 0 goes to ZooKeeper and never comes here.
struct OffsetCommitAttempt: Sendable {
    struct Partition: Sendable {
        let id: TopicPartition
        let value: CommittedOffset
    }

    let groupID: String
    let memberID: String
    let instanceID: String?
    let generation: Int32
    let producer: TransactionalProducer?
    /// In the request's order.
    let partitions: [Partition]
    /// Partitions that the broker refuses for reasons of its own, such as that they do not exist.
    let refused: [TopicPartition: ErrorCode]

    init(_ request: OffsetCommitRequest, now: Int64, refused: [TopicPartition: ErrorCode]) {
        groupID = request.groupId
        memberID = request.memberId
        instanceID = request.groupInstanceId
        generation = request.generationIdOrMemberEpoch
        producer = nil
        self.refused = refused
        let expiry =
            request.retentionTimeMs < 0
            ? nil : now.addingClamped(request.retentionTimeMs)
        partitions = request.topics.flatMap { topic in
            topic.partitions.map { partition in
                Partition(
                    id: TopicPartition(topic.name, partition.partitionIndex),
                    value: CommittedOffset(
                        offset: partition.committedOffset,
                        leaderEpoch: partition.committedLeaderEpoch,
                        metadata: partition.committedMetadata ?? "",
                        commitTimestamp: partition.commitTimestamp == -1
                            ? now : partition.commitTimestamp,
                        expireTimestamp: expiry))
            }
        }
    }

    init(_ request: TxnOffsetCommitRequest, now: Int64, refused: [TopicPartition: ErrorCode]) {
        groupID = request.groupId
        memberID = request.memberId
        instanceID = request.groupInstanceId
        generation = request.generationId
        producer = TransactionalProducer(id: request.producerId, epoch: request.producerEpoch)
        self.refused = refused
        partitions = request.topics.flatMap { topic in
            topic.partitions.map { partition in
                Partition(
                    id: TopicPartition(topic.name, partition.partitionIndex),
                    value: CommittedOffset(
                        offset: partition.committedOffset,
                        leaderEpoch: partition.committedLeaderEpoch,
                        metadata: partition.committedMetadata ?? "", commitTimestamp: now))
            }
        }
    }
}

/// What became of each partition of a commit.
typealias CommitResults = [TopicPartition: ErrorCode]

extension GroupShard {
    func commit(
        _ attempt: OffsetCommitAttempt, completion: @escaping @Sendable (CommitResults) -> Void
    ) {
        var results = attempt.refused
        var wanted: [TopicPartition: CommittedOffset] = [:]
        for partition in attempt.partitions where results[partition.id] == nil {
            wanted[partition.id] = partition.value
        }
        let (group, error) = groupForCommit(attempt)
        guard let group, error == nil else {
            for partition in wanted.keys { results[partition] = error ?? .unknownServerError }
            return completion(results)
        }
        let longest = environment.offsets.maximumMetadataLength
        for (partition, value) in wanted where value.metadata.utf16.count > longest {
            results[partition] = .offsetMetadataTooLarge
            wanted[partition] = nil
        }
        guard !wanted.isEmpty else { return completion(results) }
        let (decided, written) = (results, wanted)
        write(written, of: group, attempt.producer) { error in
            let outcome = written.mapValues { _ in error ?? ErrorCode.none }
            completion(decided.merging(outcome) { $1 })
        }
    }

    /// The group to which the offsets go, or why they may not.
    private func groupForCommit(_ attempt: OffsetCommitAttempt) -> (ClassicGroup?, ErrorCode?) {
        if let error = obstacle(for: attempt.groupID, allowsEmptyID: true) { return (nil, error) }
        let isTransactional = attempt.producer != nil
        if groups[attempt.groupID] == nil && attempt.generation >= 0 && !isTransactional {
            return (nil, .illegalGeneration)
        }
        let group = groupMade(attempt.groupID)
        if let error = commitError(group, attempt) { return (nil, error) }
        if let member = group.member(attempt.memberID) { renewSession(member, of: group) }
        // The members have joined the next generation, which begins elsewhere.
        if group.state == .completingRebalance && !isTransactional {
            return (nil, .rebalanceInProgress)
        }
        return (group, nil)
    }

    private func commitError(_ group: ClassicGroup, _ attempt: OffsetCommitAttempt) -> ErrorCode? {
        if group.state == .dead { return .coordinatorNotAvailable }
        if attempt.generation < 0 && group.state == .empty { return nil }
        if attempt.generation >= 0 || !attempt.memberID.isEmpty || attempt.instanceID != nil {
            if let error = memberError(group, attempt.memberID, attempt.instanceID) {
                return error
            }
            let isCurrent =
                attempt.generation == group.generation
                || environment.brokenRule == .acceptingOldGenerations
            return isCurrent ? nil : .illegalGeneration
        }
        // Early transactional producers do not say for which member they commit.
        return attempt.producer != nil ? nil : .unknownMemberId
    }

    private func write(
        _ offsets: [TopicPartition: CommittedOffset], of group: ClassicGroup,
        _ producer: TransactionalProducer?,
        completion: @escaping @Sendable (ErrorCode?) -> Void
    ) {
        let records: [CoordinatorRecord]
        do throws(CoordinatorLogError) {
            records = try self.records(offsets, of: group)
        } catch {
            return completion(Self.commitError(error.code))
        }
        if let producer {
            group.offsets.stage(offsets.keys, in: producer.id)
        } else {
            group.offsets.stage(offsets)
        }
        let isEarly = environment.brokenRule == .acknowledgingCommitsEarly
        // Kafka gives commits the sequence 0, whether they have a producer or not.
        append(
            records, of: group.id, acks: isEarly ? .leader : nil, producer: producer,
            baseSequence: 0
        ) { result in
            switch result {
            case .success(let logOffset):
                if let producer {
                    group.offsets.commit(offsets, at: logOffset, in: producer.id)
                } else {
                    group.offsets.commit(offsets, at: logOffset)
                }
                completion(nil)
            case .failure(let error):
                if let producer {
                    group.offsets.fail(offsets.keys, in: producer.id)
                } else {
                    group.offsets.fail(offsets)
                }
                completion(Self.commitError(error.code))
            }
        }
    }

    private func records(
        _ offsets: [TopicPartition: CommittedOffset], of group: ClassicGroup
    ) throws(CoordinatorLogError) -> [CoordinatorRecord] {
        var records: [CoordinatorRecord] = []
        records.reserveCapacity(offsets.count)
        for (partition, value) in offsets.sorted(by: { $0.key < $1.key }) {
            records.append(
                try GroupRecords.offset(
                    value, of: partition, group: group.id, release: environment.release))
        }
        return records
    }

    /// What a client is told when its offsets could not be written.
    static func commitError(_ code: ErrorCode) -> ErrorCode {
        switch code {
        case .networkException: .coordinatorLoadInProgress
        case .unknownTopicOrPartition, .notEnoughReplicas, .notEnoughReplicasAfterAppend:
            .coordinatorNotAvailable
        case .notLeaderOrFollower, .kafkaStorageError: .notCoordinator
        case .messageTooLarge, .recordListTooLarge, .invalidFetchSize: .invalidCommitOffsetSize
        default: code
        }
    }

    /// A transaction whose offsets went to `partition` of the topic of offsets has ended.
    func transactionEnded(_ producer: ProducerID, in partition: Int32, isCommitted: Bool) {
        for group in groups.values where self.partition(of: group.id) == partition {
            group.offsets.endTransaction(of: producer, isCommitted: isCommitted)
        }
    }
}

extension OffsetCommitRequest {
    func response(_ results: CommitResults) -> OffsetCommitResponse {
        OffsetCommitResponse(
            topics: topics.map { topic in
                .init(
                    name: topic.name,
                    partitions: topic.partitions.map { partition in
                        let id = TopicPartition(topic.name, partition.partitionIndex)
                        return .init(
                            partitionIndex: partition.partitionIndex,
                            errorCode: results[id] ?? .none)
                    })
            })
    }
}

extension TxnOffsetCommitRequest {
    /// Clients before version 2 do not know that a coordinator may be loading.
    func response(_ results: CommitResults, version: Int16) -> TxnOffsetCommitResponse {
        TxnOffsetCommitResponse(
            topics: topics.map { topic in
                .init(
                    name: topic.name,
                    partitions: topic.partitions.map { partition in
                        let id = TopicPartition(topic.name, partition.partitionIndex)
                        var error = results[id] ?? .none
                        if version < 2 && error == .coordinatorLoadInProgress {
                            error = .coordinatorNotAvailable
                        }
                        return .init(partitionIndex: partition.partitionIndex, errorCode: error)
                    })
            })
    }
}

extension Int64 {
    /// The sum, held to the largest value.
    fileprivate func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
