/// The term of a partition's leader. Starts at 0, grows with each change by the controller.
@frozen
@usableFromInline
package struct LeaderEpoch: RawRepresentable, Hashable, Comparable, Sendable,
    ExpressibleByIntegerLiteral, CustomStringConvertible
{
    @usableFromInline package var rawValue: Int32

    @inlinable package init(rawValue: Int32) { self.rawValue = rawValue }
    @inlinable package init(_ value: Int32) { self.rawValue = value }
    @inlinable package init(integerLiteral value: Int32) { self.rawValue = value }

    /// Not known, or not to be checked.
    package static let none = LeaderEpoch(-1)
    /// In StopReplica: the topic is being deleted, whatever the epoch.
    package static let duringDelete = LeaderEpoch(-2)

    @usableFromInline package var description: String { String(rawValue) }
    @inlinable package static func < (a: LeaderEpoch, b: LeaderEpoch) -> Bool {
        a.rawValue < b.rawValue
    }
}

/// The term of the controller: the number in `/controller_epoch`. The first controller's is 1.
@frozen
@usableFromInline
package struct ControllerEpoch: RawRepresentable, Hashable, Comparable, Sendable,
    ExpressibleByIntegerLiteral, CustomStringConvertible
{
    @usableFromInline package var rawValue: Int32

    @inlinable package init(rawValue: Int32) { self.rawValue = rawValue }
    @inlinable package init(_ value: Int32) { self.rawValue = value }
    @inlinable package init(integerLiteral value: Int32) { self.rawValue = value }

    package static let initial = ControllerEpoch(0)

    @usableFromInline package var description: String { String(rawValue) }
    @inlinable package static func < (a: ControllerEpoch, b: ControllerEpoch) -> Bool {
        a.rawValue < b.rawValue
    }
}

/// One registration of a broker: the creation transaction id (czxid) of its znode.
@frozen
@usableFromInline
package struct BrokerEpoch: RawRepresentable, Hashable, Comparable, Sendable,
    ExpressibleByIntegerLiteral, CustomStringConvertible
{
    @usableFromInline package var rawValue: Int64

    @inlinable package init(rawValue: Int64) { self.rawValue = rawValue }
    @inlinable package init(_ value: Int64) { self.rawValue = value }
    @inlinable package init(integerLiteral value: Int64) { self.rawValue = value }

    /// Not known, or not to be checked.
    package static let none = BrokerEpoch(-1)

    @usableFromInline package var description: String { String(rawValue) }
    @inlinable package static func < (a: BrokerEpoch, b: BrokerEpoch) -> Bool {
        a.rawValue < b.rawValue
    }
}

/// The version of a partition's state: the data version of its `state` znode (`zk_version` on the
/// wire). Grows with each write, whoever makes it.
@frozen
@usableFromInline
package struct PartitionEpoch: RawRepresentable, Hashable, Comparable, Sendable,
    ExpressibleByIntegerLiteral, CustomStringConvertible
{
    @usableFromInline package var rawValue: Int32

    @inlinable package init(rawValue: Int32) { self.rawValue = rawValue }
    @inlinable package init(_ value: Int32) { self.rawValue = value }
    @inlinable package init(integerLiteral value: Int32) { self.rawValue = value }

    @usableFromInline package var description: String { String(rawValue) }
    @inlinable package static func < (a: PartitionEpoch, b: PartitionEpoch) -> Bool {
        a.rawValue < b.rawValue
    }
}
