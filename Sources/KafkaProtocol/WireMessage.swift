import Bytes
import KafkaModel

/// A message of the protocol, or a record of an internal topic, in every version that Kafka 3.9 in
/// ZooKeeper mode speaks.
package protocol WireMessage: Sendable, Equatable {
    /// The versions that exist.
    static var validVersions: ClosedRange<Int16> { get }
    /// The first version with compact lengths and tagged fields; `nil` if there is none.
    static var firstFlexibleVersion: Int16? { get }

    /// All fields at their defaults.
    init()
    /// Reads the body. Bytes behind it are left in the reader. Fields that `version` lacks keep
    /// their defaults.
    init(from reader: inout ByteReader, version: Int16) throws(DecodeError)
    /// Writes the body. Throws if a field that `version` lacks, and that may not be ignored, is set.
    func encode(to writer: inout ByteWriter, version: Int16) throws(EncodeError)
}

/// A value that a version of a message has no place for.
package struct EncodeError: Error, Equatable, Sendable {
    package let message: StaticDescription
    package let field: StaticDescription
    package let version: Int16

    package init(message: StaticDescription, field: StaticDescription, version: Int16) {
        self.message = message
        self.field = field
        self.version = version
    }
}

package protocol RequestMessage: WireMessage {
    associatedtype Response: ResponseMessage
    static var apiKey: APIKey { get }
}

package protocol ResponseMessage: WireMessage {
    static var apiKey: APIKey { get }
}

extension WireMessage {
    package static func isFlexible(_ version: Int16) -> Bool {
        guard let first = firstFlexibleVersion else { return false }
        return version >= first
    }
}
