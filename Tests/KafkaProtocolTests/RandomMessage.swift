import Foundation
import KafkaModel
import MessageGenerator
import TestSupport

/// Fills messages with random values that their definition allows.
struct RandomMessage {
    let message: MessageDefinition
    let version: Int
    var random: SeededRandom

    init(_ message: MessageDefinition, version: Int, seed: UInt64) {
        self.message = message
        self.version = version
        random = SeededRandom(seed: seed)
    }

    mutating func value() -> WireValue { structure(message.fields) }

    private mutating func structure(_ fields: [FieldDefinition]) -> WireValue {
        var object: [String: WireValue] = [:]
        for field in fields where field.versions.contains(version) {
            if field.tag != nil, Bool.random(using: &random) {
                object[field.name] = .defaultValue(of: field, in: message, version: version)
            } else if field.nullable?.contains(version) == true, oneIn(4) {
                object[field.name] = .null
            } else {
                object[field.name] = value(field.type)
            }
        }
        return .object(object)
    }

    private mutating func value(_ type: FieldType) -> WireValue {
        switch type {
        case .scalar(let scalar): return self.scalar(scalar)
        case .string: return .text(text())
        case .bytes, .records: return .bytes(random.bytes(Int.random(in: 0...9, using: &random)))
        case .array(let element):
            let count = Int.random(in: 0...3, using: &random)
            return .list((0..<count).map { _ in value(element) })
        case .structure(let name): return structure(message.structure(name)?.fields ?? [])
        }
    }

    private mutating func scalar(_ scalar: ScalarType) -> WireValue {
        let bits = random.next()
        switch scalar.wire {
        case "bool": return .bool(bits & 1 == 1)
        case "float64": return .real(Double(Int64(bitPattern: bits)) / 7)
        case "uuid":
            let id = KafkaModel.UUID(mostSignificant: bits, leastSignificant: random.next())
            return .text(id.description)
        case "uint16": return .integer(Int64(UInt16(truncatingIfNeeded: bits)))
        case "uint32": return .integer(Int64(UInt32(truncatingIfNeeded: bits)))
        default:
            // Signed: keeps the sign when cut to the width.
            let unused = Int64(64 - scalar.size * 8)
            return .integer(Int64(bitPattern: bits) >> unused)
        }
    }

    private mutating func text() -> String {
        if oneIn(20) { return String(repeating: "long ", count: 40) }
        let letters: [Character] = ["a", "Z", "7", ".", "é", "語", "\u{1F980}", "\u{0}", "\u{301}"]
        let count = Int.random(in: 0...6, using: &random)
        return String((0..<count).map { _ in letters.randomElement(using: &random) ?? "x" })
    }

    private mutating func oneIn(_ count: Int) -> Bool {
        Int.random(in: 0..<count, using: &random) == 0
    }
}
