import Glibc
import Platform

/// What the kernel keeps of a file in memory, asked and changed without the code under test.
package enum PageCache {
    /// Takes the whole file out of memory. `false` where that is not possible, as in a file system that
    /// lives there.
    package static func drop(_ path: String) throws -> Bool {
        let descriptor = open(path, O_RDWR)
        guard descriptor >= 0 else { throw SystemError.last("open", path) }
        defer { close(descriptor) }
        // Only clean pages go.
        guard fdatasync(descriptor) == 0 else { throw SystemError.last("fdatasync", path) }
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        return try residentPages(path).isEmpty
    }

    /// The numbers of the pages that are in memory.
    package static func residentPages(_ path: String) throws -> [Int] {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw SystemError.last("open", path) }
        defer { close(descriptor) }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        guard size > 0 else { return [] }
        guard let map = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), map != MAP_FAILED
        else { throw SystemError.last("mmap", path) }
        defer { munmap(map, size) }
        var states = [UInt8](repeating: 0, count: (size + pageSize - 1) / pageSize)
        guard mincore(map, size, &states) == 0 else { throw SystemError.last("mincore", path) }
        return states.indices.filter { states[$0] & 1 != 0 }
    }

    package static let pageSize = Int(getpagesize())

    /// Whether files in the directory for temporary files can leave memory.
    package static let canDrop: Bool = {
        guard let directory = try? TemporaryDirectory("page-cache"),
            let path = try? directory.write("a", String(repeating: "x", count: 3 * pageSize))
        else { return false }
        return (try? drop(path)) ?? false
    }()
}
