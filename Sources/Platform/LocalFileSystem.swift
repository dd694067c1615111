import CLinux
import Glibc

/// The real disk.
package struct LocalFileSystem: FileSystem {
    package init() {}

    package func open(_ path: String, _ mode: FileOpenMode) throws(SystemError) -> any File {
        let descriptor = retrying { needletail_open(path, mode.flags, 0o644) }
        guard descriptor >= 0 else { throw .last("open", path) }
        return LocalFile(path: path, descriptor: descriptor)
    }

    package func createDirectory(_ path: String) throws(SystemError) {
        if mkdir(path, 0o755) == 0 { return }
        switch errno {
        case EEXIST:
            guard let found = try attributes(path), found.isDirectory else {
                throw SystemError("mkdir", path, number: EEXIST)
            }
        case ENOENT:
            guard let parent = parent(of: path) else { throw .last("mkdir", path) }
            try createDirectory(parent)
            // Another thread may have created it in between.
            guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw .last("mkdir", path) }
        default:
            throw .last("mkdir", path)
        }
    }

    package func list(_ path: String) throws(SystemError) -> [DirectoryEntry] {
        guard let directory = opendir(path) else { throw .last("opendir", path) }
        defer { closedir(directory) }
        var entries: [DirectoryEntry] = []
        while true {
            errno = 0
            guard let entry = readdir(directory) else {
                guard errno == 0 else { throw .last("readdir", path) }
                return entries
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            var isDirectory = Int32(entry.pointee.d_type) == Int32(DT_DIR)
            // A link counts as what it leads to: operators spread partitions over disks with them.
            if [DT_UNKNOWN, DT_LNK].contains(where: {
                Int32(entry.pointee.d_type) == Int32($0)
            }) {
                isDirectory = try attributes("\(path)/\(name)")?.isDirectory ?? false
            }
            entries.append(DirectoryEntry(name: name, isDirectory: isDirectory))
        }
    }

    package func attributes(_ path: String) throws(SystemError) -> FileAttributes? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw .last("stat", path)
        }
        return FileAttributes(status)
    }

    package func rename(_ source: String, to target: String) throws(SystemError) {
        guard Glibc.rename(source, target) == 0 else { throw .last("rename", source) }
    }

    package func remove(_ path: String) throws(SystemError) {
        if unlink(path) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM else { throw .last("unlink", path) }
        guard rmdir(path) == 0 || errno == ENOENT else { throw .last("rmdir", path) }
    }

    package func removeTree(_ path: String) throws(SystemError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw .last("lstat", path)
        }
        // A symbolic link is removed, never followed.
        if FileAttributes(status).isDirectory {
            for entry in try list(path) { try removeTree("\(path)/\(entry.name)") }
        }
        try remove(path)
    }

    package func synchronizeDirectory(_ path: String) throws(SystemError) {
        let descriptor = retrying { needletail_open(path, O_RDONLY | O_DIRECTORY, 0) }
        guard descriptor >= 0 else { throw .last("open", path) }
        defer { close(descriptor) }
        guard retrying({ fsync(descriptor) }) == 0 else { throw .last("fsync", path) }
    }

    package func lock(_ path: String) throws(SystemError) -> any FileLock {
        let descriptor = retrying { needletail_open(path, O_RDWR | O_CREAT, 0o644) }
        guard descriptor >= 0 else { throw .last("open", path) }
        guard needletail_try_lock(descriptor) == 0 else {
            let error = SystemError.last("flock", path)
            close(descriptor)
            throw error
        }
        return LocalFileLock(descriptor: descriptor)
    }

    package func freeSpace(_ path: String) throws(SystemError) -> Int64 {
        let space = needletail_free_space(path)
        guard space >= 0 else { throw .last("statvfs", path) }
        return space
    }

    package func totalSpace(_ path: String) throws(SystemError) -> Int64 {
        let space = needletail_total_space(path)
        guard space >= 0 else { throw .last("statvfs", path) }
        return space
    }
}

extension FileOpenMode {
    fileprivate var flags: Int32 {
        switch self {
        case .readOnly: O_RDONLY
        case .existing: O_RDWR
        case .new: O_RDWR | O_CREAT | O_EXCL
        case .createIfMissing: O_RDWR | O_CREAT
        }
    }
}

extension FileAttributes {
    fileprivate init(_ status: stat) {
        self.init(
            size: Int64(status.st_size), isDirectory: status.st_mode & S_IFMT == S_IFDIR,
            modificationTime: Int64(status.st_mtim.tv_sec) * 1000
                + Int64(status.st_mtim.tv_nsec) / 1_000_000)
    }
}

/// The path without its last part; `nil` if it has only one.
private func parent(of path: String) -> String? {
    var parts = path.split(separator: "/", omittingEmptySubsequences: true)
    guard parts.count > 1 else { return nil }
    parts.removeLast()
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
}

/// Repeats a call that a signal interrupted.
func retrying<T: SignedInteger>(_ call: () -> T) -> T {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}
