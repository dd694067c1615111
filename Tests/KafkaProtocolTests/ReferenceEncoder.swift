import Foundation
import KafkaModel
import MessageGenerator

/// Writes messages by walking their definition: slow, plain, and independent of the generated code.
struct ReferenceEncoder {
    let message: MessageDefinition
    let version: Int
    /// The array, counted from 0 in the order of writing, whose count is replaced by
    /// ``replacedCount``; nothing is written behind it.
    var replacedArray: Int?
    var replacedCount: Int32 = 0

    private(set) var bytes: [UInt8] = []
    private(set) var arrays = 0
    private var isCut = false

    init(_ message: MessageDefinition, version: Int) {
        self.message = message
        self.version = version
    }

    private var isFlexible: Bool { message.firstFlexible.map { version >= $0 } ?? false }

    mutating func encode(_ value: WireValue) {
        structure(value, message.fields)
    }

    private mutating func structure(_ value: WireValue, _ fields: [FieldDefinition]) {
        guard case .object(let object) = value else { return }
        let present = fields.filter { $0.versions.contains(version) }
        for field in present where field.tag == nil {
            let flexible = isFlexible && !field.isInflexible
            encode(object[field.name] ?? .null, field.type, field, flexible)
        }
        guard isFlexible else { return }
        let tagged = present.filter { $0.tag != nil }.sorted { ($0.tag ?? 0) < ($1.tag ?? 0) }
            .filter {
                object[$0.name] != .defaultValue(of: $0, in: message, version: version)
            }
        varint(tagged.count)
        for field in tagged {
            var inner = ReferenceEncoder(message, version: version)
            inner.encode(object[field.name] ?? .null, field.type, field, true)
            varint(field.tag ?? 0)
            varint(inner.bytes.count)
            append(inner.bytes)
        }
    }

    private mutating func encode(
        _ value: WireValue, _ type: FieldType, _ field: FieldDefinition, _ flexible: Bool
    ) {
        switch (type, value) {
        case (.structure, .null): append([0xFF])
        case (.string, .null): length(nil, width: 2, flexible)
        case (_, .null): length(nil, width: 4, flexible)
        case (.string, .text(let text)):
            length(text.utf8.count, width: 2, flexible)
            append(Array(text.utf8))
        case (_, .bytes(let content)):
            length(content.count, width: 4, flexible)
            append(content)
        case (.structure(let name), _):
            if field.nullable != nil { append([1]) }
            structure(value, message.structure(name)?.fields ?? [])
        case (.array(let element), .list(let list)):
            array(list, element, field, flexible)
        case (.scalar(let scalar), _):
            self.scalar(value, size: scalar.size)
        default: break
        }
    }

    private mutating func array(
        _ list: [WireValue], _ element: FieldType, _ field: FieldDefinition, _ flexible: Bool
    ) {
        arrays += 1
        if arrays - 1 == replacedArray, !isCut {
            if flexible {
                varint(Int(UInt32(bitPattern: replacedCount)))
            } else {
                number(Int64(replacedCount), size: 4)
            }
            isCut = true
            return
        }
        length(list.count, width: 4, flexible)
        var plain = field
        plain.nullable = nil
        for value in list { encode(value, element, plain, flexible) }
    }

    private mutating func scalar(_ value: WireValue, size: Int) {
        switch value {
        case .bool(let flag): append([flag ? 1 : 0])
        case .integer(let integer): number(integer, size: size)
        case .real(let real): number(Int64(bitPattern: real.bitPattern), size: 8)
        case .text(let text):
            let id = KafkaModel.UUID(text) ?? .zero
            number(Int64(bitPattern: id.mostSignificant), size: 8)
            number(Int64(bitPattern: id.leastSignificant), size: 8)
        default: break
        }
    }

    private mutating func length(_ length: Int?, width: Int, _ flexible: Bool) {
        if flexible {
            varint((length ?? -1) + 1)
        } else {
            number(Int64(length ?? -1), size: width)
        }
    }

    private mutating func number(_ value: Int64, size: Int) {
        for shift in (0..<size).reversed() {
            append([UInt8(truncatingIfNeeded: value >> Int64(shift * 8))])
        }
    }

    private mutating func varint(_ value: Int) {
        var rest = value
        while rest >= 0x80 {
            append([UInt8(rest & 0x7F) | 0x80])
            rest >>= 7
        }
        append([UInt8(rest)])
    }

    private mutating func append(_ more: [UInt8]) {
        if !isCut { bytes += more }
    }
}
