import KafkaModel

/// Why the content of a znode is not what belongs there.
package enum ZNodeDecodeError: Error, Equatable, Sendable {
    /// The node has no data where some is needed.
    case noData
    case notJSON(JSONError)
    /// A field is missing, of another type or out of range.
    case invalidField(String)
    case unsupportedVersion(Int64)
}

/// Typed access to the members of a document. Unknown members are never looked at.
extension JSONValue {
    /// The document in `data`.
    package static func decode(_ data: [UInt8]?) throws(ZNodeDecodeError) -> JSONValue {
        guard let data else { throw .noData }
        do {
            return try JSONParser.parse(data)
        } catch {
            throw .notJSON(error)
        }
    }

    func string(_ key: String) throws(ZNodeDecodeError) -> String {
        guard case .string(let text) = self[key] else { throw .invalidField(key) }
        return text
    }

    /// `nil` for a missing or null member.
    func optionalString(_ key: String) throws(ZNodeDecodeError) -> String? {
        switch self[key] {
        case nil, .null: return nil
        case .string(let text): return text
        default: throw .invalidField(key)
        }
    }

    func int64(_ key: String) throws(ZNodeDecodeError) -> Int64 {
        guard case .integer(let number) = self[key] else { throw .invalidField(key) }
        return number
    }

    func int32(_ key: String) throws(ZNodeDecodeError) -> Int32 {
        guard let number = Int32(exactly: try int64(key)) else { throw .invalidField(key) }
        return number
    }

    func optionalInt32(_ key: String) throws(ZNodeDecodeError) -> Int32? {
        switch self[key] {
        case nil, .null: return nil
        default: return try int32(key)
        }
    }

    /// A number that is stored as text.
    func int64Text(_ key: String) throws(ZNodeDecodeError) -> Int64 {
        guard let number = Int64(try string(key)) else { throw .invalidField(key) }
        return number
    }

    func array(_ key: String) throws(ZNodeDecodeError) -> [JSONValue] {
        guard case .array(let elements) = self[key] else { throw .invalidField(key) }
        return elements
    }

    func brokerIDs(_ key: String) throws(ZNodeDecodeError) -> [BrokerID] {
        guard let ids = self[key]?.asBrokerIDs else { throw .invalidField(key) }
        return ids
    }

    /// An array of broker ids; `nil` if this is anything else.
    var asBrokerIDs: [BrokerID]? {
        guard case .array(let elements) = self else { return nil }
        var ids: [BrokerID] = []
        ids.reserveCapacity(elements.count)
        for element in elements {
            guard case .integer(let number) = element, let id = Int32(exactly: number) else {
                return nil
            }
            ids.append(BrokerID(id))
        }
        return ids
    }

    /// The members of an object; none for a missing or null one.
    func optionalMembers(_ key: String) throws(ZNodeDecodeError) -> [Member] {
        switch self[key] {
        case nil, .null: return []
        case .object(let members): return members
        default: throw .invalidField(key)
        }
    }

    static func brokerIDs(_ ids: [BrokerID]) -> JSONValue {
        .array(ids.map { JSONValue($0.rawValue) })
    }
}

extension ZNodeDecodeError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noData: "it has no data"
        case .notJSON(let error): "not JSON: \(error)"
        case .invalidField(let name): "the field \(name) is missing or has an impossible value"
        case .unsupportedVersion(let version): "version \(version) is not known"
        }
    }
}
