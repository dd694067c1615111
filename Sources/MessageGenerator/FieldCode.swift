/// The Swift of one field: declaration, default, reading and writing.
struct FieldCode {
    let field: FieldDefinition
    /// The versions of the structure around the field.
    let scope: VersionRange
    let firstFlexible: Int?

    var name: String { Self.reserved.contains(field.name) ? "`\(field.name)`" : field.name }
    var isNullable: Bool { field.nullable != nil }
    var swiftType: String { Self.swiftType(field.type) + (isNullable ? "?" : "") }

    private static let reserved: Set<String> = [
        "as", "case", "class", "default", "enum", "extension", "func", "import", "in", "init",
        "internal", "is", "operator", "private", "protocol", "public", "repeat", "return", "self",
        "static", "struct", "subscript", "switch", "throw", "try", "var", "where",
    ]

    private static func swiftType(_ type: FieldType) -> String {
        switch type {
        case .scalar(let scalar): scalar.swift
        case .string: "String"
        case .bytes: "[UInt8]"
        case .records: "Payload"
        case .structure(let name): name
        case .array(let element): "[\(swiftType(element))]"
        }
    }

    /// A literal or expression of the field's type.
    var defaultExpression: String {
        if field.defaultValue == "null" { return "nil" }
        switch field.type {
        case .scalar(let scalar):
            switch scalar.name {
            case "bool": return field.defaultValue ?? "false"
            case "uuid": return "UUID.zero"
            case "ErrorCode": return "ErrorCode.none"
            default: return field.defaultValue ?? "0"
            }
        case .string: return "\"\""
        case .bytes, .array: return "[]"
        case .records: return "Payload.empty"
        case .structure(let name): return "\(name)()"
        }
    }

    /// Whether the value differs from the default.
    var isSet: String {
        if isNullable { return "\(name) != \(defaultExpression)" }
        switch field.type {
        case .scalar(let scalar) where scalar.name == "bool":
            return field.defaultValue == "true" ? "!\(name)" : name
        case .string, .bytes, .array: return "!\(name).isEmpty"
        default: return "\(name) != \(defaultExpression)"
        }
    }

    /// When the field is present; `nil` for always.
    var presence: String? { Self.condition(field.versions, within: scope) }

    /// When null is allowed in the versions that have the field; `nil` for always.
    var nullPresence: String? {
        field.nullable.flatMap { Self.condition($0, within: field.versions) }
    }

    static func condition(_ range: VersionRange, within scope: VersionRange) -> String? {
        if range.covers(scope) { return nil }
        if range.lower == range.upper { return "version == \(range.lower)" }
        if range.lower <= scope.lower { return "version <= \(range.upper)" }
        if range.upper >= scope.upper { return "version >= \(range.lower)" }
        return "version >= \(range.lower) && version <= \(range.upper)"
    }

    /// When the field is absent; only for fields that have a ``presence``.
    var absence: String {
        let range = field.versions
        if range.lower <= scope.lower { return "version > \(range.upper)" }
        if range.upper >= scope.upper { return "version < \(range.lower)" }
        return "(version < \(range.lower) || version > \(range.upper))"
    }

    /// Whether lengths are compact: `true`, `false` or the local `flexible`.
    private var compact: String {
        guard let first = firstFlexible, !field.isInflexible else { return "compact: false" }
        if field.versions.lower >= first { return "compact: true" }
        return field.versions.upper < first ? "compact: false" : "compact: flexible"
    }

    func reading(from reader: String) -> String {
        let allowed = nullPresence.map { ", allowed: \($0)" } ?? ""
        let method: String
        switch field.type {
        case .scalar(let scalar):
            let primitive = "try \(reader).\(scalar.wire)()"
            return scalar.isWrapped ? "\(scalar.swift)(rawValue: \(primitive))" : primitive
        case .structure(let name):
            if isNullable {
                return "try \(reader).nullableStructure(version, tagged: \(field.tag != nil))"
            }
            return "try \(name)(from: &\(reader), version: version)"
        case .string: method = isNullable ? "nullableString" : "string"
        case .bytes: method = isNullable ? "nullableByteArray" : "byteArray"
        case .records: method = isNullable ? "nullableRecords" : "records"
        case .array(.string): method = isNullable ? "nullableStrings" : "strings"
        case .array:
            return "try \(reader).\(isNullable ? "nullableArray" : "array")"
                + "(version, \(compact)\(allowed))"
        }
        return "try \(reader).\(method)(\(compact)\(allowed))"
    }

    func writing(to writer: String) -> String {
        let method: String
        switch field.type {
        case .scalar(let scalar):
            return "\(writer).\(scalar.wire)(\(name)\(scalar.isWrapped ? ".rawValue" : ""))"
        case .structure:
            if isNullable {
                return "try \(writer).nullableStructure"
                    + "(\(name), version, tagged: \(field.tag != nil))"
            }
            return "try \(name).encode(to: &\(writer), version: version)"
        case .string: method = "try \(writer).\(isNullable ? "nullableString" : "string")"
        case .bytes: method = "\(writer).\(isNullable ? "nullableByteArray" : "byteArray")"
        case .records: method = "\(writer).\(isNullable ? "nullableRecords" : "records")"
        case .array(.string): method = "try \(writer).\(isNullable ? "nullableStrings" : "strings")"
        case .array:
            return "try \(writer).\(isNullable ? "nullableArray" : "array")"
                + "(\(name), version, \(compact))"
        }
        return "\(method)(\(name), \(compact))"
    }
}
