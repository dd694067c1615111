/// A stretch of bytes that lives outside memory (in a file) and is copied only when it is sent.
///
/// Implementations are immutable: the same region always yields the same bytes.
package protocol ByteRegion: AnyObject, Sendable {
    var count: Int { get }
    /// Reads the region into memory, for receivers that cannot be served from the file.
    func contents() throws -> SharedBytes
}

/// The records of a produce or fetch message: bytes of a frame, or a part of a segment file.
package enum Payload: Sendable {
    case bytes(SharedBytes)
    case region(any ByteRegion)

    package static let empty = Payload.bytes(.empty)

    package var count: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .region(let region): region.count
        }
    }

    /// The bytes if they are in memory.
    package var inMemory: SharedBytes? {
        if case .bytes(let bytes) = self { return bytes }
        return nil
    }
}

extension Payload: Equatable {
    /// Content for bytes, identity for regions.
    package static func == (left: Payload, right: Payload) -> Bool {
        switch (left, right) {
        case (.bytes(let a), .bytes(let b)): a == b
        case (.region(let a), .region(let b)): a === b
        default: false
        }
    }
}
