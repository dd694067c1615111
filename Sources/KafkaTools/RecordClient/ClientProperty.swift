/// A client setting by the name that Kafka's Java clients give it, and what it is for librdkafka.
struct ClientProperty: Sendable {
    enum Kind: Sendable {
        case text
        case int
        case long
        case bool
        case oneOf([String])
    }

    let kind: Kind
    /// librdkafka's name; `nil` for settings that mean nothing to it.
    let target: String?

    init(_ kind: Kind, as target: String?) {
        self.kind = kind
        self.target = target
    }

    /// Throws Kafka's message for a value of the wrong kind.
    func check(_ value: String, of name: String) throws(CommandFailure) {
        switch kind {
        case .text:
            return
        case .int where Int32(value) != nil, .long where Int64(value) != nil:
            return
        case .bool where ["true", "false"].contains(value.lowercased()):
            return
        case .oneOf(let values) where values.contains(value):
            return
        case .int: throw invalid(value, name, "Not a number of type INT")
        case .long: throw invalid(value, name, "Not a number of type LONG")
        case .bool: throw invalid(value, name, "Expected value to be either true or false")
        case .oneOf(let values):
            let list = values.joined(separator: ", ")
            throw invalid(value, name, "String must be one of: \(list)")
        }
    }

    private func invalid(_ value: String, _ name: String, _ why: String) -> CommandFailure {
        CommandFailure("Invalid value \(value) for configuration \(name): \(why)")
    }
}

// The tables.
extension ClientProperty {
    static func find(_ name: String, forConsumer: Bool) -> ClientProperty? {
        (forConsumer ? consumer[name] : producer[name]) ?? shared[name]
    }

    private static let shared: [String: ClientProperty] = [
        "metadata.max.age.ms": ClientProperty(.long, as: "metadata.max.age.ms"),
        "send.buffer.bytes": ClientProperty(.int, as: "socket.send.buffer.bytes"),
        "receive.buffer.bytes": ClientProperty(.int, as: "socket.receive.buffer.bytes"),
        "retry.backoff.ms": ClientProperty(.long, as: "retry.backoff.ms"),
        "retry.backoff.max.ms": ClientProperty(.long, as: nil),
        "reconnect.backoff.ms": ClientProperty(.long, as: "reconnect.backoff.ms"),
        "reconnect.backoff.max.ms": ClientProperty(.long, as: "reconnect.backoff.max.ms"),
        "connections.max.idle.ms": ClientProperty(.long, as: "connections.max.idle.ms"),
        "interceptor.classes": ClientProperty(.text, as: nil),
        "metric.reporters": ClientProperty(.text, as: nil),
        "enable.metrics.push": ClientProperty(.bool, as: nil),
        "default.api.timeout.ms": ClientProperty(.int, as: nil),
    ]

    private static let producer: [String: ClientProperty] = [
        "acks": ClientProperty(.oneOf(["all", "-1", "0", "1"]), as: "acks"),
        "compression.type": ClientProperty(
            .oneOf(["none", "gzip", "snappy", "lz4", "zstd"]), as: "compression.type"),
        "linger.ms": ClientProperty(.long, as: "linger.ms"),
        "batch.size": ClientProperty(.int, as: "batch.size"),
        "retries": ClientProperty(.int, as: "retries"),
        "request.timeout.ms": ClientProperty(.int, as: "request.timeout.ms"),
        "delivery.timeout.ms": ClientProperty(.int, as: "delivery.timeout.ms"),
        "max.request.size": ClientProperty(.int, as: "message.max.bytes"),
        "max.block.ms": ClientProperty(.long, as: nil),
        "buffer.memory": ClientProperty(.long, as: nil),
        "enable.idempotence": ClientProperty(.bool, as: "enable.idempotence"),
        "max.in.flight.requests.per.connection": ClientProperty(
            .int, as: "max.in.flight.requests.per.connection"),
        "key.serializer": ClientProperty(.text, as: nil),
        "value.serializer": ClientProperty(.text, as: nil),
        "partitioner.class": ClientProperty(.text, as: nil),
    ]

    private static let consumer: [String: ClientProperty] = [
        "auto.offset.reset": ClientProperty(
            .oneOf(["latest", "earliest", "none"]), as: "auto.offset.reset"),
        "isolation.level": ClientProperty(
            .oneOf(["read_committed", "read_uncommitted"]), as: "isolation.level"),
        "enable.auto.commit": ClientProperty(.bool, as: "enable.auto.commit"),
        "auto.commit.interval.ms": ClientProperty(.int, as: "auto.commit.interval.ms"),
        "allow.auto.create.topics": ClientProperty(.bool, as: "allow.auto.create.topics"),
        "session.timeout.ms": ClientProperty(.int, as: "session.timeout.ms"),
        "heartbeat.interval.ms": ClientProperty(.int, as: "heartbeat.interval.ms"),
        "max.poll.interval.ms": ClientProperty(.int, as: "max.poll.interval.ms"),
        "request.timeout.ms": ClientProperty(.int, as: "socket.timeout.ms"),
        "fetch.min.bytes": ClientProperty(.int, as: "fetch.min.bytes"),
        "fetch.max.bytes": ClientProperty(.int, as: "fetch.max.bytes"),
        "fetch.max.wait.ms": ClientProperty(.int, as: "fetch.wait.max.ms"),
        "max.partition.fetch.bytes": ClientProperty(.int, as: "max.partition.fetch.bytes"),
        "check.crcs": ClientProperty(.bool, as: "check.crcs"),
        "max.poll.records": ClientProperty(.int, as: nil),
        "exclude.internal.topics": ClientProperty(.bool, as: nil),
        "group.protocol": ClientProperty(.oneOf(["classic"]), as: nil),
        "key.deserializer": ClientProperty(.text, as: nil),
        "value.deserializer": ClientProperty(.text, as: nil),
    ]
}
