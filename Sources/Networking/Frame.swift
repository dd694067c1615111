import Bytes

/// Writes frames: the length of four bytes, then the content.
package enum Frame {
    /// A writer for the content, behind the room for its length.
    package static func begin(capacity: Int = 256) -> ByteWriter {
        var writer = ByteWriter(capacity: capacity)
        writer.int32(0)
        return writer
    }

    /// The frame in order. The content is shorter than 2 GiB.
    package static func finish(_ writer: consuming ByteWriter) -> [Payload] {
        writer.patch(Int32(writer.count - 4), at: 0)
        return writer.chunks()
    }
}
