/// A type of fixed size: what it is on the wire, and what Swift calls it.
package struct ScalarType: Equatable, Sendable {
    /// The name in definitions.
    package let name: String
    /// The primitive that is read and written; also the method of the reader and the writer.
    package let wire: String
    package let size: Int
    package let swift: String
    /// Whether the Swift type wraps the primitive as its raw value.
    package let isWrapped: Bool

    private init(_ name: String, wire: String, size: Int, swift: String, isWrapped: Bool) {
        self.name = name
        self.wire = wire
        self.size = size
        self.swift = swift
        self.isWrapped = isWrapped
    }

    package static func named(_ name: String) -> ScalarType? { all.first { $0.name == name } }

    private static func plain(_ name: String, _ size: Int, _ swift: String) -> ScalarType {
        ScalarType(name, wire: name, size: size, swift: swift, isWrapped: false)
    }

    private static func domain(_ name: String, _ wire: String, _ size: Int) -> ScalarType {
        ScalarType(name, wire: wire, size: size, swift: name, isWrapped: true)
    }

    private static let all: [ScalarType] = [
        plain("bool", 1, "Bool"),
        plain("int8", 1, "Int8"),
        plain("int16", 2, "Int16"),
        plain("uint16", 2, "UInt16"),
        plain("int32", 4, "Int32"),
        plain("uint32", 4, "UInt32"),
        plain("int64", 8, "Int64"),
        plain("float64", 8, "Double"),
        plain("uuid", 16, "UUID"),
        domain("ErrorCode", "int16", 2),
        domain("BrokerID", "int32", 4),
        domain("LeaderEpoch", "int32", 4),
        domain("ControllerEpoch", "int32", 4),
        domain("PartitionEpoch", "int32", 4),
        domain("BrokerEpoch", "int64", 8),
        domain("ProducerID", "int64", 8),
        domain("Offset", "int64", 8),
    ]
}
