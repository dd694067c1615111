import CRdKafka

/// Reads records through librdkafka, as a member of a group or from one partition. Used by one
/// thread at a time.
final class RecordConsumer {
    enum Source: Equatable, Sendable {
        case topic(String)
        /// All topics whose whole name matches the regular expression.
        case pattern(String)
        case partition(topic: String, partition: Int32, offset: Start)
    }

    enum Start: Equatable, Sendable {
        case earliest
        case latest
        case offset(Int64)
    }

    private let client: ClientHandle
    private let events: ClientEvents

    init(
        _ source: Source, _ settings: ClientSettings, events: ClientEvents
    ) throws(CommandFailure) {
        self.events = events
        var extra = [("enable.partition.eof", "false")]
        if case .pattern = source, settings["exclude.internal.topics"] != "false" {
            extra.append(("topic.blacklist", "^__consumer_offsets$,^__transaction_state$"))
        }
        client = try ClientHandle(RD_KAFKA_CONSUMER, settings, extra: extra, events)
        rd_kafka_poll_set_consumer(client.pointer)
        try begin(source)
    }

    private func begin(_ source: Source) throws(CommandFailure) {
        guard let list = rd_kafka_topic_partition_list_new(1) else {
            throw CommandFailure("Not enough memory for a subscription")
        }
        defer { rd_kafka_topic_partition_list_destroy(list) }
        let result: rd_kafka_resp_err_t
        switch source {
        case .topic(let topic):
            rd_kafka_topic_partition_list_add(list, topic, RD_KAFKA_PARTITION_UA)
            result = rd_kafka_subscribe(client.pointer, list)
        case .pattern(let pattern):
            rd_kafka_topic_partition_list_add(list, "^(\(pattern))$", RD_KAFKA_PARTITION_UA)
            result = rd_kafka_subscribe(client.pointer, list)
        case .partition(let topic, let partition, let start):
            let entry = rd_kafka_topic_partition_list_add(list, topic, partition)
            entry?.pointee.offset = logicalOffset(start)
            result = rd_kafka_assign(client.pointer, list)
        }
        guard result == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw CommandFailure(errorText(result))
        }
    }

    /// Waits up to `milliseconds` for the next record. Throws what ends the reading for good;
    /// passing troubles are told once and go on.
    func next(milliseconds: Int32) throws(CommandFailure) -> IncomingRecord? {
        guard let message = rd_kafka_consumer_poll(client.pointer, milliseconds) else {
            return nil
        }
        defer { rd_kafka_message_destroy(message) }
        let code = message.pointee.err
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return record(message) }
        let text = rd_kafka_message_errstr(message).map { String(cString: $0) } ?? errorText(code)
        let topic =
            message.pointee.rkt.flatMap { rd_kafka_topic_name($0) }.map { String(cString: $0) }
        switch code {
        case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
            throw CommandFailure("Invalid topics: [\(topic ?? "")]")
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
            throw CommandFailure("Not authorized to access topics: [\(topic ?? "")]")
        case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET,
            RD_KAFKA_RESP_ERR__FATAL, RD_KAFKA_RESP_ERR__INVALID_ARG:
            throw CommandFailure(text)
        default:
            events.warnOnce(text)
            return nil
        }
    }

    /// Commits what was read, where commits are automatic, and leaves the group.
    func close() {
        rd_kafka_consumer_close(client.pointer)
    }
}

private func logicalOffset(_ start: RecordConsumer.Start) -> Int64 {
    switch start {
    case .earliest: Int64(RD_KAFKA_OFFSET_BEGINNING)
    case .latest: Int64(RD_KAFKA_OFFSET_END)
    case .offset(let offset): offset
    }
}

// Out of librdkafka's form.
private func record(_ message: UnsafeMutablePointer<rd_kafka_message_t>) -> IncomingRecord {
    let content = message.pointee
    var record = IncomingRecord(
        topic: content.rkt.flatMap { rd_kafka_topic_name($0) }.map { String(cString: $0) } ?? "",
        partition: content.partition, offset: content.offset)
    record.key = bytes(content.key, content.key_len)
    record.value = bytes(content.payload, content.len)
    record.headers = headers(message)
    var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
    record.timestamp = rd_kafka_message_timestamp(message, &type)
    switch type {
    case RD_KAFKA_TIMESTAMP_CREATE_TIME: record.timestampType = .createTime
    case RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME: record.timestampType = .logAppendTime
    default: record.timestampType = .none
    }
    return record
}

private func headers(
    _ message: UnsafeMutablePointer<rd_kafka_message_t>
) -> [IncomingRecord.Header] {
    var list: OpaquePointer?
    guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else {
        return []
    }
    var result: [IncomingRecord.Header] = []
    for index in 0..<rd_kafka_header_cnt(list) {
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var count = 0
        let found = rd_kafka_header_get_all(list, index, &name, &value, &count)
        guard found == RD_KAFKA_RESP_ERR_NO_ERROR, let name else { break }
        result.append(
            IncomingRecord.Header(key: String(cString: name), value: bytes(value, count)))
    }
    return result
}

private func bytes(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8]? {
    guard let start else { return nil }
    return Array(UnsafeRawBufferPointer(start: start, count: count))
}
