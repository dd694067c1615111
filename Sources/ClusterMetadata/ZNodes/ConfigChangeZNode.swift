/// Whose settings they are. Names of users, clients and addresses are not yet encoded here.
package enum ConfigEntity: Hashable, Sendable {
    case topic(String)
    /// `nil` for the default of all.
    case broker(String?)
    case client(String?)
    case user(String?)
    case userClient(user: String?, client: String?)
    case ip(String?)

    /// Below `/config`, as notifications name it.
    package var path: String {
        switch self {
        case .topic(let name): "topics/\(name)"
        case .broker(let id): "brokers/\(Self.element(id))"
        case .client(let name): "clients/\(Self.element(name))"
        case .user(let name): "users/\(Self.element(name))"
        case .userClient(let user, let client):
            "users/\(Self.element(user))/clients/\(Self.element(client))"
        case .ip(let address): "ips/\(Self.element(address))"
        }
    }

    package var znodePath: String { "/config/\(path)" }

    /// Reads ``path``; `nil` if it names no kind of entity.
    package init?(path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 || parts.count == 4, !parts.contains("") else { return nil }
        let name = Self.name(parts[1])
        switch (parts[0], parts.count) {
        case ("topics", 2): self = .topic(parts[1])
        case ("brokers", 2): self = .broker(name)
        case ("clients", 2): self = .client(name)
        case ("users", 2): self = .user(name)
        case ("ips", 2): self = .ip(name)
        case ("users", 4) where parts[2] == "clients":
            self = .userClient(user: name, client: Self.name(parts[3]))
        default: return nil
        }
    }

    private static let defaultName = "<default>"

    private static func element(_ name: String?) -> String {
        name.map(SanitizedName.encode) ?? defaultName
    }

    private static func name(_ element: String) -> String? {
        element == defaultName ? nil : SanitizedName.decode(element)
    }
}

/// Names as elements of paths: URL encoding with `%20` for a space and `%2A` for an asterisk.
package enum SanitizedName {
    package static func encode(_ name: String) -> String {
        let digits = [UInt8]("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: output.append(byte)
            default: output += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// What cannot have been encoded is returned as it is.
    package static func decode(_ element: String) -> String {
        let bytes = [UInt8](element.utf8)
        var output: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0x25, index + 2 < bytes.count,
                let byte = UInt8(
                    String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                output.append(byte)
                index += 3
            } else {
                output.append(bytes[index] == 0x2B ? 0x20 : bytes[index])
                index += 1
            }
        }
        return String(validating: output, as: UTF8.self) ?? element
    }
}

/// `/config/changes/config_change_<seq>`: tells every broker that settings were written.
package struct ConfigChangeZNode: Equatable, Sendable {
    /// The counter is added by ZooKeeper.
    package static let pathPrefix = "\(MetadataPath.configChanges)/config_change_"

    package var entity: ConfigEntity

    package init(entity: ConfigEntity) { self.entity = entity }

    package init(decoding data: [UInt8]?) throws(ZNodeDecodeError) {
        let json = try JSONValue.decode(data)
        let path: String
        switch try json.int64("version") {
        case 1:
            path = try json.string("entity_type") + "/" + json.string("entity_name")
        case 2: path = try json.string("entity_path")
        case let other: throw .unsupportedVersion(other)
        }
        guard let entity = ConfigEntity(path: path) else { throw .invalidField("entity_path") }
        self.entity = entity
    }

    package func encode() -> [UInt8] {
        JSONValue.object([
            .init("version", .integer(2)), .init("entity_path", .string(entity.path)),
        ]).encoded()
    }
}
