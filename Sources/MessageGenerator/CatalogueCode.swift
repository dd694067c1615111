/// The Swift file that finds message types by API key.
enum CatalogueCode {
    static func source(of messages: [MessageDefinition]) -> String {
        var source = SourceText()
        for line in MessageCode.banner { source.add(line) }
        source.add("import KafkaModel")
        source.add("")
        source.block("extension APIKey") { source in
            source.add("/// The type of the API's requests.")
            source.block("package var requestType: any RequestMessage.Type") { source in
                source.add("switch self {")
                for case (let api, _)? in messages.map(request) {
                    source.add("case .\(MessageCode.caseName(api)): \(api)Request.self")
                }
                source.add("}")
            }
            source.add("")
            source.add("/// The versions of the API that exist.")
            source.block("package var validVersions: ClosedRange<Int16>") { source in
                source.add("switch self {")
                for case (let api, let message)? in messages.map(request) {
                    let versions = "\(message.versions.lower)...\(message.versions.upper)"
                    source.add("case .\(MessageCode.caseName(api)): \(versions)")
                }
                source.add("}")
            }
            source.add("")
            source.add("/// The first version with compact lengths and tagged fields, if any.")
            source.block("package var firstFlexibleVersion: Int16?") { source in
                source.add("switch self {")
                for case (let api, let message)? in messages.map(request) {
                    let first = message.firstFlexible.map { String($0) } ?? "nil"
                    source.add("case .\(MessageCode.caseName(api)): \(first)")
                }
                source.add("}")
            }
        }
        source.add("")
        source.add("/// Every message of the protocol, in the order of their names.")
        source.add("package let allMessageTypes: [any WireMessage.Type] = [")
        source.indented { source in
            for message in messages { source.add("\(message.name).self,") }
        }
        source.add("]")
        return source.text
    }

    private static func request(
        _ message: MessageDefinition
    ) -> (String, MessageDefinition)? {
        guard case .request(let api, _) = message.role else { return nil }
        return (api, message)
    }
}
