import Bytes
import ClusterMetadata
import KafkaModel
import KafkaProtocol

/// The formatter for an internal topic that a class name names, without its package; `nil` for
/// other names. Names with a `$` are those of Kafka before 3.9, with its older text form.
func internalTopicFormatter(_ name: String) -> (any MessageFormatter)? {
    switch name {
    case "OffsetsMessageFormatter": JSONRecordFormatter(content: offsetCommitJSON)
    case "GroupMetadataMessageFormatter":
        JSONRecordFormatter(content: { (key, value) throws(DecodeError) in
            try groupMetadataJSON(key, value)
        })
    case "TransactionLogMessageFormatter": JSONRecordFormatter(content: transactionLogJSON)
    case "GroupMetadataManager$OffsetsMessageFormatter": OldOffsetsFormatter()
    case "GroupMetadataManager$GroupMetadataMessageFormatter": OldGroupMetadataFormatter()
    case "TransactionLog$TransactionLogMessageFormatter": OldTransactionLogFormatter()
    default: nil
    }
}

/// Prints one JSON object for each record, without a line end, as Kafka 3.9 does.
struct JSONRecordFormatter: MessageFormatter {
    /// Key and value as JSON; `nil` for records of another kind.
    let content:
        @Sendable (VersionedBytes, VersionedBytes?) throws(DecodeError)
            -> (key: JSONValue, value: JSONValue)?

    func bytes(for record: IncomingRecord) throws(CommandFailure) -> [UInt8] {
        do throws(DecodeError) {
            guard let keyBytes = record.key else { return [] }
            let key = try VersionedBytes(keyBytes)
            let value: VersionedBytes?
            if let bytes = record.value { value = try VersionedBytes(bytes) } else { value = nil }
            guard let json = try content(key, value) else { return [] }
            return JSONValue.object([
                .init("key", versioned(key.version, json.key)),
                .init("value", value.map { versioned($0.version, json.value) } ?? .null),
            ]).encoded()
        } catch {
            throw CommandFailure("A record of the internal topic cannot be read: \(error)")
        }
    }

    private func versioned(_ version: Int16, _ data: JSONValue) -> JSONValue {
        .object([.init("version", .integer(Int64(version))), .init("data", data)])
    }
}

/// Bytes of an internal topic: a version, then a message of that version.
struct VersionedBytes {
    let version: Int16
    private let body: ByteReader

    init(_ bytes: [UInt8]) throws(DecodeError) {
        var reader = ByteReader(copying: bytes)
        version = try reader.int16()
        body = reader
    }

    /// Throws for a version that the message does not have.
    func decode<Message: WireMessage>(_: Message.Type) throws(DecodeError) -> Message {
        guard Message.validVersions.contains(version) else { throw .invalidValue("version") }
        var reader = body
        return try Message(from: &reader, version: version)
    }
}

// The messages as JSON, with the field names of their definitions.

/// `nil` for keys of another kind.
func offsetCommitJSON(
    _ key: VersionedBytes, _ value: VersionedBytes?
) throws(DecodeError) -> (key: JSONValue, value: JSONValue)? {
    guard OffsetCommitKey.validVersions.contains(key.version) else { return nil }
    let name = try key.decode(OffsetCommitKey.self)
    let keyJSON = JSONValue.object([
        .init("group", .string(name.group)), .init("topic", .string(name.topic)),
        .init("partition", JSONValue(name.partition)),
    ])
    guard let value else { return (keyJSON, .null) }
    let offset = try value.decode(OffsetCommitValue.self)
    var members: [JSONValue.Member] = [.init("offset", .integer(offset.offset.rawValue))]
    if value.version >= 3 {
        members.append(.init("leaderEpoch", JSONValue(offset.leaderEpoch.rawValue)))
    }
    members.append(.init("metadata", .string(offset.metadata)))
    members.append(.init("commitTimestamp", .integer(offset.commitTimestamp)))
    if value.version == 1 {
        members.append(.init("expireTimestamp", .integer(offset.expireTimestamp)))
    }
    return (keyJSON, .object(members))
}

/// A member's field of bytes that another protocol than this one defines.
enum GroupMemberField: Sendable {
    case subscription, assignment
}

/// `nil` for keys of another kind. `ofMember` may say what the bytes of a field mean, given the
/// group's protocol type; without it, and where it says `nil`, they are base64.
func groupMetadataJSON(
    _ key: VersionedBytes, _ value: VersionedBytes?,
    ofMember: (GroupMemberField, [UInt8], String) -> JSONValue? = { _, _, _ in nil }
) throws(DecodeError) -> (key: JSONValue, value: JSONValue)? {
    guard GroupMetadataKey.validVersions.contains(key.version) else { return nil }
    let name = try key.decode(GroupMetadataKey.self)
    let keyJSON = JSONValue.object([.init("group", .string(name.group))])
    guard let value else { return (keyJSON, .null) }
    let group = try value.decode(GroupMetadataValue.self)
    var members: [JSONValue.Member] = [
        .init("protocolType", .string(group.protocolType)),
        .init("generation", JSONValue(group.generation)),
        .init("protocol", text(group.protocol)), .init("leader", text(group.leader)),
    ]
    if value.version >= 2 {
        members.append(.init("currentStateTimestamp", .integer(group.currentStateTimestamp)))
    }
    members.append(
        .init(
            "members",
            .array(
                group.members.map { member in
                    memberJSON(member, value.version) { ofMember($0, $1, group.protocolType) }
                })))
    return (keyJSON, .object(members))
}

private func memberJSON(
    _ member: GroupMetadataValue.MemberMetadata, _ version: Int16,
    _ meaning: (GroupMemberField, [UInt8]) -> JSONValue?
) -> JSONValue {
    func content(_ field: GroupMemberField, _ bytes: [UInt8]) -> JSONValue {
        meaning(field, bytes) ?? .string(base64(bytes))
    }
    var fields: [JSONValue.Member] = [.init("memberId", .string(member.memberId))]
    if version >= 3 { fields.append(.init("groupInstanceId", text(member.groupInstanceId))) }
    fields.append(.init("clientId", .string(member.clientId)))
    fields.append(.init("clientHost", .string(member.clientHost)))
    if version >= 1 {
        fields.append(.init("rebalanceTimeout", JSONValue(member.rebalanceTimeout)))
    }
    fields.append(.init("sessionTimeout", JSONValue(member.sessionTimeout)))
    fields.append(.init("subscription", content(.subscription, member.subscription)))
    fields.append(.init("assignment", content(.assignment, member.assignment)))
    return .object(fields)
}

private func transactionLogJSON(
    _ key: VersionedBytes, _ value: VersionedBytes?
) throws(DecodeError) -> (key: JSONValue, value: JSONValue)? {
    guard TransactionLogKey.validVersions.contains(key.version) else { return nil }
    let name = try key.decode(TransactionLogKey.self)
    let keyJSON = JSONValue.object([.init("transactionalId", .string(name.transactionalId))])
    guard let value else { return (keyJSON, .null) }
    let log = try value.decode(TransactionLogValue.self)
    let partitions = log.transactionPartitions.map { topics in
        JSONValue.array(
            topics.map { topic in
                .object([
                    .init("topic", .string(topic.topic)),
                    .init("partitionIds", .array(topic.partitionIds.map { JSONValue($0) })),
                ])
            })
    }
    return (
        keyJSON,
        .object([
            .init("producerId", .integer(log.producerId.rawValue)),
            .init("producerEpoch", .integer(Int64(log.producerEpoch))),
            .init("transactionTimeoutMs", JSONValue(log.transactionTimeoutMs)),
            .init("transactionStatus", .integer(Int64(log.transactionStatus))),
            .init("transactionPartitions", partitions ?? .null),
            .init(
                "transactionLastUpdateTimestampMs",
                .integer(log.transactionLastUpdateTimestampMs)),
            .init("transactionStartTimestampMs", .integer(log.transactionStartTimestampMs)),
        ])
    )
}

private func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }

/// Base64 with padding.
func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        var bits: UInt32 = 0
        for byte in group { bits = bits << 8 | UInt32(byte) }
        bits <<= UInt32(8 * (3 - group.count))
        for index in 0..<4 {
            let isPadding = index > group.count
            let digit = Int(bits >> UInt32(18 - 6 * index)) & 0x3F
            text.append(isPadding ? UInt8(ascii: "=") : alphabet[digit])
        }
    }
    return String(decoding: text, as: UTF8.self)
}
