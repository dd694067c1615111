import Bytes

/// A stretch of a file, sent to a socket without passing through this program's memory.
///
/// Holding the region keeps the file's descriptor valid. Where the file has no descriptor (it was
/// closed, or lives in a simulation) ``ByteRegion/contents()`` is sent instead.
package protocol FileRegion: ByteRegion {
    var file: any File { get }
    /// Position of the first byte in the file.
    var position: Int64 { get }
}
