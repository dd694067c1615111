import CRdKafka
import Platform

/// A librdkafka client: owns the handle, and tells once of each thing that goes wrong with the
/// connections.
///
/// Used by one thread at a time.
final class ClientHandle {
    let pointer: OpaquePointer
    let events: ClientEvents

    /// Throws for settings that librdkafka refuses; warns of names that it does not know.
    init(
        _ type: rd_kafka_type_t, _ settings: ClientSettings, extra: [(name: String, value: String)],
        _ events: ClientEvents
    ) throws(CommandFailure) {
        self.events = events
        guard let configuration = rd_kafka_conf_new() else {
            throw CommandFailure("Not enough memory for a client")
        }
        var owned = true
        defer { if owned { rd_kafka_conf_destroy(configuration) } }
        for (name, value) in try extra + settings.forLibrdkafka() {
            try apply(name, value, to: configuration, events)
        }
        rd_kafka_conf_set_log_cb(configuration, nil)
        rd_kafka_conf_set_opaque(configuration, Unmanaged.passUnretained(events).toOpaque())
        rd_kafka_conf_set_error_cb(configuration, clientErrorOccurred)
        if type == RD_KAFKA_PRODUCER {
            rd_kafka_conf_set_dr_msg_cb(configuration, deliveryReported)
        }
        var text = [CChar](repeating: 0, count: 512)
        guard let handle = rd_kafka_new(type, configuration, &text, text.count) else {
            throw CommandFailure(String(cText: text))
        }
        owned = false
        pointer = handle
    }

    deinit { rd_kafka_destroy(pointer) }
}

private func apply(
    _ name: String, _ value: String, to configuration: OpaquePointer, _ events: ClientEvents
) throws(CommandFailure) {
    var text = [CChar](repeating: 0, count: 512)
    switch rd_kafka_conf_set(configuration, name, value, &text, text.count) {
    case RD_KAFKA_CONF_OK:
        return
    case RD_KAFKA_CONF_UNKNOWN:
        events.warnOnce("The configuration '\(name)' was supplied but isn't a known config.")
    default:
        throw CommandFailure(
            "Invalid value \(value) for configuration \(name): \(String(cText: text))")
    }
}

/// What happens to a client outside its calls. Callable from any thread: librdkafka's callbacks
/// run inside the polling calls.
final class ClientEvents: Sendable {
    private let console: any Console
    private let warned = Lock<Set<String>>([])
    /// Distinct warnings of one run: more would scroll the useful ones away.
    private static let warningLimit = 20

    init(console: any Console) { self.console = console }

    /// Prints a warning the first time that it comes up.
    func warnOnce(_ text: String) {
        let isNew = warned.withLock { warned in
            warned.count < Self.warningLimit && warned.insert(text).inserted
        }
        if isNew { console.errorLine("WARN \(text)") }
    }

    func deliveryFailed(topic: String, key: Int?, value: Int?, error: String) {
        func size(_ count: Int?) -> String { count.map { "\($0) bytes" } ?? "null" }
        console.errorLine(
            "ERROR Error when sending message to topic \(topic) with key: \(size(key)), value: "
                + "\(size(value)) with error: \(error)")
    }
}

private func clientErrorOccurred(
    _ client: OpaquePointer?, _ code: Int32, _ reason: UnsafePointer<CChar>?,
    _ opaque: UnsafeMutableRawPointer?
) {
    guard let opaque else { return }
    let events = Unmanaged<ClientEvents>.fromOpaque(opaque).takeUnretainedValue()
    // Follows the error of each broker and says no more than they do.
    if code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN.rawValue { return }
    let text = reason.map { String(cString: $0) } ?? "client error \(code)"
    // The part in brackets counts milliseconds, so that no two texts would be equal.
    let stable = text.firstRange(of: " (after ").map { String(text[..<$0.lowerBound]) } ?? text
    events.warnOnce(stable)
}

private func deliveryReported(
    _ client: OpaquePointer?, _ message: UnsafePointer<rd_kafka_message_t>?,
    _ opaque: UnsafeMutableRawPointer?
) {
    guard let opaque, let message = message?.pointee else { return }
    guard message.err != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
    let events = Unmanaged<ClientEvents>.fromOpaque(opaque).takeUnretainedValue()
    events.deliveryFailed(
        topic: message.rkt.flatMap { rd_kafka_topic_name($0) }.map { String(cString: $0) } ?? "",
        key: message.key == nil ? nil : message.key_len,
        value: message.payload == nil ? nil : message.len, error: errorText(message.err))
}

/// librdkafka's sentence for a code.
func errorText(_ code: rd_kafka_resp_err_t) -> String {
    rd_kafka_err2str(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
}

extension String {
    /// Reads up to the zero byte.
    init(cText: [CChar]) {
        self.init(
            decoding: cText.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
