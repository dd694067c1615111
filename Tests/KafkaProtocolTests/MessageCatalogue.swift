import Bytes
import KafkaModel
import KafkaProtocol
import MessageGenerator
import TestSupport

/// A message as its definition has it, together with the generated type.
struct DefinedMessage: CustomStringConvertible, Sendable {
    let definition: MessageDefinition
    let type: any WireMessage.Type

    var description: String { definition.name }
    var versions: ClosedRange<Int16> { type.validVersions }

    /// Every message; a definition without a generated type is a failure.
    static let all: [DefinedMessage] = {
        let types = Dictionary(
            uniqueKeysWithValues: allMessageTypes.map { (String(describing: $0), $0) })
        let definitions = try? Generator(root: SharedFiles.repositoryRoot).messages()
        return (definitions ?? []).compactMap { definition in
            types[definition.name].map { DefinedMessage(definition: definition, type: $0) }
        }
    }()

    static func named(_ name: String) -> DefinedMessage? {
        all.first { $0.definition.name == name }
    }

    /// What `value`, of this message's type, holds in `version`.
    func fields(of value: any WireMessage, version: Int16) throws -> WireValue {
        try WireValue(
            reflecting: value, fields: definition.fields, of: definition, version: Int(version))
    }

    func decode(_ bytes: [UInt8], version: Int16) throws(DecodeError) -> any WireMessage {
        var reader = ByteReader(copying: bytes)
        return try type.init(from: &reader, version: version)
    }
}

extension WireMessage {
    /// The body in `version`.
    func bytes(version: Int16) throws(EncodeError) -> [UInt8] {
        var writer = ByteWriter()
        try encode(to: &writer, version: version)
        return writer.finish().array
    }
}
