import Bytes
import KafkaRecords

/// What makes text of keys and values. `nil` prints nothing.
protocol RecordDecoder: Sendable {
    func decode(_ record: Record) throws(CommandFailure) -> (key: String?, payload: String?)
}

/// Keys and values each by a decoder of their own.
struct PlainDecoder: RecordDecoder {
    let key: FieldDecoder
    let value: FieldDecoder

    func decode(_ record: Record) throws(CommandFailure) -> (key: String?, payload: String?) {
        var text: (key: String?, payload: String?) = (nil, nil)
        if let bytes = record.key { text.key = try key.text(bytes) }
        if let bytes = record.value { text.payload = try value.text(bytes) }
        return text
    }
}

/// Kafka's decoders of bytes by class name, in the package of old and in the newer one.
enum FieldDecoder: Sendable {
    case string
    case integer
    case long
    /// Bytes; Kafka prints where they lie in memory, this program what they are.
    case bytes

    /// Throws for a class that this program does not have.
    init(className: String?) throws(CommandFailure) {
        let given = className ?? "kafka.serializer.StringDecoder"
        var name = given[...]
        for package in ["kafka.serializer.", "org.apache.kafka.tools.api."]
        where given.hasPrefix(package) {
            name = given.dropFirst(package.count)
        }
        switch name {
        case "StringDecoder": self = .string
        case "IntegerDecoder": self = .integer
        case "LongDecoder": self = .long
        case "DefaultDecoder": self = .bytes
        default: throw javaFailure("java.lang.ClassNotFoundException", given)
        }
    }

    func text(_ bytes: SharedBytes) throws(CommandFailure) -> String {
        switch self {
        case .string: return bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        case .integer:
            try require(4, bytes)
            return "\(bytes.bigEndian(Int32.self, at: 0))"
        case .long:
            try require(8, bytes)
            return "\(bytes.bigEndian(Int64.self, at: 0))"
        case .bytes:
            return bytes.array.map { byte in
                let digits = String(byte, radix: 16)
                return digits.utf8.count == 1 ? "0" + digits : digits
            }.joined()
        }
    }

    private func require(_ count: Int, _ bytes: SharedBytes) throws(CommandFailure) {
        guard bytes.count >= count else {
            throw javaFailure(
                "java.lang.IllegalArgumentException",
                "\(bytes.count) bytes are no number of \(count) bytes")
        }
    }
}

/// The log of KRaft's controller, which a cluster with ZooKeeper does not have.
struct ClusterMetadataDecoder: RecordDecoder {
    /// The only frame that Kafka has.
    private static let frame: Int32 = 1

    func decode(_ record: Record) -> (key: String?, payload: String?) {
        (nil, "Error at \(record.offset), skipping. \(reason(record))")
    }

    private func reason(_ record: Record) -> String {
        var reader = ByteReader(record.value ?? .empty)
        guard let bits = try? reader.unsignedVarint() else {
            return "Error while reading frame version"
        }
        let frame = Int32(bitPattern: bits)
        if frame == 0 {
            return "Could not deserialize metadata record with frame version 0. Note that upgrades "
                + "from the preview release of KRaft in 2.8 to newer versions are not supported."
        }
        if frame != Self.frame {
            return "Could not deserialize metadata record due to unknown frame version \(frame)"
                + "(only frame version \(Self.frame) is supported)"
        }
        return "Records of KRaft's controller are not read by this program"
    }
}

/// The log of tiered storage, which is not there.
struct RemoteLogMetadataDecoder: RecordDecoder {
    func decode(_ record: Record) -> (key: String?, payload: String?) {
        (
            nil,
            "Error at offset \(record.offset), skipping. Records of tiered storage are not read by "
                + "this program"
        )
    }
}
