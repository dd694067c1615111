import Bytes
import ClusterMetadata
import KafkaModel
import KafkaProtocol
import KafkaRecords

/// Records of `__consumer_offsets` as JSON: committed offsets and groups, subscriptions and
/// assignments of consumers included. Source: Kafka's `DumpLogSegments.OffsetsMessageParser`.
struct OffsetsDecoder: RecordDecoder {
    func decode(_ record: Record) throws(CommandFailure) -> (key: String?, payload: String?) {
        guard let keyBytes = record.key else {
            throw javaFailure(
                "java.lang.RuntimeException",
                "Failed to decode message at offset \(record.offset) using offset topic decoder "
                    + "(message had a missing key)")
        }
        var value: VersionedBytes?
        guard let key = try? VersionedBytes(keyBytes.array) else {
            return (skipped(record, "Could not read version from key's buffer."), nil)
        }
        if let bytes = record.value {
            value = try? VersionedBytes(bytes.array)
            if value == nil {
                return (skipped(record, "Could not read version from value's buffer."), nil)
            }
        }
        do throws(DecodeError) {
            guard let json = try content(key, value) else {
                return (
                    "Unknown record type \(key.version) at offset \(record.offset), skipping.", nil
                )
            }
            let payload = value.map { text("version", $0.version, json.value) }
            return (text("type", key.version, json.key), payload ?? "<DELETE>")
        } catch {
            return (skipped(record, "\(error)"), nil)
        }
    }

    private func skipped(_ record: Record, _ reason: String) -> String {
        "Error at offset \(record.offset), skipping. \(reason)"
    }

    private func content(
        _ key: VersionedBytes, _ value: VersionedBytes?
    ) throws(DecodeError) -> (key: JSONValue, value: JSONValue)? {
        if let commit = try offsetCommitJSON(key, value) { return commit }
        return try groupMetadataJSON(key, value, ofMember: consumerProtocolJSON)
    }

    private func text(_ name: String, _ version: Int16, _ data: JSONValue) -> String {
        let json = JSONValue.object([.init(name, .string("\(version)")), .init("data", data)])
        return String(decoding: json.encoded(), as: UTF8.self)
    }
}

/// What the consumers' protocol says in a member's bytes; `nil` if it is another protocol, or not
/// readable as this one.
private func consumerProtocolJSON(
    _ field: GroupMemberField, _ bytes: [UInt8], _ protocolType: String
) -> JSONValue? {
    guard protocolType == "consumer", let versioned = try? VersionedBytes(bytes) else { return nil }
    switch field {
    case .subscription:
        guard let subscription = try? versioned.decode(ConsumerProtocolSubscription.self) else {
            return nil
        }
        return json(subscription, versioned.version)
    case .assignment:
        guard let assignment = try? versioned.decode(ConsumerProtocolAssignment.self) else {
            return nil
        }
        return .object([
            .init(
                "assignedPartitions",
                .array(assignment.assignedPartitions.map { json($0.topic, $0.partitions) })),
            .init("userData", userData(assignment.userData)),
        ])
    }
}

private func json(_ subscription: ConsumerProtocolSubscription, _ version: Int16) -> JSONValue {
    var members: [JSONValue.Member] = [
        .init("topics", .array(subscription.topics.map { .string($0) })),
        .init("userData", userData(subscription.userData)),
    ]
    if version >= 1 {
        members.append(
            .init(
                "ownedPartitions",
                .array(subscription.ownedPartitions.map { json($0.topic, $0.partitions) })))
    }
    if version >= 2 {
        members.append(.init("generationId", JSONValue(subscription.generationId)))
    }
    if version >= 3 {
        members.append(.init("rackId", subscription.rackId.map { .string($0) } ?? .null))
    }
    return .object(members)
}

private func json(_ topic: String, _ partitions: [Int32]) -> JSONValue {
    .object([
        .init("topic", .string(topic)),
        .init("partitions", .array(partitions.map { JSONValue($0) })),
    ])
}

private func userData(_ bytes: [UInt8]?) -> JSONValue {
    bytes.map { .string(base64($0)) } ?? .null
}

/// Records of `__transaction_state` as text. Source: Kafka's `TransactionLog`.
struct TransactionLogDecoder: RecordDecoder {
    func decode(_ record: Record) throws(CommandFailure) -> (key: String?, payload: String?) {
        do throws(DecodeError) {
            guard let keyBytes = record.key else { throw .unexpectedNull }
            let key = try VersionedBytes(keyBytes.array)
            guard TransactionLogKey.validVersions.contains(key.version) else {
                return ("unknown::version=\(key.version)", nil)
            }
            let name = try key.decode(TransactionLogKey.self).transactionalId
            var payload = "<DELETE>"
            if let bytes = record.value {
                payload = try text(
                    try VersionedBytes(bytes.array).decode(TransactionLogValue.self))
            }
            return ("transaction_metadata::transactionalId=\(name)", payload)
        } catch {
            throw javaFailure(
                "java.lang.IllegalStateException",
                "The record at offset \(record.offset) is none of a transaction log: \(error)")
        }
    }

    private func text(_ value: TransactionLogValue) throws(DecodeError) -> String {
        guard let state = transactionStateName(value.transactionStatus) else {
            throw .invalidValue("transaction status")
        }
        let partitions = (value.transactionPartitions ?? []).flatMap { topic in
            topic.partitionIds.map { "\(topic.topic)-\($0)" }
        }
        return "producerId:\(value.producerId),producerEpoch:\(value.producerEpoch),state=\(state),"
            + "partitions=[\(partitions.joined(separator: ","))],"
            + "txnLastUpdateTimestamp=\(value.transactionLastUpdateTimestampMs),"
            + "txnTimeoutMs=\(value.transactionTimeoutMs)"
    }
}
