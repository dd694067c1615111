/// The position of a record in a partition's log, counted from 0; or one of the special values with
/// which ListOffsets asks for a position.
@frozen
@usableFromInline
package struct Offset: RawRepresentable, Hashable, Comparable, Sendable,
    ExpressibleByIntegerLiteral, CustomStringConvertible
{
    @usableFromInline package var rawValue: Int64

    @inlinable package init(rawValue: Int64) { self.rawValue = rawValue }
    @inlinable package init(_ value: Int64) { self.rawValue = value }
    @inlinable package init(_ value: Int) { self.rawValue = Int64(value) }
    @inlinable package init(integerLiteral value: Int64) { self.rawValue = value }

    /// No offset: nothing committed, nothing found.
    package static let none = Offset(-1)
    package static let zero = Offset(0)

    @usableFromInline package var description: String { String(rawValue) }

    @inlinable package static func < (a: Offset, b: Offset) -> Bool { a.rawValue < b.rawValue }

    /// Wraps on overflow; offsets from outside are checked against the log's bounds before.
    @inlinable package static func + (a: Offset, b: Int64) -> Offset { Offset(a.rawValue &+ b) }
    @inlinable package static func - (a: Offset, b: Int64) -> Offset { Offset(a.rawValue &- b) }
    /// The distance from `b` to `a`.
    @inlinable package static func - (a: Offset, b: Offset) -> Int64 { a.rawValue &- b.rawValue }
    @inlinable package static func += (a: inout Offset, b: Int64) { a = a + b }
}
