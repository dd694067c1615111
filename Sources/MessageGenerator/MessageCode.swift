/// The Swift file of a message.
enum MessageCode {
    static let banner = [
        "// Generated from Sources/KafkaProtocol/Definitions by bin/generate. Do not edit.",
        "// swift-format-ignore-file",
        "",
    ]

    static func source(of message: MessageDefinition) -> String {
        var source = SourceText()
        for line in banner { source.add(line) }
        source.add("import Bytes")
        source.add("import KafkaModel")
        source.add("")
        source.add("/// \(summary(of: message))")
        source.block("package struct \(message.name): \(conformance(of: message))") { source in
            addConstants(of: message, to: &source)
            source.add("")
            let body = StructureCode(message, fields: message.fields, versions: message.versions)
            add(body, to: &source, isMessage: true)
            for structure in message.structures {
                source.add("")
                add(structure, of: message, to: &source)
            }
        }
        return source.text
    }

    private static func summary(of message: MessageDefinition) -> String {
        let what =
            switch message.role {
            case .request(let api, let key): "The request of \(api) (API \(key))"
            case .response(let api, let key): "The answer of \(api) (API \(key))"
            case .record: "The structure \(message.name)"
            }
        let versions = message.versions
        let range =
            versions.lower == versions.upper
            ? "version \(versions.lower)" : "versions \(versions.lower) to \(versions.upper)"
        let flexible = message.firstFlexible.map { ", flexible from \($0) on" } ?? ""
        return "\(what), \(range)\(flexible)."
    }

    private static func conformance(of message: MessageDefinition) -> String {
        switch message.role {
        case .request: "RequestMessage"
        case .response: "ResponseMessage"
        case .record: "WireMessage"
        }
    }

    private static func addConstants(of message: MessageDefinition, to source: inout SourceText) {
        switch message.role {
        case .request(let api, _):
            source.add("package typealias Response = \(api)Response")
            source.add("package static var apiKey: APIKey { .\(caseName(api)) }")
        case .response(let api, _):
            source.add("package static var apiKey: APIKey { .\(caseName(api)) }")
        case .record: break
        }
        let versions = message.versions
        source.add(
            "package static var validVersions: ClosedRange<Int16> "
                + "{ \(versions.lower)...\(versions.upper) }")
        let flexible = message.firstFlexible.map { String($0) } ?? "nil"
        source.add("package static var firstFlexibleVersion: Int16? { \(flexible) }")
    }

    private static func add(
        _ structure: StructureDefinition, of message: MessageDefinition, to source: inout SourceText
    ) {
        source.block("package struct \(structure.name): WireElement") { source in
            let size = message.minimumSize(of: structure)
            source.add("package static var minimumSize: Int { \(size) }")
            source.add("")
            let body = StructureCode(
                message, fields: structure.fields, versions: structure.versions)
            add(body, to: &source, isMessage: false)
        }
    }

    private static func add(_ body: StructureCode, to source: inout SourceText, isMessage: Bool) {
        body.addProperties(to: &source)
        source.add("")
        body.addDecoding(to: &source, isMessage: isMessage)
        source.add("")
        body.addEncoding(to: &source, isMessage: isMessage)
    }

    /// The name of the API's case in `APIKey`.
    static func caseName(_ api: String) -> String {
        (api.first.map { $0.lowercased() } ?? "") + api.dropFirst()
    }
}
