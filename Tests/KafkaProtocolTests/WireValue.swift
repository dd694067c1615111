import Bytes
import Foundation
import KafkaModel
import KafkaProtocol
import MessageGenerator

/// The value of a field apart from any Swift type: what a definition, a golden file and a decoded
/// message can be compared in.
indirect enum WireValue: Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case real(Double)
    case text(String)
    case bytes([UInt8])
    case list([WireValue])
    case object([String: WireValue])
}

/// Why a value has no such form; names the place.
struct MismatchError: Error, CustomStringConvertible {
    let description: String
}

// MARK: From decoded messages

extension WireValue {
    /// The fields of `value` that `version` has.
    init(
        reflecting value: Any, fields: [FieldDefinition], of message: MessageDefinition,
        version: Int
    ) throws {
        var members: [String: Any] = [:]
        for child in Mirror(reflecting: value).children {
            if let label = child.label { members[label] = child.value }
        }
        var object: [String: WireValue] = [:]
        for field in fields where field.versions.contains(version) {
            guard let member = members[field.name] else {
                throw MismatchError(description: "\(message.name) has no \(field.name)")
            }
            object[field.name] = try WireValue(
                reflecting: member, type: field.type, of: message, version: version)
        }
        self = .object(object)
    }

    private init(
        reflecting value: Any, type: FieldType, of message: MessageDefinition, version: Int
    ) throws {
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional {
            guard let child = mirror.children.first else {
                self = .null
                return
            }
            try self.init(reflecting: child.value, type: type, of: message, version: version)
            return
        }
        switch type {
        case .array(let element):
            self = .list(
                try mirror.children.map {
                    try WireValue(
                        reflecting: $0.value, type: element, of: message, version: version)
                })
        case .structure(let name):
            let fields = message.structure(name)?.fields ?? []
            try self.init(reflecting: value, fields: fields, of: message, version: version)
        default:
            guard let plain = WireValue(plain: value) else {
                throw MismatchError(description: "\(message.name): \(Swift.type(of: value))")
            }
            self = plain
        }
    }

    private init?(plain value: Any) {
        switch value {
        case let value as Bool: self = .bool(value)
        case let value as any FixedWidthInteger: self = .integer(Int64(value))
        case let value as Double: self = .real(value)
        case let value as String: self = .text(value)
        case let value as KafkaModel.UUID: self = .text(value.description)
        case let value as [UInt8]: self = .bytes(value)
        case let value as Payload: self = .bytes(value.inMemory?.array ?? [])
        case let value as BrokerID: self = .integer(Int64(value.rawValue))
        case let value as ProducerID: self = .integer(value.rawValue)
        case let value as ErrorCode: self = .integer(Int64(value.rawValue))
        case let value as Offset: self = .integer(value.rawValue)
        case let value as LeaderEpoch: self = .integer(Int64(value.rawValue))
        case let value as ControllerEpoch: self = .integer(Int64(value.rawValue))
        case let value as PartitionEpoch: self = .integer(Int64(value.rawValue))
        case let value as BrokerEpoch: self = .integer(value.rawValue)
        default: return nil
        }
    }
}

// MARK: Defaults

extension WireValue {
    static func defaultValue(
        of field: FieldDefinition, in message: MessageDefinition, version: Int
    ) -> WireValue {
        if field.defaultValue == "null" { return .null }
        switch field.type {
        case .scalar(let scalar):
            switch scalar.name {
            case "bool": return .bool(field.defaultValue == "true")
            case "float64": return .real(0)
            case "uuid": return .text(UUID.zero.description)
            default: return .integer(field.defaultValue.flatMap { Int64($0) } ?? 0)
            }
        case .string: return .text("")
        case .bytes, .records: return .bytes([])
        case .array: return .list([])
        case .structure(let name):
            var object: [String: WireValue] = [:]
            for field in message.structure(name)?.fields ?? []
            where field.versions.contains(version) {
                object[field.name] = defaultValue(of: field, in: message, version: version)
            }
            return .object(object)
        }
    }
}

// MARK: From Kafka's JSON

extension WireValue {
    /// The fields of `version` in the form that Kafka's own converters print: bytes in base64, records
    /// in hexadecimal, tagged fields only if they are set.
    init(
        json: Any?, fields: [FieldDefinition], of message: MessageDefinition, version: Int
    ) throws {
        guard let members = json as? [String: Any] else {
            throw MismatchError(description: "\(message.name): not an object")
        }
        var object: [String: WireValue] = [:]
        for field in fields where field.versions.contains(version) {
            if let member = members[field.name] {
                object[field.name] = try WireValue(
                    json: member, type: field.type, of: message, version: version)
            } else if field.tag != nil {
                object[field.name] = .defaultValue(of: field, in: message, version: version)
            } else {
                throw MismatchError(description: "\(message.name): no \(field.name) in the JSON")
            }
        }
        let known = Set(object.keys)
        for name in members.keys where !known.contains(name) {
            throw MismatchError(description: "\(message.name): surplus \(name) in the JSON")
        }
        self = .object(object)
    }

    private init(
        json: Any, type: FieldType, of message: MessageDefinition, version: Int
    ) throws {
        if json is NSNull {
            self = .null
            return
        }
        switch (type, json) {
        case (.scalar(let scalar), let number as NSNumber):
            switch scalar.name {
            case "bool": self = .bool(number.boolValue)
            case "float64": self = .real(number.doubleValue)
            default: self = .integer(number.int64Value)
            }
        case (.scalar, let text as String), (.string, let text as String):
            self = .text(text)
        case (.bytes, let text as String):
            self = .bytes([UInt8](Data(base64Encoded: text) ?? Data()))
        case (.records, let text as String):
            self = .bytes(try hexadecimal(text))
        case (.array(let element), let list as [Any]):
            self = .list(
                try list.map {
                    try WireValue(json: $0, type: element, of: message, version: version)
                })
        case (.structure(let name), _):
            let fields = message.structure(name)?.fields ?? []
            try self.init(json: json, fields: fields, of: message, version: version)
        default:
            throw MismatchError(description: "\(message.name): \(json) is not \(type)")
        }
    }
}

/// The bytes of a text of hexadecimal digits.
func hexadecimal(_ text: String) throws -> [UInt8] {
    let digits = Array(text.utf8)
    guard digits.count % 2 == 0 else { throw MismatchError(description: "odd hexadecimal") }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for index in stride(from: 0, to: digits.count, by: 2) {
        guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else {
            throw MismatchError(description: "not hexadecimal")
        }
        bytes.append(high << 4 | low)
    }
    return bytes
}

private func nibble(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
}
