import KafkaModel

/// How the bytes of a key or value become text: Kafka's deserializers by class name.
enum Deserializer: Sendable, Equatable {
    /// The bytes as they are.
    case text
    case short
    case integer
    case long
    case float
    case double
    case boolean
    case uuid

    /// Throws for a class that this program does not have.
    init(className: String) throws(CommandFailure) {
        let names: [String: Deserializer] = [
            "StringDeserializer": .text, "ByteArrayDeserializer": .text,
            "ByteBufferDeserializer": .text, "BytesDeserializer": .text,
            "ShortDeserializer": .short, "IntegerDeserializer": .integer,
            "LongDeserializer": .long, "FloatDeserializer": .float, "DoubleDeserializer": .double,
            "BooleanDeserializer": .boolean, "UUIDDeserializer": .uuid,
        ]
        let name = className.split(separator: ".").last.map(String.init) ?? ""
        guard let choice = names[name] else { throw CommandFailure(className) }
        self = choice
    }

    /// Throws if the number of bytes is not the one of the type.
    func output(_ bytes: [UInt8]) throws(CommandFailure) -> [UInt8] {
        switch self {
        case .text, .uuid: return bytes
        case .short: return text(Int16(bitPattern: try number(bytes)))
        case .integer: return text(Int32(bitPattern: try number(bytes)))
        case .long: return text(Int64(bitPattern: try number(bytes)))
        case .float: return text(Float(bitPattern: try number(bytes)))
        case .double: return text(Double(bitPattern: try number(bytes)))
        case .boolean:
            let value: UInt8 = try number(bytes)
            return text(value != 0)
        }
    }

    private func text(_ value: some CustomStringConvertible) -> [UInt8] {
        Array(value.description.utf8)
    }

    private func number<T: FixedWidthInteger>(_ bytes: [UInt8]) throws(CommandFailure) -> T {
        guard bytes.count == T.bitWidth / 8 else {
            throw CommandFailure(
                "Size of data received by \(className) is not \(T.bitWidth / 8)")
        }
        return bytes.reduce(T(0)) { ($0 << 8) | T(truncatingIfNeeded: $1) }
    }

    private var className: String {
        switch self {
        case .text: "StringDeserializer"
        case .short: "ShortDeserializer"
        case .integer: "IntegerDeserializer"
        case .long: "LongDeserializer"
        case .float: "FloatDeserializer"
        case .double: "DoubleDeserializer"
        case .boolean: "BooleanDeserializer"
        case .uuid: "UUIDDeserializer"
        }
    }
}
