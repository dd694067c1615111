/// `/config/...`: the settings that a topic, a broker, a user, a client or an address has of its
/// own. All values are text.
package struct ConfigZNode: Equatable, Sendable {
    /// In the order of the node.
    package private(set) var entries: [(key: String, value: String)]

    package init(_ entries: [(key: String, value: String)] = []) { self.entries = entries }

    package init(_ settings: [String: String]) {
        entries = settings.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
    }

    package var settings: [String: String] {
        Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    }

    package static func == (a: ConfigZNode, b: ConfigZNode) -> Bool { a.settings == b.settings }

    /// A node without data, or without a member `config`, has no settings.
    package init(decoding data: [UInt8]?) throws(ZNodeDecodeError) {
        entries = []
        guard let data, !data.isEmpty else { return }
        for member in try JSONValue.decode(data).optionalMembers("config") {
            guard case .string(let value) = member.value else { throw .invalidField(member.key) }
            entries.append((member.key, value))
        }
    }

    package func encode() -> [UInt8] {
        let config = JSONValue.object(entries.map { .init($0.key, .string($0.value)) })
        return JSONValue.object([.init("version", .integer(1)), .init("config", config)]).encoded()
    }
}
