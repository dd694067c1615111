import Bytes

/// A stretch of a file, sent to a socket without passing through this program's memory.
///
/// Holding the region keeps the file's descriptor valid. Where the file has no descriptor (it was
/// closed, or lives in a simulation) ``ByteRegion/contents()`` is sent instead.
package protocol FileRegion: ByteRegion {
    var file: any File { get }
    /// Position of the first byte in the file.
    var position: Int64 { get }

    /// What sending `count` bytes from `offset` of the region on meets. Never waits.
    func readiness(from offset: Int, count: Int) -> RegionReadiness
    /// Brings `count` bytes from `offset` on into memory, and asks for what a reader in sequence wants
    /// next. Blocks for the disk.
    func load(from offset: Int, count: Int) throws(SystemError)
}

package enum RegionReadiness: Sendable {
    /// The bytes are in memory. Of `ahead`, if there is one, the file should be asked now
    /// (``File/readAhead(at:count:)``, which may block), so that it is there in time.
    case resident(ahead: (position: Int64, count: Int)?)
    /// Sending would wait for the disk.
    case absent
    /// The file has been cut or overwritten since the region was made.
    case gone
}
