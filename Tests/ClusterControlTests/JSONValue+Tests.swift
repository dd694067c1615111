import ClusterMetadata

/// Short ways into golden documents.
extension JSONValue {
    var number: Int? {
        if case .integer(let number) = self { return Int(number) }
        return nil
    }

    var text: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    var elements: [JSONValue]? {
        if case .array(let elements) = self { return elements }
        return nil
    }

    var members: [JSONValue.Member] {
        if case .object(let members) = self { return members }
        return []
    }
}
