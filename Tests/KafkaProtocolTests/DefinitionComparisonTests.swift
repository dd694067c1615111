import Foundation
import KafkaProtocol
import MessageGenerator
import TestSupport
import Testing

/// Our definitions against the reference, field by field and version by version.
@Suite(
    .enabled(if: SharedFiles.reference("messages") != nil, "no reference beside the repository"))
struct DefinitionComparisonTests {
    /// Written by controllers of the kind without ZooKeeper only.
    private static let leftOut: Set<String> = [
        "KRaftVersionRecord", "LeaderChangeMessage", "SnapshotFooterRecord",
        "SnapshotHeaderRecord", "VotersRecord", "x-EndTxnMarker", "x-ProducerSnapshot",
    ]

    @Test func everyReferenceMessageIsDefined() throws {
        let folder = try #require(SharedFiles.reference("messages"))
        let reference = Set(
            SharedFiles.names(folder).filter { $0.hasSuffix(".json") }.map { $0.dropLast(5) }
                .map(String.init))
        let defined = Set(DefinedMessage.all.map(\.description))
        #expect(reference.subtracting(Self.leftOut) == defined)
    }

    @Test(arguments: DefinedMessage.all)
    func everyFieldOfEveryVersionIsThatOfTheReference(_ message: DefinedMessage) throws {
        let path = try #require(SharedFiles.reference("messages/\(message).json"))
        let lines = try SharedFiles.text(path).split(separator: "\n")
            .filter { !$0.drop(while: { $0 == " " }).hasPrefix("//") }
        let json = try JSONSerialization.jsonObject(with: Data(lines.joined(separator: "\n").utf8))
        let reference = try ReferenceDefinition(#require(json as? [String: Any]))
        let definition = message.definition
        #expect(reference.versions == definition.versions)
        #expect(
            message.versions == Int16(reference.versions.lower)...Int16(reference.versions.upper))
        for version in definition.versions.lower...definition.versions.upper {
            let flexible = definition.firstFlexible.map { version >= $0 } ?? false
            #expect(flexible == reference.flexible?.contains(version) ?? false)
            #expect(message.type.isFlexible(Int16(version)) == flexible)
            #expect(
                reference.lines(version: version) == ours(definition, version: version),
                "\(message) \(version)")
        }
        switch definition.role {
        case .request(_, let key), .response(_, let key): #expect(reference.key == key)
        case .record: #expect(reference.key == nil)
        }
    }

    private func ours(_ message: MessageDefinition, version: Int) -> [String] {
        func lines(_ fields: [FieldDefinition], _ path: String) -> [String] {
            fields.filter { $0.versions.contains(version) }.flatMap { field -> [String] in
                let (type, structure) = name(field.type)
                let isNullable = field.nullable?.contains(version) ?? false
                let value = field.defaultValue ?? "-"
                let own =
                    "\(path)\(field.name) \(type) null:\(isNullable) tag:\(field.tag ?? -1) "
                    + "ignorable:\(field.isIgnorable) inflexible:\(field.isInflexible) \(value)"
                let nested = structure.flatMap { message.structure($0) }?.fields ?? []
                return [own] + lines(nested, path + field.name + ".")
            }
        }
        return lines(message.fields, "")
    }

    private func name(_ type: FieldType) -> (type: String, structure: String?) {
        switch type {
        case .scalar(let scalar): return (scalar.wire, nil)
        case .string: return ("string", nil)
        case .bytes: return ("bytes", nil)
        case .records: return ("records", nil)
        case .structure(let name): return (name, name)
        case .array(let element):
            let inner = name(element)
            return ("[]" + inner.type, inner.structure)
        }
    }
}
