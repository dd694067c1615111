/// Why a sequence of bytes is not a value. Carries no text, so that throwing it costs nothing.
@usableFromInline
package enum DecodeError: Error, Equatable, Sendable {
    /// The bytes end before the value does.
    case truncated
    /// A length or count that is negative where it may not be, or larger than what could follow.
    case invalidLength
    /// A variable-length integer with too many bytes.
    case invalidVariableLengthInteger
    /// Text that is not UTF-8.
    case invalidText
    /// A null where the field does not allow one.
    case unexpectedNull
    /// A value outside the field's range; the associated value says which field.
    case invalidValue(StaticDescription)
    /// A version that this program does not know.
    case unsupportedVersion(Int16)
}

/// A compile-time text that can be compared, for errors that are thrown often.
@usableFromInline
package struct StaticDescription: Equatable, Sendable, ExpressibleByStringLiteral,
    CustomStringConvertible
{
    private let text: StaticString

    @usableFromInline package init(stringLiteral text: StaticString) {
        self.text = text
    }

    @usableFromInline package var description: String { text.description }

    @usableFromInline package static func == (left: StaticDescription, right: StaticDescription)
        -> Bool
    {
        left.description == right.description
    }
}
