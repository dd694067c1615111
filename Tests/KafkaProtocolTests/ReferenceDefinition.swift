import Foundation
import MessageGenerator

/// A definition in the reference's own form.
struct ReferenceDefinition {
    let versions: VersionRange
    let flexible: VersionRange?
    let key: Int?
    private let fields: [[String: Any]]
    private var structures: [String: [[String: Any]]] = [:]

    init(_ json: [String: Any]) throws {
        guard let versions = Self.range(json["validVersions"]),
            let fields = json["fields"] as? [[String: Any]]
        else { throw MismatchError(description: "no versions or fields") }
        self.versions = versions
        self.fields = fields
        flexible = Self.range(json["flexibleVersions"])
        key = (json["apiKey"] as? NSNumber)?.intValue
        for structure in json["commonStructs"] as? [[String: Any]] ?? [] {
            guard let name = structure["name"] as? String else { continue }
            structures[name] = structure["fields"] as? [[String: Any]]
        }
    }

    func lines(version: Int) -> [String] { lines(fields, "", version) }

    private func lines(_ fields: [[String: Any]], _ path: String, _ version: Int) -> [String] {
        fields.flatMap { field -> [String] in
            guard Self.range(field["versions"])?.contains(version) == true,
                let capital = field["name"] as? String, let type = field["type"] as? String
            else { return [] }
            let name = (capital.first?.lowercased() ?? "") + capital.dropFirst()
            let isNullable = Self.range(field["nullableVersions"])?.contains(version) ?? false
            let tag = (field["tag"] as? NSNumber)?.intValue ?? -1
            let isIgnorable = (field["ignorable"] as? Bool) ?? false
            let isInflexible = field["flexibleVersions"] as? String == "none"
            let own =
                "\(path)\(name) \(type) null:\(isNullable) tag:\(tag) ignorable:\(isIgnorable) "
                + "inflexible:\(isInflexible) \(Self.defaultValue(field["default"], type))"
            let plain = type.hasPrefix("[]") ? String(type.dropFirst(2)) : type
            let nested = field["fields"] as? [[String: Any]] ?? structures[plain] ?? []
            return [own] + lines(nested, path + name + ".", version)
        }
    }

    private static func defaultValue(_ value: Any?, _ type: String) -> String {
        var text: String
        switch value {
        case let string as String: text = string
        case let number as NSNumber:
            text = type == "bool" ? (number.boolValue ? "true" : "false") : number.stringValue
        default: return "-"
        }
        if text.hasPrefix("0x"), let number = Int(text.dropFirst(2), radix: 16) {
            text = String(number)
        }
        return text.isEmpty || text == "0" || text == "false" ? "-" : text
    }

    private static func range(_ value: Any?) -> VersionRange? {
        guard let text = value as? String, text != "none" else { return nil }
        let ends = text.split(separator: "-").map(String.init)
        guard let first = ends.first else { return nil }
        if first.hasSuffix("+") {
            return Int(first.dropLast()).map {
                VersionRange(lower: $0, upper: VersionRange.unbounded)
            }
        }
        guard let lower = Int(first), let upper = ends.last.flatMap({ Int($0) }) else { return nil }
        return VersionRange(lower: lower, upper: upper)
    }
}
