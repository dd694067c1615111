/// Versions from `lower` to `upper`, both included.
package struct VersionRange: Equatable, Sendable {
    package var lower: Int
    package var upper: Int

    package init(lower: Int, upper: Int) {
        self.lower = lower
        self.upper = upper
    }

    /// Stands for "and everything later".
    package static let unbounded = Int(Int16.max)

    package func contains(_ version: Int) -> Bool { version >= lower && version <= upper }

    package func covers(_ other: VersionRange) -> Bool {
        lower <= other.lower && upper >= other.upper
    }

    /// `nil` if nothing is common to both.
    package func intersection(_ other: VersionRange) -> VersionRange? {
        let low = max(lower, other.lower)
        let high = min(upper, other.upper)
        return low <= high ? VersionRange(lower: low, upper: high) : nil
    }
}

/// The type of a field as a definition writes it.
package indirect enum FieldType: Equatable, Sendable {
    case scalar(ScalarType)
    case string
    case bytes
    case records
    case structure(String)
    case array(FieldType)
}

/// One field of a message or of a structure in it.
package struct FieldDefinition: Equatable, Sendable {
    package var name: String
    package var type: FieldType
    /// Within the versions of the structure around it.
    package var versions: VersionRange
    /// Versions in which the value may be null; within ``versions``.
    package var nullable: VersionRange?
    package var tag: Int?
    /// Whether a value is dropped silently in versions without the field.
    package var isIgnorable = false
    /// Whether the field keeps the old length coding in flexible versions.
    package var isInflexible = false
    /// As written: a number, `true` or `null`; `nil` for the default of the type.
    package var defaultValue: String?
}

/// A structure nested somewhere in a message. Its name is unique in the message.
package struct StructureDefinition: Equatable, Sendable {
    package var name: String
    package var versions: VersionRange
    package var fields: [FieldDefinition]
}

/// A request, a response, or a record format.
package struct MessageDefinition: Equatable, Sendable {
    package enum Role: Equatable, Sendable {
        case request(api: String, key: Int)
        case response(api: String, key: Int)
        case record
    }

    package var name: String
    package var role: Role
    package var versions: VersionRange
    package var firstFlexible: Int?
    package var fields: [FieldDefinition]
    package var structures: [StructureDefinition]

    package func structure(_ name: String) -> StructureDefinition? {
        structures.first { $0.name == name }
    }
}
