import Foundation
import KafkaProtocol
import MessageGenerator
import TestSupport
import Testing

/// Vectors that Kafka's own message classes wrote, for every version of every message.
@Suite(.enabled(if: SharedFiles.golden("messages") != nil, "no golden files beside the repository"))
struct GoldenMessageTests {
    @Test(arguments: DefinedMessage.all)
    func everyVectorDecodesToItsJSONAndBack(_ message: DefinedMessage) throws {
        let path = try #require(SharedFiles.golden("messages/\(message).jsonl"))
        var seen: Set<Int16> = []
        for line in try SharedFiles.text(path).split(separator: "\n") {
            let vector = try Vector(line)
            seen.insert(vector.version)
            let decoded = try message.decode(vector.bytes, version: vector.version)
            let expected = try WireValue(
                json: vector.json, fields: message.definition.fields, of: message.definition,
                version: Int(vector.version))
            #expect(
                try message.fields(of: decoded, version: vector.version) == expected,
                "\(message) \(vector.version) \(vector.name)")
            guard !vector.name.hasPrefix("unknown-tags") else { continue }
            #expect(
                try decoded.bytes(version: vector.version) == vector.bytes,
                "\(message) \(vector.version) \(vector.name)")
        }
        #expect(seen == Set(message.versions))
    }

    private struct Vector {
        let version: Int16
        let name: String
        let json: Any?
        let bytes: [UInt8]

        init(_ line: Substring) throws {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            version = (object?["version"] as? NSNumber)?.int16Value ?? -1
            name = object?["case"] as? String ?? ""
            json = object?["json"]
            bytes = try hexadecimal(object?["hex"] as? String ?? "")
        }
    }
}
