/// A broker's number in the cluster: the name of its znode under `/brokers/ids`.
/// Negative values are special: ``none``, ``consumer`` and ``debuggingConsumer`` on the wire.
@frozen
@usableFromInline
package struct BrokerID: RawRepresentable, Hashable, Comparable, Sendable,
    ExpressibleByIntegerLiteral, CustomStringConvertible
{
    @usableFromInline package var rawValue: Int32

    @inlinable package init(rawValue: Int32) { self.rawValue = rawValue }
    @inlinable package init(_ value: Int32) { self.rawValue = value }
    @inlinable package init(integerLiteral value: Int32) { self.rawValue = value }

    /// No broker: no leader, no controller.
    package static let none = BrokerID(-1)
    /// The replica id of a consumer in Fetch and ListOffsets.
    package static let consumer = BrokerID(-1)
    /// The replica id of a tool that may read from any replica.
    package static let debuggingConsumer = BrokerID(-2)
    /// The leader in UpdateMetadata of a partition that is being deleted.
    package static let duringDelete = BrokerID(-2)

    package var isBroker: Bool { rawValue >= 0 }
    @usableFromInline package var description: String { String(rawValue) }
    @inlinable package static func < (a: BrokerID, b: BrokerID) -> Bool { a.rawValue < b.rawValue }
}

/// A number that identifies a producer for idempotence and transactions; -1 means none.
@frozen
@usableFromInline
package struct ProducerID: RawRepresentable, Hashable, Comparable, Sendable,
    ExpressibleByIntegerLiteral, CustomStringConvertible
{
    @usableFromInline package var rawValue: Int64

    @inlinable package init(rawValue: Int64) { self.rawValue = rawValue }
    @inlinable package init(_ value: Int64) { self.rawValue = value }
    @inlinable package init(integerLiteral value: Int64) { self.rawValue = value }

    package static let none = ProducerID(-1)
    @usableFromInline package var description: String { String(rawValue) }
    @inlinable package static func < (a: ProducerID, b: ProducerID) -> Bool {
        a.rawValue < b.rawValue
    }
}
