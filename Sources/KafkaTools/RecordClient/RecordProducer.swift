import CRdKafka
import Platform

/// Sends records to one topic through librdkafka. Used by one thread at a time.
final class RecordProducer {
    private let client: ClientHandle
    private let topic: String
    private let topicHandle: OpaquePointer
    /// How long a record waits for the topic to be known or for room in the queue.
    private let maximumBlock: Duration
    private let time: any TimeSource
    private var topicIsKnown = false

    init(
        topic: String, _ settings: ClientSettings, events: ClientEvents, time: any TimeSource
    ) throws(CommandFailure) {
        // The partition of a key is the one that Kafka's own producer chooses.
        client = try ClientHandle(
            RD_KAFKA_PRODUCER, settings, extra: [("partitioner", "murmur2_random")], events)
        self.topic = topic
        self.time = time
        maximumBlock = .milliseconds(settings["max.block.ms"].flatMap { Int64($0) } ?? 60_000)
        guard let handle = rd_kafka_topic_new(client.pointer, topic, nil) else {
            throw CommandFailure("Topic \(topic): \(errorText(rd_kafka_last_error()))")
        }
        topicHandle = handle
    }

    deinit { rd_kafka_topic_destroy(topicHandle) }

    /// Hands the record over. A record that cannot be sent is reported, not thrown.
    func send(_ record: OutgoingRecord) {
        let deadline = time.monotonic() + maximumBlock
        if let problem = waitForTopic(until: deadline) {
            client.events.deliveryFailed(
                topic: topic, key: record.key?.count, value: record.value?.count, error: problem)
            return
        }
        var result = enqueue(record)
        while result == RD_KAFKA_RESP_ERR__QUEUE_FULL, time.monotonic() < deadline {
            rd_kafka_poll(client.pointer, 100)
            result = enqueue(record)
        }
        if result != RD_KAFKA_RESP_ERR_NO_ERROR {
            client.events.deliveryFailed(
                topic: topic, key: record.key?.count, value: record.value?.count,
                error: errorText(result))
        }
        rd_kafka_poll(client.pointer, 0)
    }

    /// Reports what has failed since the last call.
    func serveReports() {
        rd_kafka_poll(client.pointer, 0)
    }

    /// Waits until every record was acknowledged or has failed.
    func flush() {
        // Each record fails by itself when its delivery time is over, so this ends.
        while rd_kafka_outq_len(client.pointer) > 0 {
            rd_kafka_flush(client.pointer, 1000)
        }
    }

    /// Waits for acknowledgements for at most `limit`. Tells whether all came.
    func flush(for limit: Duration) -> Bool {
        let milliseconds = Int32(clamping: limit.wholeMilliseconds)
        return rd_kafka_flush(client.pointer, milliseconds) == RD_KAFKA_RESP_ERR_NO_ERROR
    }

    /// Asks for the topic until a broker knows it. Returns why it is in vain.
    private func waitForTopic(until deadline: MonotonicTime) -> String? {
        while !topicIsKnown {
            rd_kafka_poll(client.pointer, 0)
            let left = (deadline - time.monotonic()).wholeMilliseconds
            guard left > 0 else {
                return "Topic \(topic) not present in metadata after "
                    + "\(maximumBlock.wholeMilliseconds) ms."
            }
            switch lookUpTopic(milliseconds: Int32(clamping: min(left, 1000))) {
            case RD_KAFKA_RESP_ERR_NO_ERROR:
                topicIsKnown = true
            case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
                return "Invalid topics: [\(topic)]"
            case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
                return "Not authorized to access topics: [\(topic)]"
            default:
                // Serves the callbacks, and gives the cluster time to create the topic.
                rd_kafka_poll(client.pointer, Int32(clamping: min(left, 100)))
            }
        }
        return nil
    }

    private func lookUpTopic(milliseconds: Int32) -> rd_kafka_resp_err_t {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let result = rd_kafka_metadata(client.pointer, 0, topicHandle, &metadata, milliseconds)
        guard result == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else { return result }
        defer { rd_kafka_metadata_destroy(metadata) }
        guard metadata.pointee.topic_cnt > 0, let first = metadata.pointee.topics else {
            return RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART
        }
        return first.pointee.err
    }
}

// Into librdkafka's form.
extension RecordProducer {
    private func enqueue(_ record: OutgoingRecord) -> rd_kafka_resp_err_t {
        var fields: [rd_kafka_vu_t] = []
        fields.append(field(RD_KAFKA_VTYPE_RKT) { $0.rkt = topicHandle })
        fields.append(
            field(RD_KAFKA_VTYPE_MSGFLAGS) { $0.i = Int32(RD_KAFKA_MSG_F_COPY) })
        return withMemory(record.key) { key in
            fields.append(
                field(RD_KAFKA_VTYPE_KEY) {
                    $0.mem.ptr = key.pointer
                    $0.mem.size = key.count
                })
            return withMemory(record.value) { value in
                fields.append(
                    field(RD_KAFKA_VTYPE_VALUE) {
                        $0.mem.ptr = value.pointer
                        $0.mem.size = value.count
                    })
                return produce(&fields, record.headers)
            }
        }
    }

    private func produce(
        _ fields: inout [rd_kafka_vu_t], _ headers: [OutgoingRecord.Header]
    ) -> rd_kafka_resp_err_t {
        guard !headers.isEmpty else { return produce(&fields) }
        guard let list = rd_kafka_headers_new(headers.count) else {
            return RD_KAFKA_RESP_ERR__FAIL
        }
        for header in headers {
            _ = withMemory(header.value) { value in
                rd_kafka_header_add(
                    list, header.key, header.key.utf8.count, value.pointer, value.count)
            }
        }
        fields.append(field(RD_KAFKA_VTYPE_HEADERS) { $0.headers = list })
        let result = produce(&fields)
        // The list belongs to the record only if the record was accepted.
        if result != RD_KAFKA_RESP_ERR_NO_ERROR { rd_kafka_headers_destroy(list) }
        return result
    }

    private func produce(_ fields: inout [rd_kafka_vu_t]) -> rd_kafka_resp_err_t {
        guard let error = rd_kafka_produceva(client.pointer, &fields, fields.count) else {
            return RD_KAFKA_RESP_ERR_NO_ERROR
        }
        defer { rd_kafka_error_destroy(error) }
        return rd_kafka_error_code(error)
    }
}

private func field(
    _ type: rd_kafka_vtype_t, _ fill: (inout rd_kafka_vu_t.__Unnamed_union_u) -> Void
) -> rd_kafka_vu_t {
    var field = rd_kafka_vu_t()
    field.vtype = type
    fill(&field.u)
    return field
}

/// Memory of an optional byte string: a null pointer for none, and never one for an empty string.
private func withMemory<R>(
    _ bytes: [UInt8]?, _ body: ((pointer: UnsafeMutableRawPointer?, count: Int)) -> R
) -> R {
    guard let bytes else { return body((nil, 0)) }
    var copy = bytes.isEmpty ? [0] : bytes
    return copy.withUnsafeMutableBytes { body(($0.baseAddress, bytes.count)) }
}
