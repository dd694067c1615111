import Bytes
import KafkaModel
import KafkaProtocol

// The text forms of Kafka before 3.9, one line a record. Records of other kinds print nothing.

/// Lines such as `[group,topic,0]::OffsetAndMetadata(offset=5, …)`.
struct OldOffsetsFormatter: MessageFormatter {
    func bytes(for record: IncomingRecord) throws(CommandFailure) -> [UInt8] {
        try oldLine(record) { (key, value) throws(DecodeError) in
            guard OffsetCommitKey.validVersions.contains(key.version) else { return nil }
            let name = try key.decode(OffsetCommitKey.self)
            let place = "[\(name.group),\(name.topic),\(name.partition)]"
            guard let value else { return "\(place)::NULL" }
            let offset = try value.decode(OffsetCommitValue.self)
            let epoch =
                offset.leaderEpoch == .none
                ? "Optional.empty" : "Optional[\(offset.leaderEpoch)]"
            let expiry = offset.expireTimestamp < 0 ? "None" : "Some(\(offset.expireTimestamp))"
            return "\(place)::OffsetAndMetadata(offset=\(offset.offset), leaderEpoch=\(epoch), "
                + "metadata=\(offset.metadata), commitTimestamp=\(offset.commitTimestamp), "
                + "expireTimestamp=\(expiry))"
        }
    }
}

/// Lines such as `group::GroupMetadata(groupId=group, generation=1, …)`.
struct OldGroupMetadataFormatter: MessageFormatter {
    func bytes(for record: IncomingRecord) throws(CommandFailure) -> [UInt8] {
        try oldLine(record) { (key, value) throws(DecodeError) in
            guard GroupMetadataKey.validVersions.contains(key.version) else { return nil }
            let name = try key.decode(GroupMetadataKey.self).group
            guard let value else { return "\(name)::NULL" }
            let group = try value.decode(GroupMetadataValue.self)
            let members = group.members.map { self.text($0, group.protocol ?? "") }
            return "\(name)::GroupMetadata(groupId=\(name), generation=\(group.generation), "
                + "protocolType=\(option(group.protocolType)), "
                + "currentState=\(members.isEmpty ? "Empty" : "Stable"), "
                + "members=HashMap(\(members.joined(separator: ", "))))"
        }
    }

    private func text(
        _ member: GroupMetadataValue.MemberMetadata, _ assignor: String
    ) -> String {
        "\(member.memberId) -> MemberMetadata(memberId=\(member.memberId), "
            + "groupInstanceId=\(option(member.groupInstanceId)), clientId=\(member.clientId), "
            + "clientHost=\(member.clientHost), sessionTimeoutMs=\(member.sessionTimeout), "
            + "rebalanceTimeoutMs=\(member.rebalanceTimeout), "
            + "supportedProtocols=List(\(assignor)))"
    }

    private func option(_ text: String?) -> String {
        guard let text, !text.isEmpty else { return "None" }
        return "Some(\(text))"
    }
}

/// Lines such as `id::TransactionMetadata(transactionalId=id, …)`.
struct OldTransactionLogFormatter: MessageFormatter {
    func bytes(for record: IncomingRecord) throws(CommandFailure) -> [UInt8] {
        try oldLine(record) { (key, value) throws(DecodeError) in
            guard TransactionLogKey.validVersions.contains(key.version) else { return nil }
            let name = try key.decode(TransactionLogKey.self).transactionalId
            guard let value else { return "\(name)::NULL" }
            let log = try value.decode(TransactionLogValue.self)
            let status = log.transactionStatus
            let state = transactionStateName(status) ?? "\(status)"
            let partitions = (log.transactionPartitions ?? []).flatMap { topic in
                topic.partitionIds.map { "\(topic.topic)-\($0)" }
            }
            return "\(name)::TransactionMetadata(transactionalId=\(name), "
                + "producerId=\(log.producerId), producerEpoch=\(log.producerEpoch), "
                + "txnTimeoutMs=\(log.transactionTimeoutMs), state=\(state), pendingState=None, "
                + "topicPartitions=HashSet(\(partitions.joined(separator: ", "))), "
                + "txnStartTimestamp=\(log.transactionStartTimestampMs), "
                + "txnLastUpdateTimestamp=\(log.transactionLastUpdateTimestampMs))"
        }
    }
}

/// The name of a transaction's state by its number in the log; `nil` for an unknown number.
func transactionStateName(_ status: Int8) -> String? {
    let names = [
        "Empty", "Ongoing", "PrepareCommit", "PrepareAbort", "CompleteCommit", "CompleteAbort",
        "Dead", "PrepareEpochFence",
    ]
    return names.indices.contains(Int(status)) ? names[Int(status)] : nil
}

private func oldLine(
    _ record: IncomingRecord,
    _ text: (VersionedBytes, VersionedBytes?) throws(DecodeError) -> String?
) throws(CommandFailure) -> [UInt8] {
    do throws(DecodeError) {
        guard let key = record.key else { return [] }
        let value: VersionedBytes?
        if let bytes = record.value { value = try VersionedBytes(bytes) } else { value = nil }
        guard let line = try text(try VersionedBytes(key), value) else { return [] }
        return Array((line + "\n").utf8)
    } catch {
        throw CommandFailure("A record of the internal topic cannot be read: \(error)")
    }
}
