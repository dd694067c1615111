/// What a program asked of a ``SimulatedDisk``, with its place in the order of everything asked.
///
/// Reads, sizes, listings and attributes change nothing and are not counted.
package struct DiskOperation: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// Opening a file that is there.
        case open
        /// Opening a file that was not there.
        case create
        case write(Write)
        case truncate(size: Int64)
        case reserve(size: Int64)
        case setModificationTime
        /// `fdatasync`.
        case synchronize
        case createDirectory
        case rename(target: String)
        case remove
        case synchronizeDirectory
        case lock
    }

    package struct Write: Equatable, Sendable {
        let node: DiskImage.NodeID
        package let position: Int64
        package let bytes: [UInt8]
    }

    /// From 0, without gaps.
    package let number: Int
    package let kind: Kind
    package let path: String

    /// The written bytes, if this is a write.
    package var write: Write? {
        if case .write(let write) = kind { return write }
        return nil
    }

    /// Whether the disk is another one afterwards: in the page cache or in what is durable.
    package var changesTheDisk: Bool { kind != .open }

    /// Whether a program sees a change, now or after it was killed.
    package var changesThePageCache: Bool {
        switch kind {
        case .open, .synchronize, .synchronizeDirectory, .reserve, .lock: false
        default: true
        }
    }
}

extension DiskOperation: CustomStringConvertible {
    package var description: String {
        let what =
            switch kind {
            case .write(let write): "write(\(write.bytes.count) bytes at \(write.position))"
            default: "\(kind)"
            }
        return "#\(number) \(what) \(path)"
    }
}
